package dev.hearth.train.recipe;

import dev.hearth.train.UpdateOrder;
import java.util.Objects;

/**
 * How often each of two participants is updated: the discriminator once with every batch; after every
 * {@code discriminator} batches the generator {@code generator} times, with fresh noise each
 * (Goodfellow et al. 2014, algorithm 1, with k = {@code discriminator} and 1).
 *
 * <pre>{@code
 * UpdateRatio paper = UpdateRatio.alternating(1);                          // k = 1
 * UpdateRatio code = UpdateRatio.simultaneous();
 * UpdateRatio lopsided = new UpdateRatio(UpdateOrder.ALTERNATING, 1, 25);        // the generator far too often
 * UpdateRatio fixed = new UpdateRatio(UpdateOrder.ALTERNATING, 1, 0);        // a fixed generator
 * }</pre>
 *
 * @param tempo one after the other, or at once
 * @param discriminator k: batches until the generator is updated, at least 1; 1 at once
 * @param generator times that it is updated then, 0 or more; 1 at once
 */
public record UpdateRatio(UpdateOrder tempo, int discriminator, int generator) {

    /** Refuses counts that cannot be. */
    public UpdateRatio {
        Objects.requireNonNull(tempo, "tempo");
        boolean equal = discriminator == 1 && generator == 1;
        if (discriminator < 1 || generator < 0 || tempo == UpdateOrder.SIMULTANEOUS && !equal) {
            throw new IllegalArgumentException(
                    "UpdateRatio needs one or more updates of the discriminator and none or more of the generator,"
                            + " and one of each at once. Received: "
                            + tempo
                            + ", "
                            + discriminator
                            + ":"
                            + generator
                            + ". Use ALTERNATING for other ratios.");
        }
    }

    /**
     * As in the paper's algorithm 1.
     *
     * @param k turns of the discriminator for one of the generator
     * @return one after the other
     */
    public static UpdateRatio alternating(int k) {
        return new UpdateRatio(UpdateOrder.ALTERNATING, k, 1);
    }

    /** As in the paper's code: at once. */
    public static UpdateRatio simultaneous() {
        return new UpdateRatio(UpdateOrder.SIMULTANEOUS, 1, 1);
    }

    /**
     * How often the generator is updated with a batch.
     *
     * @param step of the batch, from 0
     * @return 0 but for every k-th
     */
    public int ofGenerator(long step) {
        return (step + 1) % discriminator == 0 ? generator : 0;
    }

    /**
     * How often the generator was updated.
     *
     * @param steps how many batches are done
     * @return 0 or more
     */
    public long generatorBefore(long steps) {
        return steps / discriminator * generator;
    }
}
