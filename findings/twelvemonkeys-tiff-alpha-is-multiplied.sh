#!/usr/bin/env bash
# TwelveMonkeys 3.14.0 (imageio-tiff), an RGBA TIFF with associated alpha (ExtraSamples 1: colours are multiplied by alpha), the usual kind.
# Guess: getRGB gives the colour, as the JDK's reader does: orange (255, 128, 0) at half alpha stays orange.
# Instead: the multiplied numbers are labelled as if they were not: the image says isAlphaPremultiplied() false and getRGB gives (128, 64, 0) at
# half alpha. Drawn on a background it is multiplied a second time: too dark wherever alpha is neither 0 nor 255.
# A user whose cut-out pictures come as TIFF trains on dark rims that are not in the files.
set -euo pipefail

home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
cat > "$home/pom.xml" <<'POM'
<project><modelVersion>4.0.0</modelVersion><groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
<dependencies>
<dependency><groupId>com.twelvemonkeys.imageio</groupId><artifactId>imageio-tiff</artifactId><version>3.14.0</version></dependency>
</dependencies>
</project>
POM
copy=(mvn -q -B -f "$home/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies "-DoutputDirectory=$home/lib")
"${copy[@]}" -o > "$home/log" 2>&1 || "${copy[@]}" > "$home/log" 2>&1 || { cat "$home/log"; exit 1; }

cat > "$home/Finding.java" <<'JAVA'
import java.awt.color.ColorSpace;
import java.awt.image.*;
import java.io.*;
import java.util.*;
import javax.imageio.*;
import javax.imageio.stream.*;

public class Finding {
    static void expect(boolean as, String what) {
        System.out.println((as ? "as found: " : "CHANGED: ") + what);
        if (!as) System.exit(1);
    }

    /** A TIFF file by the JDK's own writer. */
    static byte[] file(RenderedImage image) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (Iterator<ImageWriter> all = ImageIO.getImageWritersByFormatName("tiff"); all.hasNext(); ) {
            ImageWriter writer = all.next();
            if (writer.getClass().getName().startsWith("com.sun.")) {
                try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
                    writer.setOutput(out);
                    writer.write(image);
                }
            }
        }
        return bytes.toByteArray();
    }

    static ImageReader reader(boolean ofJdk, byte[] file) throws IOException {
        for (Iterator<ImageReader> all = ImageIO.getImageReadersByFormatName("tiff"); all.hasNext(); ) {
            ImageReader reader = all.next();
            if (reader.getClass().getName().startsWith("com.sun.") == ofJdk) {
                reader.setInput(ImageIO.createImageInputStream(new ByteArrayInputStream(file)));
                return reader;
            }
        }
        throw new IOException("no reader");
    }

    static String row(Raster raster) {
        double[] numbers = raster.getPixels(0, 0, raster.getWidth(), 1, (double[]) null);
        return Arrays.toString(numbers);
    }

    static int onWhite(BufferedImage image) {
        BufferedImage white = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
        java.awt.Graphics2D pen = white.createGraphics();
        pen.setColor(java.awt.Color.WHITE);
        pen.fillRect(0, 0, 2, 1);
        pen.drawImage(image, 0, 0, null);
        pen.dispose();
        return white.getRGB(0, 0);
    }

    public static void main(String[] arguments) throws Exception {
        System.setProperty("java.awt.headless", "true");
        System.out.println("imageio-tiff 3.14.0");
        BufferedImage orange = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB_PRE);
        orange.setRGB(0, 0, 0x80ff8000);
        orange.setRGB(1, 0, 0xffff8000);
        byte[] file = file(orange);
        BufferedImage own = reader(false, file).read(0);
        BufferedImage jdk = reader(true, file).read(0);
        System.out.printf("orange at half alpha: JDK %08x, premultiplied %b, on white %06x; TwelveMonkeys %08x, premultiplied %b, on white %06x%n",
                jdk.getRGB(0, 0), jdk.isAlphaPremultiplied(), onWhite(jdk) & 0xffffff, own.getRGB(0, 0), own.isAlphaPremultiplied(), onWhite(own) & 0xffffff);
        expect(jdk.getRGB(0, 0) == 0x80ff8000 && jdk.isAlphaPremultiplied(), "the JDK's reader: orange");
        expect(own.getRGB(0, 0) == 0x80804000 && !own.isAlphaPremultiplied(), "TwelveMonkeys: brown");
        expect((onWhite(own) >> 16 & 255) < 200 && (onWhite(jdk) >> 16 & 255) == 255, "red on white: too dark by a quarter");
        expect(own.getRGB(1, 0) == 0xffff8000, "opaque pixels are right");
    }
}
JAVA
java -cp "$home/lib/*" -Djava.io.tmpdir="$home" "$home/Finding.java"
