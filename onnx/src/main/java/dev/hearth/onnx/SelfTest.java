package dev.hearth.onnx;

import ai.onnx.proto.OnnxMl.TensorShapeProto;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.data.BadDataException;
import dev.hearth.nn.Context;
import dev.hearth.nn.Model;
import dev.hearth.nn.Precision;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Expected outputs of a model, so that a computer without libtorch and without the original model can
 * check whether ONNX Runtime computes the graph correctly there. The inputs are uniform in [−1, 1),
 * generated from a seed; the error is ‖output − expected‖ / ‖expected‖. Stored as JSON in the model's
 * metadata {@code hearth.selfTest}.
 *
 * <pre>{@code
 * static OnnxModel tested(OnnxModel graph, Model net) {
 *     return graph.with(SelfTest.of(net, SelfTest.FLOATS));
 * }
 * }</pre>
 *
 * @param seed of the inputs
 * @param examples how many
 * @param answers the expected output, row-major
 * @param tolerance the largest error that passes
 */
public record SelfTest(long seed, int examples, List<Float> answers, double tolerance) {

    /** Tolerance in float32: sums in another order, with a margin. */
    public static final double FLOATS = 1e-3;

    /** Tolerance between two processors that compute the same graph in 8 bits. */
    static final double BYTES = 0.1;

    private static final String KEY = "hearth.selfTest";
    private static final long SEED = 1;
    private static final int EXAMPLES = 2;

    /** Copies the list. */
    public SelfTest {
        answers = List.copyOf(answers);
    }

    /**
     * Expects what libtorch computes in float32, whatever the net computes in, when it {@link Context#predicting
     * predicts} with seed 0.
     *
     * @param net on the CPU
     * @throws NonFiniteOutputException if it answers with NaN or an infinity
     */
    public static SelfTest of(Model net, double tolerance) {
        long[] extents = net.in().batch(EXAMPLES);
        try (var scope = Scope.open();
                var noGrad = NoGrad.open()) {
            Tensor x = Tensor.of(inputs(SEED, extents), extents);
            Model exact = net.computingIn(Precision.FLOAT32);
            return of(exact.apply(x, Context.predicting(new Seed(0))).toFloats(), tolerance);
        }
    }

    /** Expects what a model in 8 bits, known to be right, computes here, within 0.1. */
    public static SelfTest ofItself(OnnxModel model, int threads) {
        try (OnnxNet net = OnnxNet.open(model.bytes(), threads)) {
            long[] extents = extents(model, EXAMPLES);
            return of(net.all(inputs(SEED, extents), extents).get(0), BYTES);
        }
    }

    private static SelfTest of(float[] answers, double tolerance) {
        NonFiniteOutputException.refuse(answers);
        List<Float> all = new ArrayList<>(answers.length);
        for (float answer : answers) {
            all.add(answer);
        }
        return new SelfTest(SEED, EXAMPLES, all, tolerance);
    }

    /** The one in a model's metadata. */
    static Optional<SelfTest> of(OnnxModel model) {
        String text = model.metadata().get(KEY);
        try {
            return text == null
                    ? Optional.empty()
                    : Optional.of(new ObjectMapper().readValue(text, SelfTest.class));
        } catch (JsonProcessingException | RuntimeException strange) {
            throw new BadDataException(
                    "A model's metadata " + KEY + " hold the expected outputs",
                    "others than Hearth writes",
                    "Export it anew with ./hearth export",
                    strange);
        }
    }

    Map<String, String> metadata() {
        try {
            return Map.of(KEY, new ObjectMapper().writeValueAsString(this));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Expects what ONNX Runtime computes, for another engine in another precision. */
    static SelfTest ofOnnxRuntime(OnnxModel model, int threads, double tolerance) {
        try (OnnxNet net = OnnxNet.open(model.bytes(), threads)) {
            long[] extents = extents(model, EXAMPLES);
            return of(net.apply(inputs(SEED, extents), extents), tolerance);
        }
    }

    /** The error of an engine whose models have one output. */
    double errorOf(BatchNet net, OnnxModel model) {
        long[] extents = extents(model, examples);
        return error(net.apply(inputs(seed, extents), extents), wanted());
    }

    double error(OnnxNet net, OnnxModel model) {
        long[] extents = extents(model, examples);
        return error(net.all(inputs(seed, extents), extents).get(0), wanted());
    }

    private float[] wanted() {
        float[] wanted = new float[answers.size()];
        for (int i = 0; i < wanted.length; i++) {
            wanted[i] = answers.get(i);
        }
        return wanted;
    }

    /** ‖came − wanted‖ / ‖wanted‖; infinite if the lengths differ or a number is not finite. */
    public static double error(float[] came, float[] wanted) {
        double difference = 0;
        double size = 0;
        for (int i = 0; i < wanted.length && came.length == wanted.length; i++) {
            double off = (double) came[i] - wanted[i];
            difference += off * off;
            size += (double) wanted[i] * wanted[i];
        }
        double error = Math.sqrt(difference / Math.max(size, Double.MIN_NORMAL));
        return came.length == wanted.length && Double.isFinite(error)
                ? error
                : Double.POSITIVE_INFINITY;
    }

    /** The extents of a batch by the model's input. */
    private static long[] extents(OnnxModel model, int examples) {
        TensorShapeProto shape =
                model.proto().getGraph().getInput(0).getType().getTensorType().getShape();
        long[] extents = new long[shape.getDimCount()];
        for (int i = 0; i < extents.length; i++) {
            extents[i] = i == 0 ? examples : shape.getDim(i).getDimValue();
        }
        return extents;
    }

    private static float[] inputs(long seed, long[] extents) {
        RandomStream random = new Seed(seed).stream();
        long count = 1;
        for (long extent : extents) {
            count = Math.multiplyExact(count, extent);
        }
        float[] inputs = new float[Math.toIntExact(count)];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = (float) random.uniform(-1, 1);
        }
        return inputs;
    }
}
