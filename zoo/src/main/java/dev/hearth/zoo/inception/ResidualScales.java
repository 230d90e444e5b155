package dev.hearth.zoo.inception;

/**
 * What the residuals of the three kinds of blocks are multiplied by before they are added (Szegedy et
 * al. 2016, §3.3 and fig. 20). The paper says 0.1 to 0.3, without the values that it used.
 *
 * <pre>{@code
 * Layer damped = new InceptionResNetV2(1000, 0.2, ResidualScales.of(0.1));
 * }</pre>
 *
 * @param a of Inception-ResNet-A, finite and not 0
 * @param b of Inception-ResNet-B, finite and not 0
 * @param c of Inception-ResNet-C, finite and not 0
 */
public record ResidualScales(double a, double b, double c) {

    /** Those of the released Inception-ResNet-v2, all in the range that the paper names. */
    public static final ResidualScales RELEASED = new ResidualScales(0.17, 0.10, 0.20);

    /** Refuses a scale that silences a block or is no number. */
    public ResidualScales {
        if (a * b * c == 0 || !Double.isFinite(a + b + c)) {
            throw new IllegalArgumentException(
                    "Scales needs numbers that are finite and not 0. Received: a="
                            + a
                            + ", b="
                            + b
                            + ", c="
                            + c
                            + ". Use 1 for plain sums, 0.1 to 0.3 to damp.");
        }
    }

    /**
     * The same for all blocks.
     *
     * @param scale finite and not 0; 1 for plain sums
     * @return three equal scales
     */
    public static ResidualScales of(double scale) {
        return new ResidualScales(scale, scale, scale);
    }
}
