package dev.hearth.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.hearth.data.BadDataException;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.nn.Shape;
import dev.hearth.nn.fold.Folded;
import dev.hearth.weights.AtomicFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A model in ONNX, opset 17: one input {@code input}, [batch × channels × height × width] or [batch ×
 * size], one output {@code output}, float32, with an open batch size. The weights are in the file,
 * under their names in the net.
 *
 * <pre>{@code
 * static void export(Model net, Path file) {
 *     Folded folded = Folded.of(net.layer(), net.in(), net.arrays());
 *     OnnxModel.of("my net", folded, net.in(), Map.of("author", "me")).write(file);
 * }
 * }</pre>
 */
public final class OnnxModel {

    /** The input's name. */
    public static final String INPUT = "input";

    /** The output's name. */
    public static final String OUTPUT = "output";

    private static final int OPSET = 17;
    private static final int FORMAT = 8;

    /** A file of protocol buffers is at most 2 GiB; 16 MiB are kept for all but the weights. */
    private static final long MOST_NUMBERS = (Integer.MAX_VALUE - (1L << 24)) / Float.BYTES;

    private final ModelProto model;

    OnnxModel(ModelProto model) {
        this.model = model;
    }

    /** Exports a net with the {@link OnnxConverters#standard() standard converters}. */
    public static OnnxModel of(String name, Folded net, Shape in, Map<String, String> metadata) {
        return of(name, net, in, metadata, OnnxConverters.standard());
    }

    /**
     * Exports a net.
     *
     * @param name of the graph
     * @param net for inference
     * @param in the shape of one example
     * @param metadata stored with the model
     * @param converters for all layers of the net
     * @throws BadDataException if a layer has no converter, or the weights are more than 2 GiB or not finite
     */
    public static OnnxModel of(
            String name,
            Folded net,
            Shape in,
            Map<String, String> metadata,
            OnnxConverters converters) {
        long numbers = net.arrays().values().stream().mapToLong(array -> array.length).sum();
        if (numbers > MOST_NUMBERS) {
            throw new BadDataException(
                    "An ONNX file holds at most 2 GiB",
                    numbers + " weights of 4 bytes",
                    "Export safetensors, or a narrower net");
        }
        net.arrays().forEach((array, values) -> requireFinite(array, FloatBuffer.wrap(values)));
        Graph graph = new Graph();
        String x = graph.input(INPUT, in);
        String y =
                converters.convert(
                        net.layer(), new ExportContext(graph, converters, net.arrays(), "", in), x);
        graph.output(graph.node(OUTPUT, "Identity", List.of(y)), net.layer().out(in));
        ModelProto.Builder model =
                ModelProto.newBuilder()
                        .setIrVersion(FORMAT)
                        .setProducerName("Hearth")
                        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
                        .setGraph(graph.named(name));
        return new OnnxModel(model.build()).with(metadata);
    }

    private OnnxModel with(Map<String, String> metadata) {
        ModelProto.Builder more = model.toBuilder();
        new TreeMap<>(metadata)
                .forEach(
                        (key, value) -> more.addMetadataPropsBuilder().setKey(key).setValue(value));
        return new OnnxModel(more.build());
    }

    /** ONNX Runtime's max-pools can drop a NaN, and the answer then looks like any other. */
    private static void requireFinite(String name, FloatBuffer values) {
        for (int i = 0; i < values.limit(); i++) {
            if (!Float.isFinite(values.get(i))) {
                throw new BadDataException(
                        "A model's weights are finite numbers",
                        values.get(i) + " at " + i + " of " + name,
                        "Use another: this one is of a training that diverged");
            }
        }
    }

    /** The same model with a test in its metadata, which {@link ModelOpener} applies. */
    public OnnxModel with(SelfTest test) {
        return with(test.metadata());
    }

    /**
     * The same classifier with the preparation of pictures inside, so that other languages need no code
     * for it: its input is {@code picture}, uint8 [batch × height × width × 3], red first, of any size,
     * and its values are within 1 of 255 of {@link InputSpec#values}. Opset 18. The metadata
     * {@code hearth.preprocessing} says so; {@link #withoutPreprocessing} takes it out again.
     *
     * @param view of this model
     * @throws BadDataException if ONNX Runtime prepares generated pictures otherwise here
     */
    public OnnxModel withPreprocessing(InputSpec view) {
        ModelProto whole = PreprocessingGraph.before(model, view);
        PreprocessingCheck.check(whole, view);
        return new OnnxModel(whole);
    }

    /** This, or the classifier that {@link #withPreprocessing} was applied to, but for its opset. */
    public OnnxModel withoutPreprocessing() {
        return PreprocessingGraph.isIn(model)
                ? new OnnxModel(
                        PreprocessingGraph.removed(model, ImageModelMetadata.of(metadata()).view()))
                : this;
    }

    /** Whether the output is probabilities, not logits: its last operator is a softmax. */
    public boolean endsInSoftmax() {
        String value = model.getGraph().getOutput(0).getName();
        for (int i = model.getGraph().getNodeCount() - 1; i >= 0; i--) {
            NodeProto node = model.getGraph().getNode(i);
            if (node.getOutputList().contains(value)) {
                if (!node.getOpType().equals("Identity")) {
                    return node.getOpType().equals("Softmax");
                }
                value = node.getInput(0);
            }
        }
        return false;
    }

    /**
     * Reads a file, and the files beside it in which it keeps weights.
     *
     * @throws BadDataException if it is no ONNX model, its weights are not finite, or a file of them is not
     *     there
     */
    public static OnnxModel read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            ModelProto model = ExternalData.joined(ModelProto.parseFrom(in), file);
            for (TensorProto array : model.getGraph().getInitializerList()) {
                if (array.getDataType() == TensorProto.DataType.FLOAT.getNumber()) {
                    requireFinite(array.getName(), Quantization.numbers(array));
                }
            }
            return new OnnxModel(model);
        } catch (IOException failure) {
            throw new BadDataException(
                    "An ONNX model is read from " + file,
                    Files.exists(file)
                            ? String.valueOf(failure.getMessage()).lines().findFirst().orElse("")
                            : "nothing there",
                    "Name a file that ./hearth export made",
                    failure);
        }
    }

    /** The model's metadata by name, sorted. */
    public Map<String, String> metadata() {
        Map<String, String> metadata = new TreeMap<>();
        model.getMetadataPropsList().forEach(each -> metadata.put(each.getKey(), each.getValue()));
        return Collections.unmodifiableMap(metadata);
    }

    /** How often each operator occurs in the graph, by its type in ONNX, sorted. */
    public Map<String, Integer> operators() {
        Map<String, Integer> counts = new TreeMap<>();
        model.getGraph()
                .getNodeList()
                .forEach(node -> counts.merge(node.getOpType(), 1, Integer::sum));
        return Collections.unmodifiableMap(counts);
    }

    /** A file's content, in a new array. */
    public byte[] bytes() {
        return model.toByteArray();
    }

    /**
     * Writes the file, whole or not at all.
     *
     * @param file in a folder that exists
     * @throws BadDataException if it cannot be written
     */
    public void write(Path file) {
        try {
            AtomicFile.write(
                    file,
                    out -> {
                        var stream = Channels.newOutputStream(out);
                        model.writeTo(stream);
                        stream.flush();
                    });
        } catch (IOException failure) {
            throw AtomicFile.unwritable(file.toAbsolutePath().getParent(), failure);
        }
    }

    ModelProto proto() {
        return model;
    }
}
