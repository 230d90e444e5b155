package dev.hearth.data.image;

import dev.hearth.data.RandomCrop;
import java.util.Set;

/**
 * A picture that was reduced while it was decoded.
 *
 * <pre>{@code
 * ReducedPicture small = new PictureReader().read(Path.of("cat.jpg"), (width, height) -> 2);
 * int before = small.width();                      // 4000, say, where small.picture().width() is 2000
 * }</pre>
 *
 * @param picture upright
 * @param width of the whole picture, upright
 * @param height of the whole picture, upright
 * @param factor what its sides were divided by: 1, 2, 4 or 8
 * @param damage what is wrong with the file
 */
public record ReducedPicture(
        Picture picture, int width, int height, int factor, Set<PictureDamage> damage) {

    /** Copies the set. */
    public ReducedPicture {
        damage = Set.copyOf(damage);
    }

    /**
     * A rectangle of the whole picture, to the nearest pixel of the reduced one. Nothing is rounded where
     * the picture was not reduced.
     */
    public Picture crop(RandomCrop.Window window) {
        if (factor == 1) {
            return picture.crop(window.left(), window.top(), window.width(), window.height());
        }
        int left = scaled(window.left(), picture.width() - 1);
        int top = scaled(window.top(), picture.height() - 1);
        int right = scaled(window.left() + window.width(), picture.width());
        int bottom = scaled(window.top() + window.height(), picture.height());
        return picture.crop(left, top, Math.max(1, right - left), Math.max(1, bottom - top));
    }

    private int scaled(int place, int most) {
        return Math.min(most, (int) Math.round((double) place / factor));
    }
}
