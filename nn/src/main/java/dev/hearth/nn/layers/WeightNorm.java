package dev.hearth.nn.layers;

import dev.hearth.nn.Arrangement;
import dev.hearth.nn.ChildLayer;
import dev.hearth.nn.Complexity;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Reparametrized;
import dev.hearth.nn.Shape;
import dev.hearth.nn.WeightAxes;
import dev.hearth.nn.WeightParametrization;
import dev.hearth.tensor.Check;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Weight normalisation of all weights of a layer, however many layers that is made of: w = (g/‖v‖)·v
 * for each output unit, where v and g are learned (Salimans and Kingma 2016, §2, eq. 2). The norm is
 * over all that feeds the unit: a row of a linear layer or of a recurrent gate, a filter's channels
 * and kernel, and with a transposed convolution too what leads to one filter.
 *
 * <p>Gradients are eq. 3: ∇g = ∇w·v/‖v‖ and ∇v = (g/‖v‖)·∇w − (g·∇g/‖v‖²)·v, which is orthogonal to
 * v. So plain gradient descent never shortens v, and the longer it is the less a step turns it.
 *
 * <p>In place of each {@code weight} a layer learns {@code weight.direction} (v), which begins as the
 * layer's weight would, and {@code weight.gain} [units], which begins at ‖v‖: the layer begins as it
 * would without. {@link dev.hearth.nn.Model#initialize} then sets g and b from a batch, as the
 * paper does. Biases and other normalisations inside are left as they are. Where two are nested, the
 * inner one counts.
 *
 * <p>Each example is treated alone, whatever else is in the batch. w is computed once a pass. Where v is
 * zero there is no direction: w is NaN, which stops a run; where ‖v‖² is beyond float32, ‖v‖ above
 * 1.8e19, w is 0.
 *
 * <pre>{@code
 * Layer hidden = new WeightNorm(new Conv2d(96, 3).starting(new Normal(0.05)));
 * Layer limited = new WeightNorm(new Linear(10), GainMode.EXPONENTIAL, 1.0);
 * Layer faster = WeightNorm.logarithmic(new Linear(10), 3);         // g = e³ˢ
 * }</pre>
 *
 * @param logScale c of g = e^{c·s}, above 0; the paper has c = 1 (§2), and so has a g that is learned
 *     itself. With plain gradient descent a step changes log g by c² times what it does with c = 1
 * @param limit on ‖v‖, above 0, infinite for none: a longer v is cut to it before a training pass,
 *     which changes no w, but keeps steps from becoming smaller
 */
public record WeightNorm(Layer layer, GainMode gain, double limit, double logScale)
        implements Reparametrized {

    /** Refuses a limit or a scale that is not above zero, and a scale of a length without logarithm. */
    public WeightNorm {
        Objects.requireNonNull(layer, "layer");
        Objects.requireNonNull(gain, "gain");
        if (!(limit > 0)) {
            throw Check.error(
                    "WeightNorm needs a limit above 0",
                    "limit=" + limit,
                    "Use Double.POSITIVE_INFINITY for none");
        }
        if (!(logScale > 0)
                || Double.isInfinite(logScale)
                || gain == GainMode.PLAIN && logScale != 1) {
            throw Check.error(
                    "WeightNorm needs a finite scale of the logarithm above 0, and 1 where g is learned"
                            + " itself",
                    "gain=" + gain + ", logScale=" + logScale,
                    "Use 1");
        }
    }

    /** With c = 1. */
    public WeightNorm(Layer layer, GainMode gain, double limit) {
        this(layer, gain, limit, 1);
    }

    /** With g = e^{c·s}, and without a limit. */
    public static WeightNorm logarithmic(Layer layer, double c) {
        return new WeightNorm(layer, GainMode.EXPONENTIAL, Double.POSITIVE_INFINITY, c);
    }

    /** The same around another layer. */
    public WeightNorm around(Layer other) {
        return new WeightNorm(other, gain, limit, logScale);
    }

    /** With g itself, and without a limit. */
    public WeightNorm(Layer layer) {
        this(layer, GainMode.PLAIN, Double.POSITIVE_INFINITY);
    }

    /**
     * Normalised weights for a forward function that is not a layer, such as a recurrent cell in a loop.
     *
     * @return the same parameters, where each weight is normalised
     */
    public static Parameters normalizing(Parameters parameters, GainMode gain) {
        return parameters.parametrized(normalized(gain, Double.POSITIVE_INFINITY, 1));
    }

    private static WeightParametrization normalized(GainMode gain, double limit, double logScale) {
        return (parameters, wanted) ->
                NormalizedWeight.learned(
                        parameters.scope(wanted.name()), wanted, gain, limit, logScale);
    }

    @Override
    public Shape out(Shape in) {
        return layer.out(in);
    }

    @Override
    public Complexity cost(Shape in) {
        Complexity inner = layer.cost(in);
        return new Complexity(
                Parameters.planned(this, in).count(), inner.state(), inner.multiplyAdds());
    }

    @Override
    public List<ChildLayer> children(Shape in) {
        return List.of(new ChildLayer("", layer, in));
    }

    @Override
    public Arrangement arrangement() {
        return Arrangement.WRAPPER;
    }

    @Override
    public Layer withChildren(List<Layer> layers) {
        return around(layers.get(0));
    }

    @Override
    public Forward build(Shape in, Parameters parameters) {
        return layer.build(in, parameters.parametrized(normalized(gain, limit, logScale)));
    }

    @Override
    public Optional<float[]> weight(Parameters.Entry weight, Map<String, float[]> parts) {
        float[] v = parts.get("direction");
        float[] s = parts.get("gain");
        if (v == null || s == null) {
            return Optional.empty();
        }
        WeightAxes units = weight.units();
        long[] shape = weight.extents();
        double[] squares = new double[s.length];
        for (int i = 0; i < v.length; i++) {
            squares[units.of(i, shape)] += (double) v[i] * v[i];
        }
        float[] w = new float[v.length];
        for (int i = 0; i < w.length; i++) {
            int unit = units.of(i, shape);
            double g = gain == GainMode.EXPONENTIAL ? Math.exp(logScale * s[unit]) : s[unit];
            w[i] = (float) (g / Math.sqrt(squares[unit]) * v[i]);
        }
        return Optional.of(w);
    }
}
