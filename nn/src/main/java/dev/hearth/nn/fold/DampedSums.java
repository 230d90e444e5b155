package dev.hearth.nn.fold;

import java.util.Arrays;

/** The scale of a shortcut goes into the sum that ends its body. */
final class DampedSums {

    private DampedSums() {}

    static Node of(Node node) {
        if (!(node instanceof Node.Shortcut shortcut) || shortcut.scale() == 1) {
            return node;
        }
        double[] factors = new double[shortcut.features()];
        Arrays.fill(factors, shortcut.scale());
        return shortcut.body()
                .with(new FeatureAffine.Change(factors, new double[factors.length]))
                .<Node>map(body -> new Node.Shortcut(body, 1))
                .orElse(node);
    }
}
