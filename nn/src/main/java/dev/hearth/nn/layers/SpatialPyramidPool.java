package dev.hearth.nn.layers;

import dev.hearth.nn.Complexity;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.Functional;
import dev.hearth.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * Spatial pyramid pooling (He, Zhang, Ren and Sun 2014, §2.2): the greatest of each cell of grids of
 * n × n cells laid over the image, one grid a level. Row i of a grid, from 0, spans ⌊i·height/n⌋ up
 * to ⌈(i + 1)·height/n⌉, columns likewise (their appendix A), so adjacent cells share a row where n does
 * not divide the height.
 *
 * <p>Image [channels × height × width] → vector [channels·Σn²], whatever height and width are. The
 * levels follow one another; within one, channel by channel, row by row.
 *
 * <pre>{@code
 * Layer head = Layers.sequence(new SpatialPyramidPool(1, 2, 4), new Linear(4096));
 * }</pre>
 *
 * @param levels cells along each side of each grid, at least one, each above 0
 */
public record SpatialPyramidPool(List<Integer> levels) implements Layer {

    /** Refuses a pyramid without levels, and copies the list. */
    public SpatialPyramidPool {
        levels = List.copyOf(levels);
        if (levels.isEmpty() || levels.stream().anyMatch(level -> level < 1)) {
            throw Check.error(
                    "SpatialPyramidPool needs at least one level, each above 0",
                    levels,
                    "Use 1, 2 and 4");
        }
    }

    /** The levels one by one. */
    public SpatialPyramidPool(int... levels) {
        this(Arrays.stream(levels).boxed().toList());
    }

    @Override
    public Shape out(Shape in) {
        int channels = Shape.image("SpatialPyramidPool", in).channels();
        long cells = levels.stream().mapToLong(n -> (long) n * n).sum();
        return new Shape.Vector(Math.toIntExact(channels * cells));
    }

    @Override
    public Complexity cost(Shape in) {
        out(in);
        return Complexity.NONE;
    }

    @Override
    public Forward build(Shape in, Parameters parameters) {
        out(in);
        return (x, pass) -> {
            Tensor[] grids = new Tensor[levels.size()];
            for (int i = 0; i < grids.length; i++) {
                int n = levels.get(i);
                grids[i] = Functional.adaptiveMaxPool2d(x, n, n).flatten(1);
            }
            return Tensor.concat(1, grids);
        };
    }
}
