#!/usr/bin/env bash
# The TIFF reader of JDK 17 (17.0.15, com.sun.imageio.plugins.tiff): colours in planes of one or two bits, and grey that is 0 for white (PhotometricInterpretation 0).
# Guess: colours in planes (PlanarConfiguration 2) are those of the same picture with its samples side by side; where white is 0, grey is turned over and alpha is not.
# Instead: planes of 1 and 2 bits are read as if samples lay side by side: another picture, without an error; in 4 and 8 bits they are right. Where grey is 0 for white, alpha is turned over
# with it: what is opaque in the file is wholly transparent in the image.
# A user with bilevel colour separations trains on other pictures; one whose scans are cut out of their background, on empty ones, drawn on whatever the background is.
set -euo pipefail

home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
cat > "$home/Finding.java" <<'JAVA'
import java.awt.image.BufferedImage;
import java.io.*;
import java.nio.*;
import java.util.*;
import javax.imageio.*;
import javax.imageio.spi.*;
import javax.imageio.stream.*;

public class Finding {
    static void expect(boolean as, String what) {
        System.out.println((as ? "as found: " : "CHANGED: ") + what);
        if (!as) System.exit(1);
    }

    /** A file of one uncompressed strip for each plane (TIFF 6.0, section 8 and page 38). */
    static byte[] tiff(int width, int bits, int photometric, int samples, byte[][] strips, int... more) {
        TreeMap<Integer, int[]> entries = new TreeMap<>();
        int[] each = new int[samples];
        Arrays.fill(each, bits);
        int[] offsets = new int[strips.length];
        int[] counts = new int[strips.length];
        int at = 8;
        for (int i = 0; i < strips.length; i++) {
            offsets[i] = at;
            counts[i] = strips[i].length;
            at += counts[i] + counts[i] % 2;
        }
        int[][] plain = {{256, width}, {257, 1}, {259, 1}, {262, photometric}, {277, samples}, {278, 1}};
        for (int[] entry : plain) entries.put(entry[0], new int[] {entry[1]});
        entries.put(258, each);
        entries.put(273, offsets);
        entries.put(279, counts);
        for (int i = 0; i < more.length; i += 2) entries.put(more[i], new int[] {more[i + 1]});
        ByteBuffer out = ByteBuffer.allocate(1000).order(ByteOrder.LITTLE_ENDIAN);
        out.put("II".getBytes()).putShort((short) 42).putInt(at);
        for (int i = 0; i < strips.length; i++) out.position(offsets[i]).put(strips[i]);
        out.position(at).putShort((short) entries.size());
        int far = at + 2 + 12 * entries.size() + 4;
        for (var entry : entries.entrySet()) {
            int[] values = entry.getValue();
            int size = entry.getKey() == 273 || entry.getKey() == 279 ? 4 : 2;
            out.putShort((short) (int) entry.getKey()).putShort((short) (size == 4 ? 4 : 3)).putInt(values.length);
            int here = out.position();
            if (size * values.length > 4) {
                out.putInt(far).position(far);
                far += size * values.length;
            }
            for (int value : values) {
                if (size == 4) out.putInt(value); else out.putShort((short) value);
            }
            out.position(here + 4);
        }
        out.putInt(0);
        return Arrays.copyOf(out.array(), far);
    }

    static BufferedImage read(String reader, byte[] file) throws IOException {
        Iterator<ImageReaderSpi> all = IIORegistry.getDefaultInstance().getServiceProviders(ImageReaderSpi.class, false);
        while (all.hasNext()) {
            ImageReaderSpi one = all.next();
            if (one.getClass().getName().equals(reader)) {
                ImageReader made = one.createReaderInstance();
                made.setInput(new MemoryCacheImageInputStream(new ByteArrayInputStream(file)));
                return made.read(0);
            }
        }
        throw new IllegalStateException(reader);
    }

    static final String JDK = "com.sun.imageio.plugins.tiff.TIFFImageReaderSpi";

    static String colours(BufferedImage image) {
        StringBuilder text = new StringBuilder();
        for (int x = 0; x < image.getWidth(); x++) text.append(String.format(x == 0 ? "%06x" : " %06x", image.getRGB(x, 0) & 0xffffff));
        return text.toString();
    }

    static void show(String what, byte[] file, String jdk) throws IOException {
        String came = colours(read(JDK, file));
        System.out.println(what + ": " + came);
        expect(came.equals(jdk), what);
    }

    /** Colours as getRGB has them, and alpha. */
    static void withAlpha(String what, byte[] file, String jdk, int... alpha) throws IOException {
        show(what, file, jdk);
        BufferedImage image = read(JDK, file);
        int[] came = new int[image.getWidth()];
        for (int x = 0; x < came.length; x++) came[x] = image.getRGB(x, 0) >>> 24;
        System.out.println("  alpha " + Arrays.toString(came));
        expect(Arrays.equals(came, alpha), "alpha");
    }

    public static void main(String[] arguments) throws Exception {
        System.out.println("JDK " + System.getProperty("java.version"));
        byte[] grey = {0, (byte) 255};
        byte[] opaque = {0, (byte) 255, (byte) 255, (byte) 255};
        withAlpha("white, black", tiff(2, 8, 0, 1, new byte[][] {grey}), "ffffff 000000", 255, 255);
        withAlpha("white, black, opaque alpha beside them", tiff(2, 8, 0, 2, new byte[][] {opaque}, 338, 2), "ffffff 000000", 0, 0);
        // Eight pixels: red, green, blue, white and again.
        byte[] red = {(byte) 0b10011001};
        byte[] green = {0b01010101};
        byte[] blue = {0b00110011};
        byte[] aside = {(byte) 0b10001000, (byte) 0b11111000, (byte) 0b10001111};
        String right = "ff0000 00ff00 0000ff ffffff ff0000 00ff00 0000ff ffffff";
        show("one bit, side by side", tiff(8, 1, 2, 3, new byte[][] {aside}), right);
        String came = colours(read(JDK, tiff(8, 1, 2, 3, new byte[][] {red, green, blue}, 284, 2)));
        System.out.println("one bit, in planes: JDK " + came);
        expect(!came.equals(right), "one bit, in planes: another picture");
        byte[] eight = new byte[8];
        byte[][] planes = {eight.clone(), eight.clone(), eight.clone()};
        for (int x = 0; x < 8; x++) for (int c = 0; c < 3; c++) planes[c][x] = (byte) (x % 4 == c || x % 4 == 3 ? 255 : 0);
        show("eight bits, in planes", tiff(8, 8, 2, 3, planes, 284, 2), right);
    }
}
JAVA
java -Djava.awt.headless=true -Djava.io.tmpdir="$home" "$home/Finding.java"
