package dev.hearth.data.image;

import java.util.Set;

/**
 * A picture file after a look at its skeleton: what it declares, and the parts that a decoder needs.
 *
 * @param components 1 grey, 2 grey and alpha, 3 red, green, blue (or a palette), 4 with alpha or
 *     black
 * @param essence decodes to {@code frame}
 * @param frame where the decoded pixels lie in the picture
 */
record EncodedPicture(
        Kind kind,
        int width,
        int height,
        int components,
        Set<Trait> traits,
        int orientation,
        Set<PictureDamage> damage,
        byte[] essence,
        Frame frame) {

    enum Kind {
        JPEG,
        PNG,
        WEBP,
        GIF,
        BMP,
        TIFF
    }

    enum Trait {
        /** Colours of a JPEG that stand as luma and chroma. */
        LUMA,
        /** Colours of a JPEG whose chroma has half of luma's rows and all of its columns. */
        HALVED,
        /** A JPEG whose scans refine one another. */
        PROGRESSIVE,
        /** Inks of a TIFF, 0 for none; those of JPEG are the other way round. */
        INKS,
        /** A TIFF whose further samples are no alpha. */
        OPAQUE,
        /** A TIFF whose grey is 0 for white. */
        WHITE_FIRST,
        /** A TIFF whose samples are differences along rows. */
        DIFFERENCES
    }

    /** A rectangle of the picture; outside of it the picture is transparent, so white. */
    record Frame(int left, int top, int width, int height) {}

    /** One whose decoded pixels are the whole picture. */
    EncodedPicture(
            Kind kind,
            int width,
            int height,
            int components,
            Set<Trait> traits,
            int orientation,
            Set<PictureDamage> damage,
            byte[] essence) {
        this(
                kind,
                width,
                height,
                components,
                traits,
                orientation,
                damage,
                essence,
                new Frame(0, 0, width, height));
    }

    boolean has(Trait trait) {
        return traits.contains(trait);
    }
}
