package dev.hearth.nn;

import dev.hearth.tensor.Check;
import dev.hearth.tensor.DType;
import dev.hearth.tensor.Device;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What training needs of a device's memory at the least, counted before anything is allocated: the
 * parameters, their gradients and the state; and for each example of a batch the input and one output of
 * each convolution and linear layer, which the backward pass needs. Optimizers, other layers and working
 * memory come to that, so what is refused cannot be trained there.
 *
 * <pre>{@code
 * static void train(Model net, int batch) {
 *     TrainingMemory.refuseUnlessFits("digits", List.of(net), batch);
 * }
 * }</pre>
 */
public final class TrainingMemory {

    static final String REMEDY = "Give the model fewer layers, units or channels";

    private static final int LONGEST = 160;

    private TrainingMemory() {}

    /** Refuses parameters that the device cannot hold. */
    static void refuseUnlessFits(Layer layer, Parameters plan, Device device, DType precision) {
        double bytes = plan.buffered() * precision.bytes();
        if (bytes > device.memory()) {
            throw Check.error(
                    String.format(
                            Locale.ROOT,
                            "A model needs memory for its parameters and their gradients, here %s",
                            size(bytes)),
                    String.format(
                            Locale.ROOT,
                            "%s in all for %,d parameters of %s",
                            size(device.memory()),
                            plan.count(),
                            shown(layer)),
                    REMEDY);
        }
    }

    /**
     * Refuses a batch whose activations the models' device cannot hold.
     *
     * @param recipe a name, for the message
     * @param nets that a step trains
     * @param examples of a batch, on this device
     * @throws IllegalArgumentException that names the settings batch and model
     */
    public static void refuseUnlessFits(String recipe, List<Model> nets, long examples) {
        double parameters = 0;
        double each = 0;
        long memory = Long.MAX_VALUE;
        for (Model net : nets) {
            Parameters own = net.parameters();
            parameters += own.buffered() * own.precision().bytes();
            each += bytesOfExample(net);
            memory = Math.min(memory, own.values().device().memory());
        }
        if (parameters + each * examples > memory) {
            long fitting = (long) Math.max(0, (memory - parameters) / each);
            throw Check.error(
                    String.format(
                            Locale.ROOT,
                            "A step of %s needs memory for its model and the activations of a batch,"
                                    + " here %s or more",
                            recipe,
                            size(parameters + each * examples)),
                    String.format(
                            Locale.ROOT,
                            "%s in all for batch=%d of %s, which take %s each",
                            size(memory),
                            examples,
                            nets.get(0).in(),
                            size(each)),
                    fitting > 0
                            ? "Use a batch of much less than " + fitting
                            : "Use smaller images. " + REMEDY);
        }
    }

    /** At the least; an output that an activation overwrites counts once. */
    private static double bytesOfExample(Model net) {
        boolean isHalved = net.precision() == Precision.BFLOAT16;
        double bytes = isHalved ? Short.BYTES : net.parameters().precision().bytes();
        double numbers = count(net.in());
        for (ChildLayer each : ChildLayer.all(net.layer(), net.in())) {
            if (each.layer() instanceof BiasedSum) {
                numbers += count(each.layer().out(each.in()));
            }
        }
        return numbers * bytes;
    }

    /** Does not overflow. */
    private static double count(Shape shape) {
        return Arrays.stream(shape.batch(1)).asDoubleStream().reduce(1, (a, b) -> a * b);
    }

    static String shown(Layer layer) {
        String text = layer.toString();
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    }

    private static String size(double bytes) {
        return bytes < 1e9
                ? String.format(Locale.ROOT, "%.3g MB", bytes / 1e6)
                : String.format(Locale.ROOT, bytes < 1e15 ? "%,.1f GB" : "%.3g GB", bytes / 1e9);
    }
}
