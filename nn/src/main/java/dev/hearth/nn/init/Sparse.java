package dev.hearth.nn.init;

import dev.hearth.nn.Fans;
import dev.hearth.nn.Initializer;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Tensor;

/**
 * Each unit has exactly so many weights from N(0, deviation²), at places of its own; the others are
 * 0 (Martens 2010, §5, with 15).
 *
 * <p>Units lie along dimension 0: rows of a matrix, kernels of a convolution.
 *
 * <pre>{@code
 * Layer hidden = new Linear(1000, Bias.YES, new Sparse(15, 1), Constant.ZERO);
 * }</pre>
 *
 * @param nonzeros weights of each unit that are not zero, at least 1, at most its inputs
 * @param deviation their standard deviation, above 0
 */
public record Sparse(int nonzeros, double deviation) implements Initializer {

    /** Refuses fewer than one weight and a deviation that is not positive. */
    public Sparse {
        if (nonzeros < 1) {
            throw Check.error(
                    "Sparse needs at least one nonzero weight a unit",
                    "nonzeros=" + nonzeros,
                    "Use 15 as in the paper, or Constant for zeros");
        }
        PositiveWidth.check("Sparse", "deviation", deviation, "Use 1 as in the paper.");
    }

    @Override
    public Tensor draw(long[] shape, Fans fans, RandomTensors chance) {
        int units = shape.length == 0 ? 1 : Math.toIntExact(shape[0]);
        int inputs = 1;
        for (int i = 1; i < shape.length; i++) {
            inputs = Math.multiplyExact(inputs, Math.toIntExact(shape[i]));
        }
        if (nonzeros > inputs) {
            throw Check.error(
                    "Sparse needs as many inputs a unit as it has nonzero weights",
                    "nonzeros=" + nonzeros + " of " + inputs + " inputs",
                    "Use fewer, or Normal for all");
        }
        float[] places = chance.uniform(0, 1, units, nonzeros).toFloats();
        float[] drawn = chance.normal(0, deviation, units, nonzeros).toFloats();
        float[] values = new float[Math.multiplyExact(units, inputs)];
        int[] order = new int[inputs];
        for (int i = 0; i < inputs; i++) {
            order[i] = i;
        }
        for (int unit = 0; unit < units; unit++) {
            for (int k = 0; k < nonzeros; k++) {
                // The first steps of Fisher and Yates; any order is a fair start for the next unit.
                int left = inputs - k;
                int other =
                        k + Math.min(left - 1, (int) (places[unit * nonzeros + k] * (double) left));
                int place = order[other];
                order[other] = order[k];
                order[k] = place;
                values[unit * inputs + place] = drawn[unit * nonzeros + k];
            }
        }
        return Tensor.of(values, shape);
    }
}
