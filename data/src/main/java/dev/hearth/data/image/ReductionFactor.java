package dev.hearth.data.image;

/**
 * How much a picture is reduced while it is decoded: its sides are divided by 1, 2, 4 or 8 and rounded up.
 *
 * <pre>{@code
 * ReductionFactor toAThousand = (width, height) -> width >= 4000 ? 4 : width >= 2000 ? 2 : 1;
 * ReducedPicture small = new PictureReader().read(Path.of("cat.jpg"), toAThousand);
 * }</pre>
 */
@FunctionalInterface
public interface ReductionFactor {

    /** The picture as it is. */
    ReductionFactor NONE = (width, height) -> 1;

    /**
     * Chooses.
     *
     * @param width of the whole picture, upright
     * @param height of the whole picture, upright
     * @return 1, 2, 4 or 8
     */
    int of(int width, int height);

    /** The greatest of 1, 2, 4 and 8 that is at most a number, and 1 for less. */
    static int atMost(double most) {
        return most >= 8 ? 8 : most >= 4 ? 4 : most >= 2 ? 2 : 1;
    }
}
