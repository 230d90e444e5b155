package dev.hearth.data.image;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Kinds of picture files that are not read here, told by their first bytes, so that a message can name
 * them and say what to do.
 */
public enum ForeignKind {
    /** ISO 23008-12 with HEVC. */
    HEIC(
            "HEIC, as iPhones save photographs",
            "Add hearth-heif, convert it to JPEG (magick in.heic out.jpg; on macOS: sips -s format jpeg in.heic --out"
                    + " out.jpg), let the camera save JPEG (iPhone: Settings, Camera, Formats, Most"
                    + " Compatible), or leave it out",
            start -> brand(start, Set.of("heic", "heix", "hevc", "heim", "heis", "mif1"))),
    /** ISO 23008-12 with AV1. */
    AVIF(
            "AVIF",
            "Add hearth-heif, convert it to JPEG or PNG (magick in.avif out.png), or leave it out",
            start -> brand(start, Set.of("avif", "avis"))),
    /** Aware Systems' 64-bit TIFF. */
    BIG_TIFF(
            "BigTIFF",
            "Save it as classic TIFF or PNG, or leave it out",
            start -> start.startsWith("II+\0") || start.startsWith("MM\0+")),
    /** ISO 15444-1. */
    JPEG_2000(
            "JPEG 2000",
            "Convert it to JPEG or PNG, or leave it out",
            start -> start.startsWith("\0\0\0\fjP  ")),
    /** ISO 18181. */
    JPEG_XL(
            "JPEG XL",
            "Convert it to JPEG or PNG (djxl in.jxl out.png), or leave it out",
            start -> start.startsWith("\0\0\0\fJXL ") || start.startsWith("\u00FF\n")),
    /** ISO 32000. */
    PDF(
            "PDF",
            "Save its picture as JPEG or PNG, or leave it out",
            start -> start.startsWith("%PDF"));

    private static final int LOOKED_AT = 12;
    private static final Set<String> OF_HEIC = Set.of(".heic", ".heif", ".hif");
    private static final Set<String> OF_AVIF = Set.of(".avif", ".avifs");

    private final String words;
    private final String remedy;
    private final Predicate<String> begins;

    ForeignKind(String words, String remedy, Predicate<String> begins) {
        this.words = words;
        this.remedy = remedy;
        this.begins = begins;
    }

    /** The kind of a file by its first twelve bytes or more. */
    public static Optional<ForeignKind> of(byte[] bytes) {
        int count = Math.min(LOOKED_AT, bytes.length);
        String start = new String(bytes, 0, count, StandardCharsets.ISO_8859_1);
        return Arrays.stream(values()).filter(kind -> kind.begins.test(start)).findFirst();
    }

    /** The brand is the four letters at byte 8. */
    private static boolean brand(String start, Set<String> brands) {
        return start.startsWith("ftyp", 4)
                && start.length() == LOOKED_AT
                && brands.contains(start.substring(8));
    }

    /** Whether a file's name, in lower case, is one of a HEIC or AVIF file. */
    public boolean isNamed(String name) {
        Set<String> suffixes =
                switch (this) {
                    case HEIC -> OF_HEIC;
                    case AVIF -> OF_AVIF;
                    default -> Set.of();
                };
        return suffixes.stream().anyMatch(name::endsWith);
    }

    /** Its name in a sentence. */
    public String words() {
        return words;
    }

    /** What a person can do. */
    public String remedy() {
        return remedy;
    }
}
