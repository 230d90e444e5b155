package dev.hearth.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.hearth.data.BadDataException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Looks at what flows through a model while it computes examples: the range of each value. Either all
 * that was seen, or so much that a share of each batch's numbers lies inside: then rare giants are cut,
 * and the eight bits are spent on the others.
 *
 * <pre>{@code
 * static OnnxModel inEightBits(OnnxModel model, float[] pictures) {
 *     try (Calibration calibration = Calibration.of(model, 0.9999, 2)) {
 *         calibration.see(pictures, 4, 3, 299, 299);
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
    private final Map<String, double[]> sums = new HashMap<>();
    private int batches;

    private Calibration(OnnxModel model, double share, List<String> names, OnnxNet net) {
        this.model = model;
        this.share = share;
        this.names = names;
        this.net = net;
    }

    /**
     * Begins.
     *
     * @param model in float32
     * @param share of the numbers that are to lie inside, above 0.5; 1 for all
     * @param threads of ONNX Runtime
     * @return ready to see examples
     */
    public static Calibration of(OnnxModel model, double share, int threads) {
        if (!(share > 0.5 && share <= 1)) {
            throw new IllegalArgumentException(
                    "Calibration needs a share above 0.5, at most 1. Received: "
                            + share
                            + ". Use 1 for all numbers, or 0.9999.");
        }
        List<String> names = new ArrayList<>();
        GraphProto.Builder graph = model.proto().getGraph().toBuilder();
        names.add(graph.getInput(0).getName());
        for (NodeProto node : model.proto().getGraph().getNodeList()) {
            names.addAll(node.getOutputList());
        }
        graph.clearOutput();
        TypeProto floats =
                TypeProto.newBuilder()
                        .setTensorType(
                                TypeProto.Tensor.newBuilder()
                                        .setElemType(TensorProto.DataType.FLOAT.getNumber()))
                        .build();
        for (String name : names.subList(1, names.size())) {
            graph.addOutput(ValueInfoProto.newBuilder().setName(name).setType(floats));
        }
        ModelProto open = model.proto().toBuilder().setGraph(graph).build();
        return new Calibration(model, share, names, OnnxNet.open(open.toByteArray(), threads));
    }

    /**
     * Looks at a batch.
     *
     * @param values row-major
     * @param extents of the batch
     * @throws BadDataException if a value is not finite, or the model takes other extents
     */
    public synchronized void see(float[] values, long... extents) {
        List<float[]> outs = net.all(values, extents);
        add(names.get(0), values);
        for (int i = 0; i < outs.size(); i++) {
            add(names.get(i + 1), outs.get(i));
        }
        batches++;
    }

    private void add(String name, float[] values) {
        ValueRange range = range(name, values);
        double[] sum = sums.computeIfAbsent(name, n -> new double[4]);
        sum[0] += range.least();
        sum[1] += range.greatest();
        sum[2] = Math.min(sum[2], range.least());
        sum[3] = Math.max(sum[3], range.greatest());
    }

    private ValueRange range(String name, float[] values) {
        float least = 0;
        float greatest = 0;
        for (float value : values) {
            least = Math.min(least, value);
            greatest = Math.max(greatest, value);
        }
        if (!Float.isFinite(greatest - least)) {
            throw new BadDataException(
                    "Eight bits need finite values",
                    least + " to " + greatest + " at " + name,
                    "Look whether the net's numbers are of a training that diverged");
        }
        if (share == 1 || least == greatest) {
            return new ValueRange(least, greatest);
        }
        int[] counts = new int[BINS];
        float width = (greatest - least) / BINS;
        for (float value : values) {
            counts[Math.min(BINS - 1, (int) ((value - least) / width))]++;
        }
        long spare = (long) ((1 - share) * values.length);
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

    /** All that was seen, or the mean of the batches' ranges. */
    synchronized Map<String, ValueRange> ranges() {
        if (batches == 0) {
            throw new IllegalStateException(
                    "Calibration needs at least one batch. Received: none. Let it see some.");
        }
        Map<String, ValueRange> ranges = new HashMap<>();
        sums.forEach(
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

    /**
     * The model in eight bits, by what has been seen.
     *
     * @return a new model of the same inputs and outputs
     */
    public OnnxModel quantized() {
        return Quantization.of(model, ranges());
    }

    @Override
    public void close() {
        net.close();
    }
}
