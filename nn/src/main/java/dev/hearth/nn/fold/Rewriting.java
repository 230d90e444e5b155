package dev.hearth.nn.fold;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Goes through the parts of a net, the innermost first. */
final class Rewriting {

    private Rewriting() {}

    /** Every part changed, after what is inside it. */
    static Node everywhere(Node node, UnaryOperator<Node> change) {
        return change.apply(node.over(part -> everywhere(part, change)));
    }

    /** Without names, and without chains inside chains or joins inside joins. */
    static Node plain(Node node) {
        return everywhere(node, Rewriting::flat);
    }

    private static Node flat(Node node) {
        if (node instanceof Node.Titled titled) {
            return titled.inner();
        }
        List<Node> parts = new ArrayList<>();
        if (node instanceof Node.Chain chain) {
            for (Node part : chain.parts()) {
                parts.addAll(part instanceof Node.Chain inner ? inner.parts() : List.of(part));
            }
            return parts.size() == 1 ? parts.get(0) : new Node.Chain(parts);
        }
        if (node instanceof Node.Branches branches) {
            for (Node part : branches.parts()) {
                parts.addAll(part instanceof Node.Branches inner ? inner.parts() : List.of(part));
            }
            return parts.size() == 1 ? parts.get(0) : new Node.Branches(parts);
        }
        return node;
    }
}
