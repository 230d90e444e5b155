package dev.hearth.peers.plan;

/** Does all steps of a plan once; what it learns, it keeps from stretch to stretch. */
public interface Burst {

    /**
     * Does them.
     *
     * @return the mean loss of the steps; of inference, the mean of the squares of what came out; of a
     *     pool, the sum of the gradient that came back by the sum of that which was given, 1
     */
    double run();

    /**
     * The mean of squares.
     *
     * @param values at least one
     * @return a checksum
     */
    static double square(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += (double) value * value;
        }
        return sum / values.length;
    }
}
