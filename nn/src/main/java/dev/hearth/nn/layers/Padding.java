package dev.hearth.nn.layers;

import dev.hearth.tensor.Check;

/**
 * What is added around an image before a window moves over it.
 *
 * <pre>{@code
 * Layer halves = new Conv2d(96, 3).stride(2).padding(Padding.SAME);   // ⌈height/2⌉ × ⌈width/2⌉
 * Layer wide = new Conv2d(64, 5).padding(Padding.of(1, 2, 1, 2));
 * }</pre>
 */
public sealed interface Padding {

    /**
     * As much as makes ⌈extent/stride⌉ windows fit. With n such windows of k cells (dilation
     * included), (n − 1)·stride + k − extent rows are missing; half of them, rounded down, go to the
     * top, the rest to the bottom, columns likewise, so that an even kernel has its extra row at the
     * bottom and its extra column at the right (TensorFlow's {@code SAME}). With a transposed
     * convolution the result is extent·stride.
     */
    Padding SAME = new Same();

    /** None: the window stays inside the image. */
    Padding VALID = new Sides(0, 0, 0, 0);

    /**
     * The same above and below, and the same at the left and at the right.
     *
     * @param rows above and below, 0 or more
     * @param columns at the left and at the right, 0 or more
     */
    static Padding of(int rows, int columns) {
        return new Sides(rows, rows, columns, columns);
    }

    /**
     * Each side by itself.
     *
     * @param top rows above, 0 or more
     * @param bottom rows below, 0 or more
     * @param left columns at the left, 0 or more
     * @param right columns at the right, 0 or more
     */
    static Padding of(int top, int bottom, int left, int right) {
        return new Sides(top, bottom, left, right);
    }

    /** What {@link Padding#SAME} is. */
    record Same() implements Padding {
        @Override
        public String toString() {
            return "SAME";
        }
    }

    /**
     * A given count of rows and columns on each side.
     *
     * @param top rows above, 0 or more
     * @param bottom rows below, 0 or more
     * @param left columns at the left, 0 or more
     * @param right columns at the right, 0 or more
     */
    record Sides(int top, int bottom, int left, int right) implements Padding {

        /** Refuses less than nothing. */
        public Sides {
            if (top < 0 || bottom < 0 || left < 0 || right < 0) {
                throw Check.error(
                        "Padding needs 0 rows and columns or more",
                        "top=" + top + ", bottom=" + bottom + ", left=" + left + ", right=" + right,
                        "Crop the image instead");
            }
        }

        @Override
        public String toString() {
            if (top == 0 && bottom == 0 && left == 0 && right == 0) {
                return "VALID";
            }
            return top == bottom && left == right
                    ? "padding " + top + "×" + left
                    : "padding " + top + "+" + bottom + "×" + left + "+" + right;
        }
    }
}
