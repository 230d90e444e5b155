package dev.hearth.nn.fold;

import dev.hearth.nn.FeatureAffine;
import java.util.Arrays;

/** The scale of a shortcut goes into the sum that ends its body. */
final class ScaledResiduals {

    private ScaledResiduals() {}

    static FoldNode of(FoldNode node) {
        if (!(node instanceof FoldNode.Shortcut shortcut) || shortcut.scale() == 1) {
            return node;
        }
        double[] factors = new double[shortcut.features()];
        Arrays.fill(factors, shortcut.scale());
        return shortcut.body()
                .with(new FeatureAffine.Change(factors, new double[factors.length]))
                .<FoldNode>map(body -> new FoldNode.Shortcut(body, 1))
                .orElse(node);
    }
}
