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
 * Exponential linear unit: f(x) = x for x &gt; 0, else α(eˣ − 1) (Clevert, Unterthiner and
 * Hochreiter 2015, §3). f′(x) = 1 for x &gt; 0, else f(x) + α, so the backward pass needs only the
 * output; computed so, it is off by up to α·2⁻²³, which shows where it is that small itself, below −14.
 * In bfloat16 that would be up to α·2⁻⁸, and 0 below −6.3 with α = 1, where a unit would never learn again:
 * there the derivative is taken from the argument. It saturates at −α, which f approaches and does not reach.
 *
 * <p>Any shape, kept.
 *
 * <pre>{@code
 * Layer hidden = Layers.sequence(new Linear(128), new Elu());
 * }</pre>
 *
 * @param alpha α, above 0; 1 in all of the paper's experiments
 */
public record Elu(double alpha) implements Activation {

    /** Refuses an α that is not positive. */
    public Elu {
        if (!(alpha > 0) || Double.isInfinite(alpha)) {
            throw Check.error(
                    "Elu needs alpha above 0",
                    "alpha=" + alpha,
                    "Use 1 as in the paper, or Relu for no negative part");
        }
    }

    /** With α = 1, as in the paper. */
    public Elu() {
        this(1);
    }

    @Override
    public Forward build(Shape in, Parameters parameters) {
        return new PointwiseForward(
                x -> x.elu(alpha),
                x -> x.eluOver(alpha),
                x -> x.eluInPlace(alpha),
                (gradient, y) -> Autograd.eluBackward(y, gradient, alpha),
                Optional.of((gradient, x) -> Autograd.eluBackwardOfArgument(x, gradient, alpha)));
    }

    @Override
    public Optional<CompiledLayer> compiled(Shape in) {
        return Optional.of(new CompiledActivation(() -> PointwiseKernel.elu(alpha)));
    }
}
