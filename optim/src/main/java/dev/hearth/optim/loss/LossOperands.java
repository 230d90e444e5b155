package dev.hearth.optim.loss;

import dev.hearth.tensor.Tensor;
import java.util.Arrays;

/** What losses that compare number with number ask of their operands. */
final class LossOperands {

    private LossOperands() {}

    /** libtorch would broadcast, and train on nonsense. */
    static void alike(String who, Tensor output, Tensor target) {
        if (!Arrays.equals(output.shape(), target.shape())) {
            throw new IllegalArgumentException(
                    who
                            + " needs a target of the output's shape. Received: output "
                            + output
                            + ", target "
                            + target
                            + ". Reshape the target.");
        }
        if (!output.dtype().isFloating() || output.dtype() != target.dtype()) {
            throw new IllegalArgumentException(
                    who
                            + " needs an output and a target of one floating type. Received: output "
                            + output
                            + ", target "
                            + target
                            + ". Convert the target with to(output.dtype()).");
        }
    }
}
