package dev.hearth.onnx;

/**
 * A net answered with NaN or an infinity: its weights are of a training that diverged, or its numbers
 * have left float32. No guess follows from that.
 */
public final class NonFiniteOutputException extends RuntimeException {

    private NonFiniteOutputException(float came, int at, int count) {
        super(
                "A net has to answer with finite numbers. Received: "
                        + came
                        + " at "
                        + at
                        + " of "
                        + count
                        + ". Look whether its training diverged, and train it again at a lower"
                        + " rate.");
    }

    /**
     * Refuses what is not finite.
     *
     * @param answers of a net
     * @throws NonFiniteOutputException if one is not
     */
    public static void refuse(float[] answers) {
        for (int i = 0; i < answers.length; i++) {
            if (!Float.isFinite(answers[i])) {
                throw new NonFiniteOutputException(answers[i], i, answers.length);
            }
        }
    }
}
