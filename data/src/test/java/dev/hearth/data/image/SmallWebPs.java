package dev.hearth.data.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.SizeTPointer;
import org.bytedeco.leptonica.PIX;
import org.bytedeco.leptonica.global.leptonica;

/** WebP files, coded by libwebp and put together by hand. */
final class SmallWebPs {

    private SmallWebPs() {}

    /** Values are red, green, blue and alpha from the highest byte on. */
    static byte[] of(int[][] rgba, boolean hasAlpha, boolean lossless) {
        PIX pix = leptonica.pixCreate(rgba[0].length, rgba.length, 32);
        leptonica.pixSetSpp(pix, hasAlpha ? 4 : 3);
        for (int y = 0; y < rgba.length; y++) {
            for (int x = 0; x < rgba[0].length; x++) {
                leptonica.pixSetPixel(pix, x, y, rgba[y][x]);
            }
        }
        try (PointerPointer<BytePointer> data = new PointerPointer<>(1);
                SizeTPointer size = new SizeTPointer(1)) {
            leptonica.pixWriteMemWebP(data, size, pix, 100, lossless ? 1 : 0);
            BytePointer bytes = data.get(BytePointer.class, 0);
            byte[] file = new byte[(int) size.get()];
            bytes.get(file);
            leptonica.lept_free(bytes);
            return file;
        } finally {
            leptonica.pixDestroy(pix);
        }
    }

    static byte[] chunk(String type, byte[] content) {
        return ByteBuffer.allocate(8 + content.length + content.length % 2)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(type.getBytes(StandardCharsets.ISO_8859_1))
                .putInt(content.length)
                .put(content)
                .array();
    }

    static byte[] file(byte[]... chunks) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes("WEBP".getBytes(StandardCharsets.ISO_8859_1));
        for (byte[] chunk : chunks) {
            all.writeBytes(chunk);
        }
        return chunk("RIFF", all.toByteArray());
    }

    /** Flags and the canvas. */
    static byte[] extended(int flags, int width, int height) {
        ByteBuffer head = ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN).putInt(flags);
        three(head, width - 1);
        three(head, height - 1);
        return chunk("VP8X", head.array());
    }

    /** A frame of an animation from the chunks of a still. */
    static byte[] frame(int left, int top, int width, int height, byte[] chunks) {
        ByteBuffer head = ByteBuffer.allocate(16 + chunks.length).order(ByteOrder.LITTLE_ENDIAN);
        three(head, left / 2);
        three(head, top / 2);
        three(head, width - 1);
        three(head, height - 1);
        three(head, 100);
        return chunk("ANMF", head.put((byte) 0).put(chunks).array());
    }

    private static void three(ByteBuffer to, int value) {
        to.putShort((short) value).put((byte) (value >>> 16));
    }
}
