package dev.hearth.zoo.inception;

import dev.hearth.tensor.Check;

/** The common part of the two released nets' tensor names. */
final class ReleasedNames {

    private ReleasedNames() {}

    /**
     * A name inside a block: without the indices of branches, shortcuts and boxes, which have names, and
     * with PyTorch's names for the tensors of batch normalisation.
     */
    static String inside(String name) {
        return name.replaceFirst("^(\\d+\\.)*(body\\.)?(\\d+\\.)*(?=[a-z])", "")
                .replaceFirst("\\b\\d+\\.(?=(conv|bn)\\.[a-z]+$)", "")
                .replaceFirst("\\bbn\\.scale$", "bn.weight")
                .replaceFirst("\\bbn\\.shift$", "bn.bias")
                .replaceFirst("\\bbn\\.mean$", "bn.running_mean")
                .replaceFirst("\\bbn\\.variance$", "bn.running_var");
    }

    /** For a name that the net does not have. */
    static IllegalArgumentException unknown(String net, String name, String example) {
        return Check.error(
                net + " knows the names of its own parameters",
                name,
                "Use a name of its Parameters, such as " + example);
    }
}
