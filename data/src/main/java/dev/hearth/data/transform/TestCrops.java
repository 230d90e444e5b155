package dev.hearth.data.transform;

import dev.hearth.data.image.Picture;
import dev.hearth.data.image.Resize;
import dev.hearth.tensor.Check;
import java.util.ArrayList;
import java.util.List;

/**
 * How many squares of a picture a net is tested on; its probabilities are
 * averaged over them.
 *
 * <p>144 squares are GoogLeNet's scheme (Szegedy et al. 2014, §7): the shorter side is resized to
 * 256, 288, 320 and 352 pixels for nets of 224; of each picture the left, middle and right square are
 * taken (top, middle and bottom where it is upright); of each square the four corners, the middle
 * and the whole, resized; and all of them mirrored: 4·3·6·2. For a net of another side the four sizes
 * grow with it (342, 384, 427 and 470 for 299), which is our reading, since the Inception-v4 paper
 * does not print its own. Nor does it print its twelve: they are, as we read it, the smallest size
 * and the middle square alone, 6·2.
 *
 * <pre>{@code
 * static List<Picture> look(Path cat, InputSpec view) {
 *     return TestCrops.TWELVE.of(new PictureReader().read(cat), view);   // twelve squares of the view's side
 * }
 * }</pre>
 */
public enum TestCrops {
    /** The view itself. */
    ONE(1),
    /** The smallest size, the middle square: corners, middle, whole, mirrored. */
    TWELVE(12),
    /** Four sizes, three squares, six crops, mirrored. */
    HUNDRED_AND_FORTY_FOUR(144);

    private static final int[] SIZES = {256, 288, 320, 352};
    private static final int GOOGLENET = 224;

    private final int count;

    TestCrops(int count) {
        this.count = count;
    }

    /** How many squares. */
    public int count() {
        return count;
    }

    /**
     * The scheme of so many squares.
     *
     * @param count 1, 12 or 144
     * @throws IllegalArgumentException if there is none
     */
    public static TestCrops of(int count) {
        for (TestCrops crops : values()) {
            if (crops.count == count) {
                return crops;
            }
        }
        throw Check.error(
                "Crops are known for 1, 12 and 144 squares", count, "Use 1 for the usual view");
    }

    /** Cuts the squares. */
    public List<Picture> of(Picture picture, InputSpec view) {
        if (this == ONE) {
            return List.of(view.square(picture));
        }
        Picture whole = picture;
        List<Picture> squares = new ArrayList<>(count);
        int sizes = this == TWELVE ? 1 : SIZES.length;
        for (int i = 0; i < sizes; i++) {
            int size = (int) Math.round(SIZES[i] * (double) view.side() / GOOGLENET);
            Resize resized = Resize.shorterSide(view.kernel(), size, whole);
            int slack = Math.max(resized.width(), resized.height()) - size;
            int[] places = this == TWELVE ? new int[] {slack / 2} : new int[] {0, slack / 2, slack};
            for (int place : places) {
                boolean wide = resized.width() > resized.height();
                // Never the whole: of a picture a pixel high that would be gigabytes.
                Picture square =
                        resized.part(whole, wide ? place : 0, wide ? 0 : place, size, size);
                six(square, view, squares);
            }
        }
        return squares;
    }

    private static void six(Picture square, InputSpec view, List<Picture> into) {
        int side = view.side();
        int far = square.width() - side;
        int[][] corners = {{0, 0}, {far, 0}, {0, far}, {far, far}, {far / 2, far / 2}};
        for (int[] corner : corners) {
            both(square.crop(corner[0], corner[1], side, side), into);
        }
        both(new Resize(view.kernel(), side, side).apply(square), into);
    }

    private static void both(Picture crop, List<Picture> into) {
        into.add(crop);
        into.add(crop.mirrored());
    }
}
