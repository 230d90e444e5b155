package dev.hearth.data.image;

import java.util.Set;

/**
 * A picture file after a look at its skeleton: what it declares, and the parts that a decoder needs.
 *
 * @param kind JPEG or PNG
 * @param width declared columns
 * @param height declared rows
 * @param components 1 grey, 2 grey and alpha, 3 red, green, blue (or a palette), 4 with alpha or
 *     black
 * @param luma whether colours stand as luma and chroma; of JPEG alone
 * @param orientation EXIF's, 1 to 8
 * @param damage what is wrong with it, and does not hinder
 * @param essence the file without metadata
 */
record EncodedPicture(
        Kind kind,
        int width,
        int height,
        int components,
        boolean luma,
        int orientation,
        Set<PictureDamage> damage,
        byte[] essence) {

    enum Kind {
        JPEG,
        PNG
    }
}
