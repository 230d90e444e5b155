package dev.hearth.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.hearth.data.BadDataException;
import dev.hearth.tensor.Check;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures the range of each value of a model on example batches, and quantises the model to 8 bits
 * by these ranges. A range is either all that was observed, or the mean over batches of the range that
 * holds a share of the batch's numbers: then outliers are clamped and the 8 bits resolve the others.
 *
 * <pre>{@code
 * static OnnxModel inEightBits(OnnxModel model, float[] pictures) {
 *     try (Calibration calibration = Calibration.of(model, 0.9999, 2)) {
 *         calibration.observe(pictures, 4, 3, 299, 299);
 *         return calibration.quantized();
 *     }
 * }
 * }</pre>
 */
public final class Calibration implements AutoCloseable {

    private static final int BINS = 4096;

    private final OnnxModel model;
    private final double share;
    private final List<String> names;
    private final OnnxNet net;

    /** By value: the sums of the batches' least and greatest, and the least and greatest of all. */
    private final Map<String, double[]> observed = new HashMap<>();

    private int batches;

    private Calibration(OnnxModel model, double share, List<String> names, OnnxNet net) {
        this.model = model;
        this.share = share;
        this.names = names;
        this.net = net;
    }

    /**
     * Opens a model for calibration.
     *
     * @param model in float32
     * @param share of the numbers that lie in a range, above 0.5; 1 for all
     * @param threads of ONNX Runtime
     */
    public static Calibration of(OnnxModel model, double share, int threads) {
        if (!(share > 0.5 && share <= 1)) {
            throw Check.error(
                    "Calibration needs a share above 0.5, at most 1",
                    share,
                    "Use 1 for all numbers, or 0.9999");
        }
        List<String> names = new ArrayList<>();
        GraphProto.Builder graph = model.proto().getGraph().toBuilder().clearOutput();
        names.add(graph.getInput(0).getName());
        TypeProto floats =
                TypeProto.newBuilder()
                        .setTensorType(
                                TypeProto.Tensor.newBuilder()
                                        .setElemType(TensorProto.DataType.FLOAT.getNumber()))
                        .build();
        for (NodeProto node : graph.getNodeList()) {
            for (String name : node.getOutputList()) {
                names.add(name);
                graph.addOutput(ValueInfoProto.newBuilder().setName(name).setType(floats));
            }
        }
        ModelProto all = model.proto().toBuilder().setGraph(graph).build();
        return new Calibration(model, share, names, OnnxNet.open(all.toByteArray(), threads));
    }

    /**
     * Computes a batch and records the ranges of all values.
     *
     * @param values row-major; numbers behind the batch are ignored
     * @param extents of the batch
     * @throws BadDataException if a value is not finite, or the model takes other extents
     */
    public synchronized void observe(float[] values, long... extents) {
        List<float[]> outputs = net.all(values, extents);
        add(names.get(0), values, OnnxNet.count(extents));
        for (int i = 0; i < outputs.size(); i++) {
            add(names.get(i + 1), outputs.get(i), outputs.get(i).length);
        }
        batches++;
    }

    private void add(String name, float[] values, int count) {
        ValueRange range = range(name, values, count);
        double[] sum = observed.computeIfAbsent(name, n -> new double[4]);
        sum[0] += range.least();
        sum[1] += range.greatest();
        sum[2] = Math.min(sum[2], range.least());
        sum[3] = Math.max(sum[3], range.greatest());
    }

    private ValueRange range(String name, float[] values, int count) {
        float least = 0;
        float greatest = 0;
        for (int i = 0; i < count; i++) {
            least = Math.min(least, values[i]);
            greatest = Math.max(greatest, values[i]);
        }
        if (!Float.isFinite(greatest - least)) {
            throw new BadDataException(
                    "8 bits need finite values",
                    least + " to " + greatest + " at " + name,
                    "Check whether the model's training diverged");
        }
        if (share == 1 || least == greatest) {
            return new ValueRange(least, greatest);
        }
        int[] counts = new int[BINS];
        float width = (greatest - least) / BINS;
        for (int i = 0; i < count; i++) {
            counts[Math.min(BINS - 1, (int) ((values[i] - least) / width))]++;
        }
        long spare = (long) ((1 - share) * count);
        int from = 0;
        for (long left = spare; counts[from] <= left; from++) {
            left -= counts[from];
        }
        int to = BINS - 1;
        for (long left = spare; counts[to] <= left; to--) {
            left -= counts[to];
        }
        return new ValueRange(least + from * width, least + (to + 1) * width);
    }

    /**
     * The model in 8 bits, with the same input and output.
     *
     * @throws IllegalStateException if nothing has been observed
     */
    public synchronized OnnxModel quantized() {
        if (batches == 0) {
            throw new IllegalStateException(
                    Check.message(
                            "Calibration needs at least one batch", "none", "Let it observe some"));
        }
        return Quantization.of(model, ranges());
    }

    /** The range of each value. */
    synchronized Map<String, ValueRange> ranges() {
        Map<String, ValueRange> ranges = new HashMap<>();
        observed.forEach(
                (name, sum) ->
                        ranges.put(
                                name,
                                share == 1
                                        ? new ValueRange((float) sum[2], (float) sum[3])
                                        : new ValueRange(
                                                (float) (sum[0] / batches),
                                                (float) (sum[1] / batches))));
        return ranges;
    }

    @Override
    public void close() {
        net.close();
    }
}
