#!/usr/bin/env bash
# TwelveMonkeys 3.13.1 (imageio-pnm; the source of 3.14.0 is the same here): PGM and PPM whose greatest sample is not 255 or 65535, and PAM in black and white.
# Guess: a sample s of at most m is s * 255 / m, as the format's definition has it, so that m itself is white. Of PAM's BLACKANDWHITE the ones are white and the zeros are black.
# Instead: a byte is taken as a signed number before it is multiplied: where m is 128 ... 254 every sample from 128 on is wrong. With m = 200 all of them are 70 levels too dark: 127 is 161, 128 is 93
# (163 is right), 200 is 185 (255). Orange (ffbf7f) is mauve (b9797f). In 16 bits the same from 32,768 on: 40000 of 40000 is 23699, where 65535 is right. BLACKANDWHITE is not scaled at all: white
# is 1 of 255, in alpha too, so that what is opaque is as good as wholly transparent.
# A writer that puts the picture's own greatest sample into the header (m then is any number) has what is bright set below what is mid-grey, with an edge where
# there is none, without an error: a ramp's mean is 102 where 127 is right. A mask of PAM is black to the eye and to each threshold above 1: its object has no pixel.
set -euo pipefail

home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
cat > "$home/pom.xml" <<'POM'
<project><modelVersion>4.0.0</modelVersion><groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
<dependencies>
<dependency><groupId>com.twelvemonkeys.imageio</groupId><artifactId>imageio-pnm</artifactId><version>3.13.1</version></dependency>
</dependencies>
</project>
POM
copy=(mvn -q -B -f "$home/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies "-DoutputDirectory=$home/lib")
"${copy[@]}" -o > "$home/log" 2>&1 || "${copy[@]}" > "$home/log" 2>&1 || { cat "$home/log"; exit 1; }

cat > "$home/Finding.java" <<'JAVA'
import java.awt.image.BufferedImage;
import java.io.*;
import java.nio.charset.StandardCharsets;
import java.util.*;
import javax.imageio.ImageIO;

public class Finding {
    static void expect(boolean as, String what) {
        System.out.println((as ? "as found: " : "CHANGED: ") + what);
        if (!as) System.exit(1);
    }

    static BufferedImage read(String header, boolean wide, int... samples) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write(header.getBytes(StandardCharsets.US_ASCII));
        for (int sample : samples) {
            if (wide) file.write(sample >> 8);
            file.write(sample);
        }
        return ImageIO.read(new ByteArrayInputStream(file.toByteArray()));
    }

    static int[] row(BufferedImage image) {
        return image.getRaster().getPixels(0, 0, image.getWidth(), 1, (int[]) null);
    }

    static int[] grey(int greatest, int... samples) throws IOException {
        return row(read("P5\n" + samples.length + " 1\n" + greatest + "\n", greatest > 255, samples));
    }

    /** What the format says, cut off as the reader cuts. */
    static int[] right(int greatest, int... samples) {
        int white = greatest > 255 ? 65535 : 255;
        return Arrays.stream(samples).map(sample -> (int) ((long) sample * white / greatest)).toArray();
    }

    static double mean(int[] numbers) {
        return Arrays.stream(numbers).average().getAsDouble();
    }

    public static void main(String[] arguments) throws IOException {
        System.out.println("imageio-pnm 3.13.1");
        int[] samples = {0, 100, 127, 128, 160, 200};
        int[] came = grey(200, samples);
        System.out.println("PGM, " + Arrays.toString(samples) + " of 200: " + Arrays.toString(came) + " where " + Arrays.toString(right(200, samples)) + " is right");
        expect(Arrays.equals(came, new int[] {0, 127, 161, 93, 134, 185}), "from 128 on it is wrong");
        int[] text = row(ImageIO.read(new ByteArrayInputStream("P2\n6 1\n200\n0 100 127 128 160 200\n".getBytes(StandardCharsets.US_ASCII))));
        expect(Arrays.equals(text, came), "as text too");
        for (int greatest : new int[] {100, 127, 255, 4095, 32767, 65535}) {
            int[] some = {0, greatest / 3, greatest / 2 + 1, greatest};
            expect(Arrays.equals(grey(greatest, some), right(greatest, some)), "a greatest sample of " + greatest + " is right");
        }
        int[] wide = {0, 10000, 32767, 32768, 40000};
        came = grey(40000, wide);
        System.out.println("PGM, " + Arrays.toString(wide) + " of 40000: " + Arrays.toString(came) + " where " + Arrays.toString(right(40000, wide)) + " is right");
        expect(Arrays.equals(came, new int[] {0, 16383, 53684, 11850, 23699}), "16 bits, from 32768 on it is wrong");

        BufferedImage colour = read("P6\n1 1\n200\n", false, 200, 150, 100);
        System.out.printf("PPM, 200 150 100 of 200 (orange): %06x where ffbf7f is right%n", colour.getRGB(0, 0) & 0xffffff);
        expect((colour.getRGB(0, 0) & 0xffffff) == 0xb9797f, "another colour");

        int[] ramp = new int[201];
        Arrays.setAll(ramp, i -> i);
        int[] read = grey(200, ramp);
        int[] wish = right(200, ramp);
        int[] gap = new int[201];
        Arrays.setAll(gap, i -> wish[i] - read[i]);
        double mean = mean(read), should = mean(wish);
        System.out.printf(Locale.ROOT, "a ramp from 0 to 200 of 200: mean %.1f where %.1f is right, %d of 201 levels are wrong, by %d ... %d%n", mean, should,
                Arrays.stream(gap).filter(by -> by != 0).count(), Arrays.stream(gap).skip(128).min().getAsInt(), Arrays.stream(gap).max().getAsInt());
        expect(Math.abs(mean - 101.8) < 0.05 && Math.abs(should - 127) < 0.05, "the ramp is too dark");
        expect(Arrays.stream(gap).limit(128).allMatch(by -> by == 0) && Arrays.stream(gap).skip(128).allMatch(by -> by == 69 || by == 70), "by 70 levels from 128 on");

        BufferedImage mask = read("P7\nWIDTH 4\nHEIGHT 1\nDEPTH 1\nMAXVAL 1\nTUPLTYPE BLACKANDWHITE\nENDHDR\n", false, 0, 1, 1, 0);
        long object = Arrays.stream(row(mask)).filter(grey -> grey > 127).count();
        System.out.println("PAM in black and white, 0 1 1 0: " + Arrays.toString(row(mask)) + ", " + object + " white pixels where 2 are right");
        expect(Arrays.equals(row(mask), new int[] {0, 1, 1, 0}) && object == 0, "white is 1 of 255");
        BufferedImage alpha = read("P7\nWIDTH 1\nHEIGHT 1\nDEPTH 2\nMAXVAL 1\nTUPLTYPE BLACKANDWHITE_ALPHA\nENDHDR\n", false, 1, 1);
        System.out.println("with alpha, an opaque pixel: alpha " + (alpha.getRGB(0, 0) >>> 24) + " of 255");
        expect(alpha.getRGB(0, 0) >>> 24 == 1, "alpha too");
        BufferedImage bits = read("P4\n4 1\n", false, 0b10010000);
        expect((bits.getRGB(1, 0) & 255) == 255 && (bits.getRGB(0, 0) & 255) == 0, "the same mask as PBM is black and white");
    }
}
JAVA
java -cp "$home/lib/*" -Djava.io.tmpdir="$home" "$home/Finding.java"
