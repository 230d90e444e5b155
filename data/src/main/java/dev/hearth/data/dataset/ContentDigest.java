package dev.hearth.data.dataset;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 over parts, each with its length before it, so that no two lists of parts run together. */
final class ContentDigest {

    private final MessageDigest sha256;

    ContentDigest() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            // Every Java platform must have it: java.security.MessageDigest.
            throw new IllegalStateException(e);
        }
    }

    ContentDigest text(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    ContentDigest number(long number) {
        sha256.update(ByteBuffer.allocate(Long.BYTES).putLong(0, number));
        return this;
    }

    ContentDigest bytes(byte[] bytes) {
        number(bytes.length);
        sha256.update(bytes);
        return this;
    }

    /** Bytes whose length was announced with {@link #number}. */
    ContentDigest some(byte[] bytes, int count) {
        sha256.update(bytes, 0, count);
        return this;
    }

    String hex() {
        return HexFormat.of().formatHex(sha256.digest());
    }
}
