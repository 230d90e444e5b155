package dev.hearth.serve;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;

/** How a body is compressed, by its name in {@code Content-Encoding} (RFC 9110, §8.4.1). */
enum ContentCoding {
    IDENTITY("identity"),
    /** RFC 1952. */
    GZIP("gzip"),
    /** The zlib format, RFC 1950. */
    DEFLATE("deflate");

    /** Those that compress, as headers list them. */
    static final String ALL = "gzip, deflate";

    private static final int PIECE = 64 << 10;
    private static final Pattern ACCEPTED =
            Pattern.compile("\\s*([^;,\\s]+)\\s*(?:;\\s*q\\s*=\\s*([01](?:\\.[0-9]{0,3})?))?\\s*");

    private final String word;

    ContentCoding(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }

    /** The one that a body's header names; none where it names another, or several. */
    static Optional<ContentCoding> of(String header) {
        if (header == null || header.isEmpty()) {
            return Optional.of(IDENTITY);
        }
        String name = header.strip().toLowerCase(Locale.ROOT);
        for (ContentCoding each : values()) {
            if (name.equals(each.word) || name.equals("x-" + each.word)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /** What a sender wants its reply to be compressed by, from its {@code Accept-Encoding}. */
    static ContentCoding accepted(String header) {
        if (header == null) {
            return IDENTITY;
        }
        double any = 0;
        double gzip = -1;
        double deflate = -1;
        for (String part : header.toLowerCase(Locale.ROOT).split(",")) {
            Matcher each = ACCEPTED.matcher(part);
            if (!each.matches()) {
                continue;
            }
            double weight = each.group(2) == null ? 1 : Double.parseDouble(each.group(2));
            switch (each.group(1)) {
                case "gzip", "x-gzip" -> gzip = weight;
                case "deflate" -> deflate = weight;
                case "*" -> any = weight;
                default -> {
                    // Others are not offered.
                }
            }
        }
        gzip = gzip < 0 ? any : gzip;
        deflate = deflate < 0 ? any : deflate;
        if (gzip <= 0 && deflate <= 0) {
            return IDENTITY;
        }
        return gzip >= deflate ? GZIP : DEFLATE;
    }

    /**
     * A body as it was before it was compressed.
     *
     * @param most bytes that it may have
     * @param share what it holds is counted there; the compressed body no longer is
     * @throws Refusal if it is larger, there is no memory for it, or it is damaged
     */
    byte[] unpacked(byte[] body, int most, MemoryBudget.Share share) {
        List<byte[]> parts = new ArrayList<>();
        int length = 0;
        try (InputStream in = unpacking(new ByteArrayInputStream(body))) {
            for (byte[] part = in.readNBytes(PIECE); part.length > 0; part = in.readNBytes(PIECE)) {
                length += part.length;
                if (length > most) {
                    throw new Refusal(
                            Refusal.Kind.TOO_LARGE,
                            "A compressed body has at most " + (most >> 20) + " MiB in it",
                            body.length + " bytes with more",
                            "Send less at once");
                }
                // Once more while the parts are joined.
                if (!share.grow(2L * part.length)) {
                    throw Inference.full();
                }
                parts.add(part);
            }
        } catch (IOException damaged) {
            throw new Refusal(
                    Refusal.Kind.BAD_REQUEST,
                    "A body is compressed as its Content-Encoding says",
                    word + " that cannot be read: " + damaged.getMessage(),
                    "Send it whole, or as it is and without Content-Encoding");
        }
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        share.shrink((long) length + body.length);
        return all;
    }

    private InputStream unpacking(InputStream in) throws IOException {
        return switch (this) {
            case IDENTITY -> in;
            case GZIP -> new GZIPInputStream(in, PIECE);
            case DEFLATE -> new InflaterInputStream(in);
        };
    }

    /** A body compressed. */
    byte[] packed(byte[] body) {
        ByteArrayOutputStream all = new ByteArrayOutputStream(body.length / 2);
        try (OutputStream out = packing(all)) {
            out.write(body);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return all.toByteArray();
    }

    private OutputStream packing(OutputStream out) throws IOException {
        return switch (this) {
            case IDENTITY -> out;
            case GZIP -> new GZIPOutputStream(out);
            case DEFLATE -> new DeflaterOutputStream(out);
        };
    }
}
