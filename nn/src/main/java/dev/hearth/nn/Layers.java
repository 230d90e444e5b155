package dev.hearth.nn;

import dev.hearth.nn.combine.Sequence;
import java.util.List;

/** The vocabulary in which nets are written: one short word for each way to combine layers. */
public final class Layers {

    private Layers() {}

    /**
     * Layers one after another.
     *
     * @param layers at least one
     * @return the chain
     */
    public static Layer sequence(Layer... layers) {
        return new Sequence(List.of(layers));
    }
}
