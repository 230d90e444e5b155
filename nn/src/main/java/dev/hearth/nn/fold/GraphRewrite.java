package dev.hearth.nn.fold;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Rewrites all parts of a net, the innermost first. */
final class GraphRewrite {

    private GraphRewrite() {}

    /** Every part changed, after what is inside it. */
    static FoldNode everywhere(FoldNode node, UnaryOperator<FoldNode> change) {
        return change.apply(node.over(part -> everywhere(part, change)));
    }

    /** Without names, and without chains inside chains or joins inside joins. */
    static FoldNode plain(FoldNode node) {
        return everywhere(node, GraphRewrite::flat);
    }

    private static FoldNode flat(FoldNode node) {
        if (node instanceof FoldNode.Inner inner && inner.isName()) {
            return inner.parts().get(0);
        }
        List<FoldNode> parts = new ArrayList<>();
        if (node instanceof FoldNode.Chain chain) {
            for (FoldNode part : chain.parts()) {
                parts.addAll(part instanceof FoldNode.Chain inner ? inner.parts() : List.of(part));
            }
            return parts.size() == 1 ? parts.get(0) : new FoldNode.Chain(parts);
        }
        if (node instanceof FoldNode.Branches branches) {
            for (FoldNode part : branches.parts()) {
                parts.addAll(
                        part instanceof FoldNode.Branches inner ? inner.parts() : List.of(part));
            }
            return parts.size() == 1 ? parts.get(0) : new FoldNode.Branches(parts);
        }
        return node;
    }
}
