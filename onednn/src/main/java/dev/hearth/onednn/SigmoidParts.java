package dev.hearth.onednn;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Recognises what {@code ./hearth export} writes for a sigmoid, 1 / (exp(−x) + 1), and around it and tanh: x where
 * x is NaN, which both are too.
 */
final class SigmoidParts {

    /** What a value is, as operators from the last to the first, and of what. */
    private record Part(String operators, String x) {}

    private final Map<String, Part> parts = new HashMap<>();

    /**
     * Takes a node in.
     *
     * @param known a value's name for one of its names
     * @return x, where the node completes its sigmoid
     */
    Optional<String> read(NodeProto node, UnaryOperator<String> known) {
        String first = node.getInput(0);
        Part before = parts.getOrDefault(first, new Part("", known.apply(first)));
        String operators = node.getOpType() + before.operators();
        switch (operators) {
            case "Neg", "ExpNeg", "IsNaN" ->
                    parts.put(node.getOutput(0), new Part(operators, before.x()));
            case "ReciprocalAddExpNeg" -> {
                return Optional.of(before.x());
            }
            case "WhereIsNaN" -> {
                if (!known.apply(node.getInput(1)).equals(before.x())) {
                    throw GraphReader.unknown(node, "is no sigmoid's");
                }
            }
            default -> throw GraphReader.unknown(node, "is no sigmoid's");
        }
        return Optional.empty();
    }

    /** Whether a node adds 1 to exp(−x), which is then known. */
    boolean isSum(NodeProto node, TensorProto one) {
        Part before = parts.get(node.getInput(0));
        boolean is =
                before != null
                        && node.getOpType().equals("Add")
                        && before.operators().equals("ExpNeg")
                        && one != null
                        && Arrays.equals(OnnxFields.array(one), new float[] {1});
        if (is) {
            parts.put(node.getOutput(0), new Part("AddExpNeg", before.x()));
        }
        return is;
    }
}
