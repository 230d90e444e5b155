package dev.hearth.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.data.BadDataException;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The process of {@link ForeignModel}: looks at a model, runs it, and prints what it found. */
final class ForeignProbe {

    private static final String LINE = "found: ";
    private static final int MOST_CLASSES = 1 << 20;

    /** Numbers that differ by no more are of another order of sums. */
    private static final double SAME = SelfTest.FLOATS;

    private final OnnxModel model;
    private final int threads;
    private final ForeignModel input;

    private ForeignProbe(OnnxModel model, int side, int threads) {
        this.model = model;
        this.threads = threads;
        this.input = input(model, side);
    }

    /**
     * The entry; the model comes by the standard input.
     *
     * @param arguments the side or 0, threads, the highest level, and the process that waits for the answer
     */
    public static void main(String[] arguments) throws IOException {
        // Nobody waits for an answer then.
        Runnable end = () -> Runtime.getRuntime().halt(1);
        long starter = Long.parseLong(arguments[3]);
        ProcessHandle.current()
                .parent()
                .filter(parent -> parent.pid() == starter)
                .ifPresentOrElse(parent -> parent.onExit().thenRun(end), end);
        ForeignModel.Finding found;
        try {
            found =
                    found(
                            new OnnxModel(ModelProto.parseFrom(System.in)),
                            Integer.parseInt(arguments[0]),
                            Integer.parseInt(arguments[1]),
                            Optimization.valueOf(arguments[2]));
        } catch (BadDataException | NonFiniteOutputException refused) {
            found = new ForeignModel.Finding(null, refused.getMessage(), 0);
        }
        // A pipe to the process that waits.
        PrintStream out =
                new PrintStream(
                        new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        out.println("\n" + LINE + new ObjectMapper().writeValueAsString(found));
    }

    /** What such a process wrote, among the lines of native libraries; empty where it did not come so far. */
    static Optional<ForeignModel.Finding> written(InputStream out) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(out, StandardCharsets.UTF_8))) {
            Optional<ForeignModel.Finding> found = Optional.empty();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int at = line.indexOf(LINE);
                if (at >= 0) {
                    String json = line.substring(at + LINE.length());
                    found =
                            Optional.of(
                                    new ObjectMapper().readValue(json, ForeignModel.Finding.class));
                }
            }
            return found;
        } catch (IOException cutOff) {
            return Optional.empty();
        }
    }

    static ForeignModel.Finding found(
            OnnxModel model, int side, int threads, Optimization highest) {
        return new ForeignProbe(model, side, threads).run(highest);
    }

    /** What the model says of its input. */
    private static ForeignModel input(OnnxModel model, int side) {
        GraphProto graph = model.proto().getGraph();
        // Up to format 3, weights stand among the inputs, and not always behind the picture.
        Set<String> weights =
                graph.getInitializerList().stream()
                        .map(TensorProto::getName)
                        .collect(Collectors.toSet());
        TensorShapeProto shape =
                graph.getInputList().stream()
                        .filter(each -> !weights.contains(each.getName()))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        new BadDataException(
                                                "A classifier of pictures has an input",
                                                "none",
                                                "Export it anew with one"))
                        .getType()
                        .getTensorType()
                        .getShape();
        long[] extents = new long[shape.getDimCount()];
        for (int i = 0; i < extents.length; i++) {
            // 0 where it is open.
            extents[i] = Math.max(0, shape.getDim(i).getDimValue());
        }
        if (extents.length != 4) {
            throw refusedShape(extents);
        }
        boolean last = (extents[3] == 3 || extents[3] == 1) && extents[1] != 3 && extents[1] != 1;
        long channels = last ? extents[3] : extents[1] == 0 ? 3 : extents[1];
        long height = extents[last ? 1 : 2];
        long width = extents[last ? 2 : 3];
        long square = Math.max(height, width);
        boolean fits = height == 0 || width == 0 || height == width;
        if (channels != 1 && channels != 3 || extents[0] > 1 || !fits || square > 4096) {
            throw refusedShape(extents);
        }
        if (side > 0 && square > 0 && side != square || side == 0 && square == 0) {
            throw new BadDataException(
                    "A model that takes squares of any side needs one, and another takes its own",
                    "--side " + side + " with an input of " + Arrays.toString(extents),
                    square == 0 ? "Name it with --side 224" : "Leave --side out");
        }
        return new ForeignModel(
                Optimization.NO_OPT,
                0,
                (int) channels,
                side > 0 ? side : (int) square,
                last,
                extents[0] == 1,
                false);
    }

    private static BadDataException refusedShape(long[] extents) {
        return new BadDataException(
                "A classifier of pictures takes squares, [n × 3 × side × side] or channels last, n open"
                        + " or 1",
                Arrays.toString(extents) + ", with 0 for what is open",
                "Export it anew with such an input");
    }

    private ForeignModel.Finding run(Optimization highest) {
        int first = ForeignModel.LEVELS.indexOf(highest);
        float[][] plain = null;
        Optimization lowest = Optimization.NO_OPT;
        BadDataException refused = null;
        // Without optimisations where that opens: some models in eight bits do not.
        for (int i = ForeignModel.LEVELS.size() - 1; i >= first && plain == null; i--) {
            lowest = ForeignModel.LEVELS.get(i);
            try {
                plain = answers(lowest);
            } catch (BadDataException unopened) {
                refused = refused == null ? unopened : refused;
            }
        }
        if (plain == null) {
            throw refused;
        }
        ForeignModel found = described(plain, lowest);
        double error = 0;
        for (Optimization level : ForeignModel.LEVELS.subList(first, ForeignModel.LEVELS.size())) {
            double off = level == lowest ? 0 : error(level, plain);
            error = Math.max(error, off);
            if (off <= SAME) {
                return new ForeignModel.Finding(at(found, level), null, error);
            }
        }
        return new ForeignModel.Finding(found, null, error);
    }

    private double error(Optimization level, float[][] plain) {
        try {
            float[][] came = answers(level);
            double error = 0;
            for (int i = 0; i < plain.length; i++) {
                error = Math.max(error, SelfTest.error(came[i], plain[i]));
            }
            return error;
        } catch (BadDataException unopened) {
            return Double.POSITIVE_INFINITY;
        }
    }

    private static ForeignModel at(ForeignModel found, Optimization level) {
        return new ForeignModel(
                level,
                found.classes(),
                found.channels(),
                found.side(),
                found.isChannelsLast(),
                found.isAlone(),
                found.endsInSoftmax());
    }

    /** Noise, a picture, and both together where that goes. */
    private float[][] answers(Optimization level) {
        float[] noise = noise();
        float[] picture = picture();
        try (OnnxNet net =
                OnnxNet.open(new Sessions(model.bytes(), ThreadSpinning.ASLEEP, level), threads)) {
            float[] one = net.all(noise, input.extents(1)).get(0);
            float[] two = net.all(picture, input.extents(1)).get(0);
            return new float[][] {one, two, input.isAlone() ? new float[0] : both(net)};
        }
    }

    private float[] both(OnnxNet net) {
        float[] noise = noise();
        float[] both = Arrays.copyOf(noise, 2 * noise.length);
        System.arraycopy(picture(), 0, both, noise.length, noise.length);
        try {
            return net.all(both, input.extents(2)).get(0);
        } catch (BadDataException alone) {
            return new float[0];
        }
    }

    private ForeignModel described(float[][] plain, Optimization level) {
        NonFiniteOutputException.refuse(plain[0]);
        NonFiniteOutputException.refuse(plain[1]);
        int classes = plain[0].length;
        if (classes < 2 || classes > MOST_CLASSES || plain[1].length != classes) {
            throw new BadDataException(
                    "A classifier of pictures gives a number for each of two classes or more",
                    classes + " numbers for one picture",
                    "Name a classifier");
        }
        float[] joined = Arrays.copyOf(plain[0], 2 * classes);
        System.arraycopy(plain[1], 0, joined, classes, classes);
        boolean alone =
                input.isAlone()
                        || plain[2].length != joined.length
                        || SelfTest.error(plain[2], joined) > SAME;
        boolean shares = model.endsInSoftmax() || areShares(plain[0]) && areShares(plain[1]);
        return new ForeignModel(
                level,
                classes,
                input.channels(),
                input.side(),
                input.isChannelsLast(),
                alone,
                shares);
    }

    private static boolean areShares(float[] values) {
        double sum = 0;
        for (float value : values) {
            if (value < 0) {
                return false;
            }
            sum += value;
        }
        return Math.abs(sum - 1) < 1e-3;
    }

    private float[] noise() {
        RandomStream random = new Seed(1).stream();
        float[] noise = new float[input.channels() * input.side() * input.side()];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (float) random.uniform(-2, 2);
        }
        return noise;
    }

    /** Smooth, with an edge, as pictures are. */
    private float[] picture() {
        int side = input.side();
        float[] picture = new float[input.channels() * side * side];
        for (int i = 0; i < picture.length; i++) {
            double x = (double) (i % side) / side;
            double y = (double) (i / side) / side;
            picture[i] = (float) (2 * Math.sin(5 * x + y) * Math.cos(3 * y) + (x > y ? 0.5 : 0));
        }
        return picture;
    }
}
