package dev.hearth.data.formats;

/**
 * A picture file after a look at its skeleton: what it declares, and the parts that a decoder needs.
 *
 * @param kind JPEG or PNG
 * @param width declared columns
 * @param height declared rows
 * @param components 1 grey, 2 grey and alpha, 3 red, green, blue (or a palette), 4 with alpha or
 *     black
 * @param transform Adobe's colour transform, 0 where none is said; of JPEG alone
 * @param orientation EXIF's, 1 to 8
 * @param essence the file without metadata
 */
record Encoded(
        Kind kind,
        int width,
        int height,
        int components,
        int transform,
        int orientation,
        byte[] essence) {

    enum Kind {
        JPEG,
        PNG
    }
}
