package dev.hearth.nn.layers;

import dev.hearth.nn.CompiledLayer;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.Autograd;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.PointwiseKernel;
import java.util.Optional;

/**
 * Leaky rectified linear unit: f(x) = x for x &gt; 0, else ax; f′(x) = 1 or a (Maas, Hannun and Ng
 * 2013). It goes to −∞ on the left.
 *
 * <p>Slopes in print: 0.1 in the ELU paper's MNIST experiments (Clevert et al. 2015, §4.1) and in
 * weight normalisation's CIFAR-10 net; 1/3 in fractional max-pooling (Graham 2014).
 *
 * <p>Any shape, kept.
 *
 * <pre>{@code
 * Layer hidden = Layers.sequence(new Linear(128), new LeakyRelu(1.0 / 3));
 * }</pre>
 *
 * @param slope a, in [0, 1)
 */
public record LeakyRelu(double slope) implements Activation {

    /** Refuses a slope outside of [0, 1). */
    public LeakyRelu {
        if (!(slope >= 0 && slope < 1)) {
            throw Check.error(
                    "LeakyRelu needs 0 ≤ slope < 1",
                    "slope=" + slope,
                    "Use 0.1 or 1/3 as in the papers, or Prelu to learn it");
        }
    }

    /** With a = 0.1, as in the ELU paper. */
    public LeakyRelu() {
        this(0.1);
    }

    @Override
    public Forward build(Shape in, Parameters parameters) {
        return new PointwiseForward(
                x -> x.leakyRelu(slope),
                x -> x.leakyReluOver(slope),
                x -> x.leakyReluInPlace(slope),
                (gradient, y) -> Autograd.leakyReluBackward(y, gradient, slope));
    }

    @Override
    public Optional<CompiledLayer> compiled(Shape in) {
        return Optional.of(new CompiledActivation(() -> PointwiseKernel.leakyRelu(slope)));
    }
}
