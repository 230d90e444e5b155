package dev.hearth.zoo.elu;

import dev.hearth.nn.Composite;
import dev.hearth.nn.Layer;
import dev.hearth.nn.layers.ScheduledDropout;
import dev.hearth.tensor.Check;
import java.util.List;

/**
 * The large net of CIFAR-10 and CIFAR-100 (Clevert et al. 2015, §4.3): [1×384×3] [1×384×1, 1×384×2,
 * 2×640×2] [1×640×1, 3×768×2] [1×768×1, 2×896×2] [1×896×3, 2×1024×2] [1×1024×1, 1×1152×2] [1×1152×1]
 * [1×100×1]. The paper counts 18 convolutions; the list has 19 with the classifier. The paper gives
 * seven dropout rates for eight stacks; here the first seven have them. 39.3 million parameters, 1.5
 * billion multiply-adds.
 *
 * <p>The paper ends its training with more dropout: every layer of a stack drops at the stack's rate, not
 * only the last, and then at 1.5 times that rate.
 *
 * <p>Image 3×32×32 → vector [classes].
 *
 * <pre>{@code
 * List<Double> drops = List.of(0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.0);
 * Layer large = new EluCifar18(100, new Elu(), drops).fineTuned(75_000, 125_000);
 * }</pre>
 *
 * @param activation behind each convolution but the last
 * @param drops dropout behind the first seven stacks; the paper's final phase has 0, .1, .2, .3, .4,
 *     .5, 0
 * @param divisor of all widths: 1 in the paper
 * @param fineTuning the update from which on every layer drops; −1 for never
 * @param more the update from which on it drops at 1.5 times the rates; −1 for never
 */
public record EluCifar18(
        int classes, Layer activation, List<Double> drops, int divisor, long fineTuning, long more)
        implements Composite {

    private static final long NEVER = -1;
    private static final double LAST_FACTOR = 1.5;

    /** Refuses another count of rates than seven, no units, and an order of phases that is none. */
    public EluCifar18 {
        drops = List.copyOf(drops);
        if (drops.size() != 7) {
            throw Check.error(
                    "EluCifar18 needs seven dropout rates", drops, "Use 0 where there is none");
        }
        if (divisor < 1 || divisor > 384) {
            throw Check.error(
                    "EluCifar18 needs a divisor from 1 to 384",
                    "divisor=" + divisor,
                    "Use 1 for the paper's widths");
        }
        boolean never = fineTuning == NEVER && more == NEVER;
        if (!never && !(fineTuning > 0 && more > fineTuning)) {
            throw Check.error(
                    "EluCifar18 needs more dropout after its fine-tuning has begun, or neither",
                    "fineTuning=" + fineTuning + ", more=" + more,
                    "Use -1 and -1 for neither");
        }
    }

    /** With the paper's widths, and the same dropout throughout. */
    public EluCifar18(int classes, Layer activation, List<Double> drops) {
        this(classes, activation, drops, 1, NEVER, NEVER);
    }

    /** The same with widths divided. */
    public EluCifar18 narrowed(int by) {
        return new EluCifar18(classes, activation, drops, by, fineTuning, more);
    }

    /** The same with every layer dropping from an update on, and at 1.5 times the rates from a later one. */
    public EluCifar18 fineTuned(long from, long moreFrom) {
        return new EluCifar18(classes, activation, drops, divisor, from, moreFrom);
    }

    @Override
    public Layer body() {
        ConvStacks net = new ConvStacks(activation, Normalization.NONE);
        stack(net, 0, true, 384, 3);
        stack(net, 1, true, 384, 1, 384, 2, 640, 2, 640, 2);
        stack(net, 2, true, 640, 1, 768, 2, 768, 2, 768, 2);
        stack(net, 3, true, 768, 1, 896, 2, 896, 2);
        stack(net, 4, true, 896, 3, 1024, 2, 1024, 2);
        stack(net, 5, false, 1024, 1, 1152, 2);
        stack(net, 6, false, 1152, 1);
        return net.logits(classes);
    }

    /** Convolutions of so many units and such a kernel each, a pool, dropout. */
    private void stack(ConvStacks net, int number, boolean pooled, int... unitsAndKernels) {
        double rate = drops.get(number);
        for (int i = 0; i < unitsAndKernels.length; i += 2) {
            net.layers(1, unitsAndKernels[i] / divisor, unitsAndKernels[i + 1]);
            if (fineTuning != NEVER && rate > 0 && i + 2 < unitsAndKernels.length) {
                net.drop(ScheduledDropout.from(fineTuning, rate).then(more, LAST_FACTOR * rate));
            }
        }
        if (pooled) {
            net.pool();
        }
        if (fineTuning == NEVER) {
            net.drop(rate);
        } else if (rate > 0) {
            net.drop(ScheduledDropout.from(0, rate).then(more, LAST_FACTOR * rate));
        }
    }
}
