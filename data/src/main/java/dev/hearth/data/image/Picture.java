package dev.hearth.data.image;

import java.util.Arrays;

/**
 * A decoded picture: eight bits a value, red, green and blue beside one another, row by row from the
 * top, as in {@code rgb[(y * width + x) * 3 + channel]}.
 *
 * <pre>{@code
 * Picture dot = new Picture(1, 1, new byte[] {(byte) 255, 0, 0});
 * int red = dot.value(0, 0, 0);
 * }</pre>
 *
 * @param width columns
 * @param height rows
 * @param rgb {@code width * height * 3} bytes, not copied: leave them alone afterwards
 */
public record Picture(int width, int height, byte[] rgb) {

    /** Refuses bytes of another count than the extent needs. */
    public Picture {
        if (width < 1 || height < 1 || rgb.length != 3L * width * height) {
            throw new IllegalArgumentException(
                    "Picture needs a width and a height above 0 and three bytes a pixel."
                            + " Received: width="
                            + width
                            + ", height="
                            + height
                            + ", "
                            + rgb.length
                            + " bytes. Give the picture's own extent.");
        }
    }

    /**
     * One value.
     *
     * @param x column, from 0
     * @param y row, from 0
     * @param channel 0 red, 1 green, 2 blue
     * @return 0 to 255
     */
    public int value(int x, int y, int channel) {
        return rgb[(y * width + x) * 3 + channel] & 0xFF;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Picture picture
                && width == picture.width
                && height == picture.height
                && Arrays.equals(rgb, picture.rgb);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * width + height) + Arrays.hashCode(rgb);
    }

    @Override
    public String toString() {
        return "Picture of " + width + "×" + height;
    }
}
