package dev.hearth.data.download;

import dev.hearth.tensor.Check;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * What a file's bytes must hash to.
 *
 * <pre>{@code
 * Checksum empty = Checksum.md5("d41d8cd98f00b204e9800998ecf8427e");
 * }</pre>
 */
public record Checksum(Kind kind, String hex) {

    /** The hashes in which data sets are published. */
    public enum Kind {
        /** RFC 1321: tells damage, not malice. */
        MD5("MD5", 32),
        /** FIPS 180-4. */
        SHA_256("SHA-256", 64);

        private final String algorithm;
        private final int digits;

        Kind(String algorithm, int digits) {
            this.algorithm = algorithm;
            this.digits = digits;
        }

        MessageDigest digest() {
            try {
                return MessageDigest.getInstance(algorithm);
            } catch (NoSuchAlgorithmException e) {
                // Every Java platform must have both: java.security.MessageDigest.
                throw new IllegalStateException(e);
            }
        }
    }

    /** Refuses what is no value of the hash. */
    public Checksum {
        hex = hex.toLowerCase(Locale.ROOT);
        if (!hex.matches("[0-9a-f]{" + kind.digits + "}")) {
            throw Check.error(
                    kind.algorithm + " needs " + kind.digits + " hexadecimal digits",
                    hex,
                    "Copy the whole sum");
        }
    }

    /** An MD5 sum. */
    public static Checksum md5(String hex) {
        return new Checksum(Kind.MD5, hex);
    }

    /** A SHA-256 sum. */
    public static Checksum sha256(String hex) {
        return new Checksum(Kind.SHA_256, hex);
    }

    /** The sum of all that is left in a stream. */
    static Checksum of(Kind kind, InputStream in) throws IOException {
        MessageDigest digest = kind.digest();
        byte[] buffer = new byte[1 << 16];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            digest.update(buffer, 0, n);
        }
        return new Checksum(kind, HexFormat.of().formatHex(digest.digest()));
    }

    @Override
    public String toString() {
        return kind.algorithm + " " + hex;
    }
}
