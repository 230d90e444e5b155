package dev.hearth.zoo.inception;

/** What the two released nets' names have in common. */
final class ReleasedNames {

    private ReleasedNames() {}

    /**
     * A name inside a block: the places of branches, shortcuts and boxes are left out, since they
     * have names of their own, and batch normalisation's tensors have PyTorch's names.
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
        return new IllegalArgumentException(
                net
                        + " knows the names of its own parameters. Received: "
                        + name
                        + ". Use a name of its Parameters, such as "
                        + example
                        + ".");
    }
}
