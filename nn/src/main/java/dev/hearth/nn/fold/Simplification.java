package dev.hearth.nn.fold;

import java.util.function.UnaryOperator;

/**
 * A rewriting of a folded net into one that computes the same, up to rounding, in less time. Each can be
 * used alone; {@link Folded#simplified} applies several in the order of their declaration.
 *
 * <pre>{@code
 * Folded quick = Folded.of(net.layer(), net.in(), net.arrays())
 *         .simplified(net.in(), Simplification.DAMPED_SUMS, Simplification.POOLS_BEHIND);
 * }</pre>
 */
public enum Simplification {
    /**
     * The scale of a residual layer is multiplied into the weighted sum that ends its body: x + s·(Wb +
     * c) = x + (sW)b + sc.
     */
    DAMPED_SUMS(ScaledResiduals::of),
    /**
     * A mean pool right before a 1×1 convolution with fewer filters than channels moves after it, so
     * that it pools fewer channels. The two are linear and commute, the bias too, since a mean of
     * equal numbers is that number; not where padded cells count as zeros.
     */
    POOLS_BEHIND(PoolAfterConv::of),
    /**
     * The 1×1 convolutions that open several branches of a block become one, of whose channels each
     * branch takes its share: {@link dev.hearth.nn.layers.SharedStemConcat}.
     */
    SHARED_OPENINGS(MergedPointwise::of),
    /**
     * A convolution whose filters are no multiple of 64 becomes two side by side: one of the greatest
     * multiple, one of the rest. ONNX Runtime computes 64 filters of a row of the image at a time where
     * vectors hold sixteen numbers, and gives each thread equally many such pieces: of 96 filters one of
     * two threads gets 64, the other 32. With one picture at a time it pays, with several it does not
     * matter.
     */
    BALANCED_FILTERS(SplitFilters::of);

    private final UnaryOperator<FoldNode> change;

    Simplification(UnaryOperator<FoldNode> change) {
        this.change = change;
    }

    FoldNode apply(FoldNode node) {
        return change.apply(node);
    }
}
