package dev.hearth.zoo.inception;

import dev.hearth.tensor.Check;

/**
 * The scales of the residuals of the three kinds of blocks (Szegedy et al. 2016, §3.3 and fig. 20). The
 * paper recommends 0.1 to 0.3, without the values that it used.
 *
 * <pre>{@code
 * Layer scaled = new InceptionResNetV2(1000, 0.2, ResidualScales.of(0.1));
 * }</pre>
 *
 * @param a of Inception-ResNet-A, finite and not 0
 * @param b of Inception-ResNet-B, finite and not 0
 * @param c of Inception-ResNet-C, finite and not 0
 */
public record ResidualScales(double a, double b, double c) {

    /** Those of the released Inception-ResNet-v2. */
    public static final ResidualScales RELEASED = new ResidualScales(0.17, 0.10, 0.20);

    /** Refuses scales that are 0 or not finite. */
    public ResidualScales {
        if (a * b * c == 0 || !Double.isFinite(a + b + c)) {
            throw Check.error(
                    "ResidualScales needs numbers that are finite and not 0",
                    "a=" + a + ", b=" + b + ", c=" + c,
                    "Use 1 for plain sums, 0.1 to 0.3 to scale down");
        }
    }

    /** The same for all blocks; 1 for plain sums. */
    public static ResidualScales of(double scale) {
        return new ResidualScales(scale, scale, scale);
    }
}
