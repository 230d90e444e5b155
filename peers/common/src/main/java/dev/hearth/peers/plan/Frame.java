package dev.hearth.peers.plan;

/**
 * A window over an image, padded alike on opposite sides.
 *
 * @param rows of the window
 * @param columns of the window
 * @param down from window to window
 * @param across from window to window
 * @param top rows of padding above, and as many below
 * @param left columns of padding on the left, and as many on the right
 */
public record Frame(int rows, int columns, int down, int across, int top, int left) {

    /**
     * Whether it is padded.
     *
     * @return true if there is any padding
     */
    public boolean isPadded() {
        return top > 0 || left > 0;
    }
}
