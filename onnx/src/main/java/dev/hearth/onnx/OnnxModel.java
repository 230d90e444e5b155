package dev.hearth.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.hearth.data.BadDataException;
import dev.hearth.nn.Shape;
import dev.hearth.nn.fold.Folded;
import dev.hearth.weights.AtomicFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A net as an ONNX model (opset 17): one input {@code input}, [batch × channels × height × width] or
 * [batch × size], one output {@code output}, float32, the batch's extent open. Weights stand in the
 * file itself, under the names that they have in the net.
 *
 * <pre>{@code
 * static void hand(Model net, Path file) {
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

    /** What a file of protocol buffers can hold, and some for all that is not weights. */
    private static final long MOST_NUMBERS = (Integer.MAX_VALUE - (1L << 24)) / Float.BYTES;

    private final ModelProto model;

    OnnxModel(ModelProto model) {
        this.model = model;
    }

    /**
     * Writes a net's graph.
     *
     * @param name of the graph
     * @param net for inference
     * @param in the shape of one example
     * @param metadata strings that go with the model
     * @return the model, in memory
     * @throws BadDataException if a layer cannot be said in ONNX, such as a pool that draws its regions, or the
     *     weights are more than 2 GiB or not finite
     */
    public static OnnxModel of(String name, Folded net, Shape in, Map<String, String> metadata) {
        return of(name, net, in, metadata, OnnxConverters.standard());
    }

    /**
     * The same with converters of one's own.
     *
     * @param converters for all layers of the net
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
        net.arrays().forEach(OnnxModel::finite);
        Graph graph = new Graph();
        String x = graph.input(INPUT, in);
        String y = new ExportContext(graph, converters, net.arrays(), "", in).same(net.layer(), x);
        String out = graph.node(OUTPUT, "Identity", List.of(y));
        graph.output(out, net.layer().out(in));
        ModelProto.Builder model =
                ModelProto.newBuilder()
                        .setIrVersion(FORMAT)
                        .setProducerName("Hearth")
                        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
                        .setGraph(graph.named(name));
        new TreeMap<>(metadata)
                .forEach(
                        (key, value) ->
                                model.addMetadataProps(
                                        StringStringEntryProto.newBuilder()
                                                .setKey(key)
                                                .setValue(value)));
        return new OnnxModel(model.build());
    }

    /** ONNX Runtime's max-pools can lose a NaN, and the answer then looks like any other. */
    private static void finite(String name, float[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new BadDataException(
                        "A model's weights are finite numbers",
                        values[i] + " at " + i + " of " + name,
                        "Use another: this one is of a training that diverged");
            }
        }
    }

    private static OnnxModel finite(OnnxModel model) {
        for (TensorProto array : model.model.getGraph().getInitializerList()) {
            if (array.getDataType() == TensorProto.DataType.FLOAT.getNumber()) {
                FloatBuffer raw =
                        array.getRawData()
                                .asReadOnlyByteBuffer()
                                .order(ByteOrder.LITTLE_ENDIAN)
                                .asFloatBuffer();
                float[] values = new float[raw.remaining()];
                raw.get(values);
                finite(array.getName(), values);
            }
        }
        return model;
    }

    /**
     * The same with an answer to be compared with wherever it is opened.
     *
     * @param test what it has to answer
     * @return a new model
     */
    public OnnxModel with(SelfTest test) {
        ModelProto.Builder more = model.toBuilder();
        test.metadata()
                .forEach(
                        (key, value) -> more.addMetadataPropsBuilder().setKey(key).setValue(value));
        return new OnnxModel(more.build());
    }

    /**
     * Whether its output is the softmax of something already: probabilities, not logits.
     *
     * @return true if its last operator says so
     */
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
     * Reads a file.
     *
     * @param file an ONNX model
     * @return all of it
     * @throws BadDataException if it is none, or holds weights that are not finite
     */
    public static OnnxModel read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return finite(new OnnxModel(ModelProto.parseFrom(in)));
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

    /**
     * What goes with the model.
     *
     * @return strings by name, sorted
     */
    public Map<String, String> metadata() {
        Map<String, String> metadata = new TreeMap<>();
        model.getMetadataPropsList().forEach(each -> metadata.put(each.getKey(), each.getValue()));
        return Collections.unmodifiableMap(metadata);
    }

    /**
     * How often each operator stands in the graph.
     *
     * @return counts by ONNX's names, sorted
     */
    public Map<String, Integer> operators() {
        Map<String, Integer> counts = new TreeMap<>();
        model.getGraph()
                .getNodeList()
                .forEach(node -> counts.merge(node.getOpType(), 1, Integer::sum));
        return Collections.unmodifiableMap(counts);
    }

    /**
     * The file's content.
     *
     * @return a new array
     */
    public byte[] bytes() {
        return model.toByteArray();
    }

    /**
     * Writes the file, whole or not at all.
     *
     * @param file where; its folder must exist
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
