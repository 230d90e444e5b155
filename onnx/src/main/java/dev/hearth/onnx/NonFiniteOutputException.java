package dev.hearth.onnx;

import dev.hearth.tensor.Check;

/**
 * A model answered with NaN or an infinity: its training diverged, or it computes numbers beyond
 * float32. Such an answer is no prediction.
 */
public final class NonFiniteOutputException extends RuntimeException {

    private NonFiniteOutputException(String received) {
        super(
                Check.message(
                        "A net has to answer with finite numbers",
                        received,
                        "Look whether its training diverged, and train it again at a lower rate"));
    }

    /**
     * Checks outputs of a model.
     *
     * @throws NonFiniteOutputException if one is not finite
     */
    public static void refuse(float[] answers) {
        for (int i = 0; i < answers.length; i++) {
            if (!Float.isFinite(answers[i])) {
                throw new NonFiniteOutputException(
                        answers[i] + " at " + i + " of " + answers.length);
            }
        }
    }
}
