package dev.hearth.data.image;

import java.util.Set;

/**
 * A picture file after a look at its skeleton: what it declares, and the parts that a decoder needs.
 *
 * @param components 1 grey, 2 grey and alpha, 3 red, green, blue (or a palette), 4 with alpha or
 *     black
 * @param luma whether colours stand as luma and chroma; of JPEG alone
 * @param halved whether chroma has half of luma's rows and all of its columns
 */
record EncodedPicture(
        Kind kind,
        int width,
        int height,
        int components,
        boolean luma,
        boolean halved,
        int orientation,
        Set<PictureDamage> damage,
        byte[] essence) {

    enum Kind {
        JPEG,
        PNG
    }
}
