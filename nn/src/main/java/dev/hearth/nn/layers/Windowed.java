package dev.hearth.nn.layers;

import dev.hearth.nn.Layer;

/**
 * A layer that moves a {@link Window}, with methods that change it.
 *
 * @param <L> the layer itself
 */
public interface Windowed<L extends Layer> {

    Window window();

    /** The same with another window. */
    L window(Window other);

    /** The same with another extent of the window. */
    default L kernel(int rows, int columns) {
        return window(window().extent(rows, columns));
    }

    /** The same with another stride for both axes. */
    default L stride(int cells) {
        return stride(cells, cells);
    }

    /** The same with another stride for each axis. */
    default L stride(int rows, int columns) {
        return window(window().stride(rows, columns));
    }

    /** The same with another padding. */
    default L padding(Padding padding) {
        return window(window().padding(padding));
    }
}
