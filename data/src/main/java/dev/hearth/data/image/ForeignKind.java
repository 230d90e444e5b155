package dev.hearth.data.image;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/** Kinds of picture files that are not read here, told by their first bytes, so that a message can name them. */
final class ForeignKind {

    /** Brands of ISO 23008-12 (HEIF), by the four letters at byte 8. */
    private static final Set<String> HEIC = Set.of("heic", "heix", "hevc", "heim", "heis", "mif1");

    private ForeignKind() {}

    static Optional<String> of(byte[] bytes) {
        String start =
                new String(bytes, 0, Math.min(12, bytes.length), StandardCharsets.ISO_8859_1);
        String brand =
                start.startsWith("ftyp", 4) && start.length() == 12 ? start.substring(8) : "";
        if (HEIC.contains(brand)) {
            return Optional.of("HEIC, as iPhones save photographs");
        } else if (brand.equals("avif") || brand.equals("avis")) {
            return Optional.of("AVIF");
        } else if (start.startsWith("RIFF") && start.startsWith("WEBP", 8)) {
            return Optional.of("WebP");
        } else if (start.startsWith("GIF8")) {
            return Optional.of("GIF");
        } else if (start.startsWith("II*\0") || start.startsWith("MM\0*")) {
            return Optional.of("TIFF");
        } else if (start.startsWith("BM")) {
            return Optional.of("BMP");
        } else if (start.startsWith("%PDF")) {
            return Optional.of("PDF");
        }
        return Optional.empty();
    }
}
