#!/usr/bin/env bash
# Apache Commons Imaging 1.0.0-alpha6 (commons-imaging): pictures in PGM and PPM of more than 8 bits, PBM as text, and writing PBM.
# Guess: a sample is brought to 0 ... 255 by its share of the greatest one, as it is for 8 bits; PBM says the same as text (P1) and as bits (P4), 1 is black; what was written as PBM is PBM.
# Instead: a sample of 16 bits is scaled to 65535 and then cut to its LOW byte: 256, 512 and 32768 are 0, 300 is 44; half of 12 bits' range (2048 of 4095) is 8, and only the greatest is right. A ramp
# is a saw with 256 teeth whose correlation with the ramp is 0.004. As text 1 is white: the mask that P4 gives upside up comes out turned over, also behind the library's own writer, which does
# write 1 for black. Imaging.writeImage(image, stream, ImageFormats.PBM) writes P6, colours of 8 bits.
# A user with X-rays, depth maps or camera data of 12 or 16 bits trains on the noise of the lowest bits, in pictures of the right size, without an error; a mask in P1 labels the background
# as the object: an overlap (intersection over union) of 0 where 1 is right.
set -euo pipefail

home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
cat > "$home/pom.xml" <<'POM'
<project><modelVersion>4.0.0</modelVersion><groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
<dependencies>
<dependency><groupId>org.apache.commons</groupId><artifactId>commons-imaging</artifactId><version>1.0.0-alpha6</version></dependency>
</dependencies>
</project>
POM
copy=(mvn -q -B -f "$home/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies "-DoutputDirectory=$home/lib")
"${copy[@]}" -o > "$home/log" 2>&1 || "${copy[@]}" > "$home/log" 2>&1 || { cat "$home/log"; exit 1; }

cat > "$home/Finding.java" <<'JAVA'
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.*;
import org.apache.commons.imaging.*;
import org.apache.commons.imaging.formats.pnm.*;

public class Finding {
    static void expect(boolean as, String what) {
        System.out.println((as ? "as found: " : "CHANGED: ") + what);
        if (!as) System.exit(1);
    }

    /** The grey that comes out for a PGM of one row, whose samples take two bytes each, the higher one first. */
    static int[] read(int greatest, int... samples) throws Exception {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write(("P5\n" + samples.length + " 1\n" + greatest + "\n").getBytes(StandardCharsets.US_ASCII));
        for (int sample : samples) {
            if (greatest > 255) file.write(sample >> 8);
            file.write(sample);
        }
        return grey(file.toByteArray());
    }

    static int[] grey(byte[] file) throws Exception {
        BufferedImage image = Imaging.getBufferedImage(file);
        int[] grey = new int[image.getWidth() * image.getHeight()];
        for (int i = 0; i < grey.length; i++) grey[i] = image.getRGB(i % image.getWidth(), i / image.getWidth()) & 255;
        return grey;
    }

    static double correlation(int[] a, int[] b) {
        double n = a.length, meanA = Arrays.stream(a).sum() / n, meanB = Arrays.stream(b).asDoubleStream().sum() / n, ab = 0, aa = 0, bb = 0;
        for (int i = 0; i < n; i++) {
            ab += (a[i] - meanA) * (b[i] - meanB);
            aa += (a[i] - meanA) * (a[i] - meanA);
            bb += (b[i] - meanB) * (b[i] - meanB);
        }
        return ab / Math.sqrt(aa * bb);
    }

    /** Intersection over union of what is black. */
    static double overlap(int[] a, int[] b) {
        int both = 0, any = 0;
        for (int i = 0; i < a.length; i++) {
            if (a[i] == 0 && b[i] == 0) both++;
            if (a[i] == 0 || b[i] == 0) any++;
        }
        return both / (double) any;
    }

    static byte[] write(BufferedImage image, boolean bits) throws Exception {
        PnmImagingParameters parameters = new PnmImagingParameters();
        parameters.setSubtype(ImageFormats.PBM);
        parameters.setRawBits(bits);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        new PnmImageParser().writeImage(image, file, parameters);
        return file.toByteArray();
    }

    public static void main(String[] arguments) throws Exception {
        System.out.println("commons-imaging 1.0.0-alpha6");
        int[] eight = read(200, 0, 50, 100, 200);
        System.out.println("8 bits, 0 50 100 200 of 200: " + Arrays.toString(eight));
        expect(Arrays.equals(eight, new int[] {0, 64, 128, 255}), "a greatest sample below 256 is scaled");

        int[] samples = {0, 128, 255, 256, 300, 512, 32768, 65535};
        int[] came = read(65535, samples);
        int[] right = Arrays.stream(samples).map(sample -> Math.round(sample * 255f / 65535)).toArray();
        System.out.println("16 bits, " + Arrays.toString(samples) + ": " + Arrays.toString(came) + " where " + Arrays.toString(right) + " is right");
        expect(Arrays.equals(came, Arrays.stream(samples).map(sample -> sample & 255).toArray()), "16 bits are cut to the low byte");

        int[] twelve = read(4095, 0, 1024, 2048, 4095);
        System.out.println("12 bits, 0 1024 2048 4095: " + Arrays.toString(twelve) + " where 0 64 128 255 is right");
        expect(Arrays.equals(twelve, new int[] {0, 4, 8, 255}), "half of 12 bits' range is 8");

        int[] ramp = new int[65536];
        Arrays.setAll(ramp, i -> i);
        double like = correlation(ramp, read(65535, ramp));
        double high = correlation(ramp, Arrays.stream(ramp).map(sample -> sample >> 8).toArray());
        System.out.printf(Locale.ROOT, "a ramp of 16 bits: correlation with what was read %.4f, with its high byte %.4f%n", like, high);
        expect(Math.abs(like - 0.0039) < 1e-4 && high > 0.9999, "nothing is left of the ramp");

        int[] bits = grey(new byte[] {'P', '4', '\n', '8', ' ', '1', '\n', 0b01110001});
        int[] text = grey("P1\n8 1\n0 1 1 1 0 0 0 1\n".getBytes(StandardCharsets.US_ASCII));
        System.out.println("PBM 01110001 as bits " + Arrays.toString(bits) + ", as text " + Arrays.toString(text));
        expect(Arrays.equals(bits, new int[] {255, 0, 0, 0, 255, 255, 255, 0}), "as bits, 1 is black, as the format has it");
        expect(Arrays.equals(text, Arrays.stream(bits).map(grey -> 255 - grey).toArray()), "as text, 1 is white");
        System.out.println("overlap of the two masks: " + overlap(bits, text) + ", with itself " + overlap(bits, bits));
        expect(overlap(bits, text) == 0, "they have nothing in common");

        BufferedImage mask = new BufferedImage(4, 1, BufferedImage.TYPE_INT_RGB);
        mask.setRGB(3, 0, 0xffffff);
        String written = new String(write(mask, false), StandardCharsets.US_ASCII).replaceAll("\\s+", " ").trim();
        System.out.println("black black black white as text: " + written + ", read again " + Arrays.toString(grey(write(mask, false))) + ", through bits " + Arrays.toString(grey(write(mask, true))));
        expect(written.equals("P1 4 1 1 1 1 0"), "the writer has 1 for black");
        expect(Arrays.equals(grey(write(mask, false)), new int[] {255, 255, 255, 0}) && Arrays.equals(grey(write(mask, true)), new int[] {0, 0, 0, 255}), "its own text comes back turned over");
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        Imaging.writeImage(mask, file, ImageFormats.PBM);
        System.out.println("writeImage(..., PBM) writes P" + (char) file.toByteArray()[1]);
        expect(file.toByteArray()[1] == '6', "that is PPM");
    }
}
JAVA
java -cp "$home/lib/*" -Djava.io.tmpdir="$home" "$home/Finding.java"
