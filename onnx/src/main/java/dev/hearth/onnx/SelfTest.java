package dev.hearth.onnx;

import ai.onnx.proto.OnnxMl.TensorShapeProto;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.data.BadDataException;
import dev.hearth.nn.Context;
import dev.hearth.nn.Model;
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
 * What a model has to answer, so that a machine without libtorch and without the net can tell whether
 * the graph computes rightly there. The inputs are uniform in [−1, 1), drawn anew from a seed; an
 * answer's error is the norm of its difference from the wanted one, as a share of the wanted one's norm.
 * A model carries it as JSON, in its metadata {@code hearth.selfTest}.
 *
 * <pre>{@code
 * static OnnxModel proven(OnnxModel model, Model net) {
 *     return model.with(SelfTest.of(net, SelfTest.FLOATS));
 * }
 * }</pre>
 *
 * @param seed of the inputs
 * @param examples how many
 * @param answers the output's numbers, row-major
 * @param tolerance the largest error that is right
 */
public record SelfTest(long seed, int examples, List<Float> answers, double tolerance) {

    /** The largest error of a graph in float32: of another order of sums, and some. */
    public static final double FLOATS = 1e-3;

    /** The largest error between two processors that compute one graph in eight bits. */
    static final double BYTES = 0.1;

    private static final String KEY = "hearth.selfTest";
    private static final long SEED = 1;
    private static final int EXAMPLES = 2;

    /** Copies the list. */
    public SelfTest {
        answers = List.copyOf(answers);
    }

    /**
     * What libtorch answers.
     *
     * @param net on the processor
     * @param tolerance the largest error that is right
     * @return with its answers
     * @throws NonFiniteOutputException if it answers with NaN or an infinity
     */
    public static SelfTest of(Model net, double tolerance) {
        long[] extents = net.in().batch(EXAMPLES);
        try (var room = Scope.open();
                var quiet = NoGrad.open()) {
            Tensor x = Tensor.of(inputs(SEED, extents), extents);
            return of(net.apply(x, Context.testing(new Seed(SEED))).toFloats(), tolerance);
        }
    }

    /**
     * What a model in eight bits answers now: other processors have to answer nearly the same.
     *
     * @param model that is known to be right
     * @param threads of ONNX Runtime
     * @return with its answers
     */
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

    /** The one that a model carries. */
    static Optional<SelfTest> of(OnnxModel model) {
        String text = model.metadata().get(KEY);
        try {
            return text == null
                    ? Optional.empty()
                    : Optional.of(new ObjectMapper().readValue(text, SelfTest.class));
        } catch (JsonProcessingException | RuntimeException strange) {
            throw new BadDataException(
                    "A model's metadata " + KEY + " say what it has to answer",
                    "others than Hearth writes",
                    "Export it anew with ./hearth export",
                    strange);
        }
    }

    /**
     * As a model carries it.
     *
     * @return strings by name
     */
    Map<String, String> metadata() {
        try {
            return Map.of(KEY, new ObjectMapper().writeValueAsString(this));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** How far a net is from what it has to answer. */
    double error(OnnxNet net, OnnxModel model) {
        long[] extents = extents(model, examples);
        float[] wanted = new float[answers.size()];
        for (int i = 0; i < wanted.length; i++) {
            wanted[i] = answers.get(i);
        }
        return error(net.all(inputs(seed, extents), extents).get(0), wanted);
    }

    /**
     * The norm of a difference as a share of the wanted answer's.
     *
     * @param came row-major
     * @param wanted row-major
     * @return infinite where something came that is not finite, or not as many
     */
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

    /** What the model's input says, for so many examples. */
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
