package dev.hearth.nn.layers;

import dev.hearth.nn.Forward;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.Tensor;

/**
 * Randomised leaky rectified linear unit: f(x) = x for x &gt; 0, else ax, where a is drawn for each
 * number from U(lower, upper) when training, and is (lower + upper)/2 otherwise (Xu, Wang, Chen and
 * Li 2015, §2.4).
 *
 * <p>The paper writes x/a with a from U(3, 8) and divides by the mean 5.5 when testing. Here, as in
 * PyTorch, the slope itself is uniform, and 11/48 is the mean of 1/8 and 1/3.
 *
 * <p>Any shape, kept.
 *
 * <pre>{@code
 * Layer hidden = Layers.sequence(new Linear(128), new Rrelu());
 * }</pre>
 *
 * @param lower the least slope, at least 0
 * @param upper the greatest slope, above {@code lower} and below 1
 */
public record Rrelu(double lower, double upper) implements Activation {

    /** Refuses bounds that are not 0 ≤ lower &lt; upper &lt; 1. */
    public Rrelu {
        if (!(lower >= 0 && lower < upper && upper < 1)) {
            throw Check.error(
                    "Rrelu needs 0 ≤ lower < upper < 1",
                    "lower=" + lower + ", upper=" + upper,
                    "Use 1/8 and 1/3 as in the paper, or LeakyRelu for one slope");
        }
    }

    /** With slopes from 1/8 to 1/3, as in the paper. */
    public Rrelu() {
        this(1.0 / 8, 1.0 / 3);
    }

    @Override
    public Forward build(Shape in, Parameters parameters) {
        double middle = (lower + upper) / 2;
        return (x, pass) -> {
            if (!pass.isNoisy()) {
                return x.leakyRelu(middle);
            }
            Tensor slopes =
                    pass.draw(x, (random, shape) -> random.uniform(lower, upper, shape))
                            .to(x.dtype());
            return x.gt(0).where(x, x.mul(slopes));
        };
    }
}
