package dev.hearth.data;

import dev.hearth.tensor.Check;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Tensor;
import java.util.Arrays;

/**
 * Some examples side by side, as plain arrays.
 *
 * <p>A loader fills the same few arrays again and again: a batch is valid until the next one is
 * taken. {@link #copy} makes one that stays.
 *
 * @param images values as in {@code [count][channels][height][width]}; as long as a full batch needs, so it
 *     may be longer than {@code count × pixels.count()}
 * @param labels one an example; as long as a full batch needs
 * @param count examples in it, above zero
 */
public record Batch(float[] images, int[] labels, int count, ImageShape pixels) {

    /** Refuses arrays too short for the examples. */
    public Batch {
        if (count < 1 || labels.length < count || images.length / pixels.count() < count) {
            throw Check.error(
                    "Batch of "
                            + count
                            + " images of "
                            + pixels
                            + " needs at least one example and arrays that hold all",
                    images.length + " values and " + labels.length + " labels",
                    "Give arrays for the whole batch");
        }
    }

    /**
     * The examples as tensors.
     *
     * <pre>{@code
     * static Tensor loss(Model model, Batch batch, Context context) {
     *     BatchTensors on = batch.on(Device.CPU);
     *     return new CrossEntropy().of(model.apply(on.images(), context), on.labels());
     * }
     * }</pre>
     *
     * @param device where they are needed
     * @return copies, in the scope that is open now
     */
    public BatchTensors on(Device device) {
        Tensor all =
                Tensor.ofFirst(images, count, pixels.channels(), pixels.height(), pixels.width());
        return new BatchTensors(all.to(device), Tensor.ofLabels(labels, count).to(device));
    }

    /**
     * A batch with arrays of its own, exactly as long as needed.
     *
     * @return valid for good
     */
    public Batch copy() {
        return new Batch(
                Arrays.copyOf(images, count * pixels.count()),
                Arrays.copyOf(labels, count),
                count,
                pixels);
    }
}
