package dev.hearth.data.image;

import java.util.Objects;

/**
 * The one view on which ImageNet networks are tested: the shorter side is resized to {@code
 * ⌊size/fraction⌋} and the square in the middle is cut out (299 and 0.875 for Inception-v4: 341, then
 * 299). Centres are rounded half to even, as in torchvision.
 *
 * <pre>{@code
 * Raster view = new CentreCrop(299, 0.875, Interpolation.BICUBIC).apply(new Raster(640, 480, 3, new byte[921600]));
 * }</pre>
 *
 * @param size side of the square in pixels
 * @param fraction the square's side as a part of the resized picture's shorter side, above 0, at
 *     most 1
 * @param kernel how neighbours are weighed
 */
public record CentreCrop(int size, double fraction, Interpolation kernel) {

    /** Refuses an empty square and a fraction outside of (0, 1]. */
    public CentreCrop {
        Objects.requireNonNull(kernel, "kernel");
        if (size < 1 || !(fraction > 0) || fraction > 1) {
            throw new IllegalArgumentException(
                    "CentreView needs a size of at least 1 and a fraction above 0, at most 1."
                            + " Received: size="
                            + size
                            + ", fraction="
                            + fraction
                            + ". Use 299 and 0.875 for Inception-v4.");
        }
    }

    /**
     * Cuts the view.
     *
     * @param picture any size
     * @return {@code size × size} pixels
     */
    public Raster apply(Raster picture) {
        int shorter = (int) Math.floor(size / fraction);
        Resize resize = Resize.shorterSide(kernel, shorter, picture);
        int left = (int) Math.rint((resize.width() - size) / 2.0);
        int top = (int) Math.rint((resize.height() - size) / 2.0);
        return resize.part(picture, left, top, size, size);
    }
}
