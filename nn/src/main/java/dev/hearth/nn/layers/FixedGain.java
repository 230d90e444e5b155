package dev.hearth.nn.layers;

import dev.hearth.nn.Arrangement;
import dev.hearth.nn.ChildLayer;
import dev.hearth.nn.Complexity;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Reparametrized;
import dev.hearth.nn.Shape;
import dev.hearth.nn.WeightParametrization;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Weights with a factor for each output unit that is set once and not learned: w = g·u, where u is
 * learned and g is 1 until {@link dev.hearth.nn.Model#initialize} divides it by the deviation of the
 * unit's sum. The net without normalisation that weight normalisation is compared with: it has the
 * same beginning, and as an optimizer sees it the same scale (published code, {@code no_norm}).
 *
 * <p>In place of each {@code weight} a layer learns {@code weight.unscaled} (u) and keeps {@code
 * weight.gain} [units].
 *
 * <pre>{@code
 * Layer hidden = new FixedGain(new Conv2d(96, 3).starting(new GlorotUniform()));
 * }</pre>
 */
public record FixedGain(Layer layer) implements Reparametrized {

    public FixedGain {
        Objects.requireNonNull(layer, "layer");
    }

    @Override
    public Shape out(Shape in) {
        return layer.out(in);
    }

    @Override
    public Complexity cost(Shape in) {
        Complexity inner = layer.cost(in);
        Parameters plan = Parameters.planned(this, in);
        long state = plan.stateEntries().stream().mapToLong(Parameters.Entry::count).sum();
        return new Complexity(inner.parameters(), state, inner.multiplyAdds());
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
        return new FixedGain(layers.get(0));
    }

    @Override
    public Forward build(Shape in, Parameters parameters) {
        WeightParametrization scaled =
                (inner, wanted) -> ScaledWeight.learned(inner.scope(wanted.name()), wanted);
        return layer.build(in, parameters.parametrized(scaled));
    }

    @Override
    public Optional<float[]> weight(Parameters.Entry weight, Map<String, float[]> parts) {
        float[] u = parts.get("unscaled");
        float[] g = parts.get("gain");
        if (u == null || g == null) {
            return Optional.empty();
        }
        float[] w = new float[u.length];
        for (int i = 0; i < w.length; i++) {
            w[i] = g[weight.units().of(i, weight.extents())] * u[i];
        }
        return Optional.of(w);
    }
}
