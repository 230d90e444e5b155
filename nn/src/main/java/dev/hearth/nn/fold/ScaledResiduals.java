package dev.hearth.nn.fold;

import dev.hearth.nn.FeatureAffine;
import dev.hearth.nn.Layer;
import dev.hearth.nn.layers.Residual;
import java.util.Arrays;
import java.util.List;

/** Multiplies the scale of a residual layer into the weighted sum that ends its body. */
final class ScaledResiduals {

    private ScaledResiduals() {}

    static FoldNode of(FoldNode node) {
        if (!(node instanceof FoldNode.Inner inner)
                || !(inner.layer() instanceof Residual residual)
                || residual.scale() == 1) {
            return node;
        }
        double[] factors = new double[inner.features()];
        Arrays.fill(factors, residual.scale());
        Layer plain = new Residual(residual.body());
        return inner.parts()
                .get(0)
                .with(new FeatureAffine.Change(factors, new double[factors.length]))
                .<FoldNode>map(
                        body ->
                                new FoldNode.Inner(
                                        plain, inner.features(), inner.names(), List.of(body)))
                .orElse(node);
    }
}
