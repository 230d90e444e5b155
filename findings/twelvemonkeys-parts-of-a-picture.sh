#!/usr/bin/env bash
# TwelveMonkeys 3.13.1 (imageio-tga, imageio-pnm; the source of 3.14.0 is the same here): a part of a picture, or each second pixel, by ImageReadParam.
# Guess: setSourceRegion gives the pixels that the same rectangle has in the whole picture, setSourceSubsampling each n-th of them, beginning with the region's first, as the JDK's own readers do.
# Instead, without an error or a warning: of a TGA whose rows go down (as this library's own writer has them) a region in the lower half is black, but for the rows before the loop stops: the loop over
# the rows stops as if they went up. A region of a PFM is the one that lies as far from the other edge: the top is the bottom. Each second pixel of an odd width leaves the last column black, in
# TGA and PGM; with a region beside it, PGM gives other columns (19 17 where 17 19 is right), and TGA and PGM begin at an even row and column whatever the region begins at.
# A user who cuts large pictures into patches to train on, or reads them at half the size, trains on black patches with the labels of full ones: of 16 patches of a TGA 8 are black.
set -euo pipefail

home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
cat > "$home/pom.xml" <<'POM'
<project><modelVersion>4.0.0</modelVersion><groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
<dependencies>
<dependency><groupId>com.twelvemonkeys.imageio</groupId><artifactId>imageio-pnm</artifactId><version>3.13.1</version></dependency>
<dependency><groupId>com.twelvemonkeys.imageio</groupId><artifactId>imageio-tga</artifactId><version>3.13.1</version></dependency>
</dependencies>
</project>
POM
copy=(mvn -q -B -f "$home/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies "-DoutputDirectory=$home/lib")
"${copy[@]}" -o > "$home/log" 2>&1 || "${copy[@]}" > "$home/log" 2>&1 || { cat "$home/log"; exit 1; }

cat > "$home/Finding.java" <<'JAVA'
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.*;
import java.nio.*;
import java.nio.charset.StandardCharsets;
import java.util.*;
import javax.imageio.*;
import javax.imageio.stream.ImageOutputStream;

public class Finding {
    static void expect(boolean as, String what) {
        System.out.println((as ? "as found: " : "CHANGED: ") + what);
        if (!as) System.exit(1);
    }

    static byte[] write(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(image);
        }
        return bytes.toByteArray();
    }

    /** The rectangle of the picture, each `step`-th pixel of it, row by row. */
    static String read(String format, byte[] file, Rectangle region, int step) throws IOException {
        ImageReader reader = ImageIO.getImageReadersByFormatName(format).next();
        reader.setInput(ImageIO.createImageInputStream(new ByteArrayInputStream(file)));
        ImageReadParam how = reader.getDefaultReadParam();
        how.setSourceRegion(region);
        how.setSourceSubsampling(step, step, 0, 0);
        BufferedImage image = reader.read(0, how);
        StringBuilder rows = new StringBuilder();
        for (int y = 0; y < image.getHeight(); y++) {
            float[] row = image.getRaster().getPixels(0, y, image.getWidth(), 1, (float[]) null);
            rows.append(y == 0 ? "" : " | ");
            for (int x = 0; x < row.length; x++) rows.append(x == 0 ? "" : " ").append(Math.round(row[x] * (format.equals("pfm") ? 64 : 1)));
        }
        return rows.toString();
    }

    /** What the whole picture has there: 1, 2, 3 ... along the rows. */
    static String right(int width, Rectangle region, int step) {
        StringBuilder rows = new StringBuilder();
        for (int y = region.y; y < region.y + region.height; y += step) {
            rows.append(y == region.y ? "" : " | ");
            for (int x = region.x; x < region.x + region.width; x += step) rows.append(x == region.x ? "" : " ").append(1 + y * width + x);
        }
        return rows.toString();
    }

    static BufferedImage counting(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < height; y++) for (int x = 0; x < width; x++) image.getRaster().setSample(x, y, 0, 1 + y * width + x);
        return image;
    }

    static byte[] pgm(int width, int height) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write(("P5\n" + width + " " + height + "\n255\n").getBytes(StandardCharsets.US_ASCII));
        for (int i = 1; i <= width * height; i++) file.write(i);
        return file.toByteArray();
    }

    /** Rows from the bottom up, as the format has them, in 64ths. */
    static byte[] pfm(int width, int height) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write(("Pf\n" + width + " " + height + "\n-1.0\n").getBytes(StandardCharsets.US_ASCII));
        ByteBuffer numbers = ByteBuffer.allocate(4 * width * height).order(ByteOrder.LITTLE_ENDIAN);
        for (int y = height - 1; y >= 0; y--) for (int x = 0; x < width; x++) numbers.putFloat((1 + y * width + x) / 64f);
        file.write(numbers.array());
        return file.toByteArray();
    }

    static void show(String format, byte[] file, int width, Rectangle region, int step, String as) throws IOException {
        String came = read(format, file, region, step), right = right(width, region, step);
        System.out.println(format + ", region " + region.width + " x " + region.height + " at " + region.x + ", " + region.y + ", step " + step + ": " + came + (came.equals(right) ? "" : ", where " + right + " is right"));
        expect(came.equals(as == null ? right : as), as == null ? "right" : "another picture");
    }

    public static void main(String[] arguments) throws IOException {
        System.out.println("imageio-tga and imageio-pnm 3.13.1");
        BufferedImage image = counting(7, 7);
        byte[] png = write(image, "png"), tga = write(image, "tga"), pgm = pgm(7, 7), pfm = pfm(3, 6);
        Rectangle all = new Rectangle(7, 7), low = new Rectangle(2, 5, 3, 2), even = new Rectangle(2, 2, 4, 4), odd = new Rectangle(1, 1, 4, 4);
        for (Rectangle region : new Rectangle[] {all, low, even, odd}) for (int step : new int[] {1, 2}) expect(read("png", png, region, step).equals(right(7, region, step)), "the JDK's reader of PNG is right");
        show("tga", tga, 7, all, 1, null);
        show("tga", tga, 7, low, 1, "0 0 0 | 0 0 0");
        show("tga", tga, 7, all, 2, "1 3 5 0 | 15 17 19 0 | 29 31 33 0 | 43 45 47 0");
        show("pgm", pgm, 7, low, 1, null);
        show("pgm", pgm, 7, all, 2, "1 3 5 0 | 15 17 19 0 | 29 31 33 0 | 43 45 47 0");
        show("pgm", pgm, 7, even, 2, "19 17 | 33 31");
        show("tga", tga, 7, odd, 2, "15 17 | 29 31");
        show("pfm", pfm, 3, new Rectangle(3, 6), 1, null);
        show("pfm", pfm, 3, new Rectangle(3, 2), 1, "13 14 15 | 16 17 18");

        BufferedImage large = new BufferedImage(64, 64, BufferedImage.TYPE_3BYTE_BGR);
        for (int y = 0; y < 64; y++) for (int x = 0; x < 64; x++) large.setRGB(x, y, 0xffffff);
        byte[] file = write(large, "tga");
        int black = 0;
        for (int y = 0; y < 64; y += 16) for (int x = 0; x < 64; x += 16) {
            ImageReader reader = ImageIO.getImageReadersByFormatName("tga").next();
            reader.setInput(ImageIO.createImageInputStream(new ByteArrayInputStream(file)));
            ImageReadParam how = reader.getDefaultReadParam();
            how.setSourceRegion(new Rectangle(x, y, 16, 16));
            if ((reader.read(0, how).getRGB(8, 8) & 0xffffff) == 0) black++;
        }
        System.out.println("a white TGA of 64 x 64 in 16 patches: " + black + " are black in the middle");
        expect(black == 8, "the lower half");
    }
}
JAVA
java -cp "$home/lib/*" -Djava.io.tmpdir="$home" "$home/Finding.java"
