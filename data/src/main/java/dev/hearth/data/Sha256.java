package dev.hearth.data;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 digests. */
public final class Sha256 {

    private Sha256() {}

    /** A fresh digest. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    /** The digest of a text. */
    public static String of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The digest of bytes. */
    public static String of(byte[] bytes) {
        MessageDigest sha = sha256();
        sha.update(bytes);
        return hexadecimal(sha);
    }

    /** The digest of data that were computed from other data. */
    public static String derived(Dataset origin, String how) {
        return of(origin.digest() + "\n" + how);
    }

    /** Ends a digest. */
    public static String hexadecimal(MessageDigest sha) {
        return HexFormat.of().formatHex(sha.digest());
    }
}
