package dev.hearth.nn.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.nn.Initializer;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Shape;
import dev.hearth.nn.init.Constant;
import dev.hearth.nn.init.GlorotNormal;
import dev.hearth.nn.init.GlorotUniform;
import dev.hearth.nn.init.GrahamUniform;
import dev.hearth.nn.init.HeNormal;
import dev.hearth.nn.init.HeUniform;
import dev.hearth.nn.init.LeCunNormal;
import dev.hearth.nn.init.Normal;
import dev.hearth.nn.init.Sparse;
import dev.hearth.nn.init.Uniform;
import dev.hearth.nn.layers.AvgPool2d;
import dev.hearth.nn.layers.BatchNorm;
import dev.hearth.nn.layers.Concat;
import dev.hearth.nn.layers.Conv2d;
import dev.hearth.nn.layers.Dropout;
import dev.hearth.nn.layers.Elu;
import dev.hearth.nn.layers.FixedCountDropout;
import dev.hearth.nn.layers.FixedGain;
import dev.hearth.nn.layers.Flatten;
import dev.hearth.nn.layers.FractionalMaxPool2d;
import dev.hearth.nn.layers.Frozen;
import dev.hearth.nn.layers.FrozenBackbone;
import dev.hearth.nn.layers.GaussianNoise;
import dev.hearth.nn.layers.GlobalAvgPool;
import dev.hearth.nn.layers.GlobalMaxPool;
import dev.hearth.nn.layers.Gru;
import dev.hearth.nn.layers.Identity;
import dev.hearth.nn.layers.LeakyRelu;
import dev.hearth.nn.layers.Linear;
import dev.hearth.nn.layers.Lstm;
import dev.hearth.nn.layers.MaskedLinear;
import dev.hearth.nn.layers.MaxPool2d;
import dev.hearth.nn.layers.Maxout;
import dev.hearth.nn.layers.MaxoutChannels;
import dev.hearth.nn.layers.MeanOnlyBatchNorm;
import dev.hearth.nn.layers.Named;
import dev.hearth.nn.layers.Prelu;
import dev.hearth.nn.layers.RegionMaxPool2d;
import dev.hearth.nn.layers.Relu;
import dev.hearth.nn.layers.Repeat;
import dev.hearth.nn.layers.Reshape;
import dev.hearth.nn.layers.Residual;
import dev.hearth.nn.layers.Rrelu;
import dev.hearth.nn.layers.ScheduledDropout;
import dev.hearth.nn.layers.Sequence;
import dev.hearth.nn.layers.SharedStemConcat;
import dev.hearth.nn.layers.ShiftedRelu;
import dev.hearth.nn.layers.Sigmoid;
import dev.hearth.nn.layers.Softmax;
import dev.hearth.nn.layers.SpatialDropout;
import dev.hearth.nn.layers.SpatialPyramidPool;
import dev.hearth.nn.layers.StochasticPool2d;
import dev.hearth.nn.layers.Tanh;
import dev.hearth.nn.layers.Tap;
import dev.hearth.nn.layers.TransposedConv2d;
import dev.hearth.nn.layers.UntiedBias;
import dev.hearth.nn.layers.WeightNorm;
import dev.hearth.tensor.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * {@link Layer}, {@link Initializer} and {@link Shape} as JSON. A record is an object whose {@code
 * type} is its simple name and whose other members are its components, none left out but those that
 * earlier releases did not have. Records of a
 * sealed interface among the components, such as a padding, are written in the same way. Numbers that
 * JSON lacks are the strings NaN, Infinity and -Infinity.
 *
 * <p>Reading is strict: it creates only records of an explicit list or of a sealed interface, never
 * another class that the text names, and throws an {@link IllegalArgumentException} that says where the
 * text does not fit.
 *
 * <pre>{@code
 * LayerJson json = LayerJson.standard();
 * String text = json.write(Layers.sequence(new Linear(128), new Elu()));
 * Layer same = json.readLayer(text);
 * }</pre>
 */
public final class LayerJson {

    /**
     * All layers, one line a class. Records of a sealed interface among their components need none: the
     * interface lists them.
     */
    private static final List<Class<?>> VOCABULARY =
            List.of(
                    Shape.Image.class,
                    Shape.Vector.class,
                    // how layers are combined
                    Sequence.class,
                    Concat.class,
                    SharedStemConcat.class,
                    Named.class,
                    Frozen.class,
                    FrozenBackbone.class,
                    Repeat.class,
                    Residual.class,
                    Flatten.class,
                    Identity.class,
                    Reshape.class,
                    UntiedBias.class,
                    Tap.class,
                    // convolutions and pools
                    Conv2d.class,
                    TransposedConv2d.class,
                    AvgPool2d.class,
                    FractionalMaxPool2d.class,
                    GlobalAvgPool.class,
                    GlobalMaxPool.class,
                    MaxPool2d.class,
                    RegionMaxPool2d.class,
                    SpatialPyramidPool.class,
                    StochasticPool2d.class,
                    // activations
                    Elu.class,
                    LeakyRelu.class,
                    Prelu.class,
                    Relu.class,
                    Rrelu.class,
                    ShiftedRelu.class,
                    Sigmoid.class,
                    Softmax.class,
                    Tanh.class,
                    // dense
                    Linear.class,
                    MaskedLinear.class,
                    Maxout.class,
                    MaxoutChannels.class,
                    // normalisation and noise
                    BatchNorm.class,
                    Dropout.class,
                    ScheduledDropout.class,
                    SpatialDropout.class,
                    FixedCountDropout.class,
                    FixedGain.class,
                    GaussianNoise.class,
                    MeanOnlyBatchNorm.class,
                    WeightNorm.class,
                    // recurrent
                    Gru.class,
                    Lstm.class,
                    // how parameters begin
                    Constant.class,
                    GlorotNormal.class,
                    GlorotUniform.class,
                    GrahamUniform.class,
                    HeNormal.class,
                    HeUniform.class,
                    LeCunNormal.class,
                    Normal.class,
                    Sparse.class,
                    Uniform.class);

    private final Map<String, Class<?>> known;
    private final ObjectMapper mapper;

    private LayerJson(Map<String, Class<?>> known) {
        this.known = known;
        this.mapper = LayerMapper.mapper(known);
    }

    /** One that knows all layers, initialisers and shapes of this module. */
    public static LayerJson standard() {
        Map<String, Class<?>> known = new TreeMap<>();
        VOCABULARY.forEach(type -> learn(known, type));
        return new LayerJson(known);
    }

    /**
     * The same that knows more records: layers and initialisers, or records of any other interface that
     * a record written by {@link #mapper} holds, such as optimizers.
     *
     * @param more records, whose simple names are new
     * @return another one; this stays as it is
     * @throws IllegalArgumentException if one is not a record or of no interface, or its name is taken
     */
    public LayerJson with(Class<?>... more) {
        Map<String, Class<?>> wider = new TreeMap<>(known);
        for (Class<?> type : more) {
            learn(wider, type);
        }
        return new LayerJson(wider);
    }

    /**
     * The types that a place may name.
     *
     * @param kind what is held there, such as {@link Layer}
     * @return simple names of the known records of this interface, in order
     */
    public List<String> names(Class<?> kind) {
        return new LayerTypeIds(known, kind).names();
    }

    /**
     * The records that a place may hold.
     *
     * @param kind the interface that stands there
     * @return those of this interface that are known, in the order of their names
     */
    public <T> List<Class<? extends T>> records(Class<T> kind) {
        List<Class<? extends T>> records = new ArrayList<>();
        for (Class<?> record : known.values()) {
            if (kind.isAssignableFrom(record)) {
                records.add(record.asSubclass(kind));
            }
        }
        return records;
    }

    private static void learn(Map<String, Class<?>> known, Class<?> type) {
        if (!type.isRecord()) {
            throw Check.error(
                    "A configuration is a record",
                    type.getName(),
                    "Make it one, so that its components can be written");
        }
        if (LayerTypeIds.kinds(type).findAny().isEmpty()) {
            throw Check.error(
                    "A type in JSON implements the interface of the place where it stands",
                    type.getName() + ", which implements none",
                    "Let it implement Layer, Optimizer or another one");
        }
        Class<?> holder = known.putIfAbsent(type.getSimpleName(), type);
        if (holder != null && holder != type) {
            throw Check.error(
                    "A configuration has a simple name of its own",
                    type.getName() + " beside " + holder.getName(),
                    "Rename one");
        }
    }

    /**
     * A layer as JSON.
     *
     * @throws IllegalArgumentException if it holds a layer that it does not know
     */
    public String write(Layer layer) {
        return write(Layer.class, layer);
    }

    /**
     * An initialiser as JSON.
     *
     * @throws IllegalArgumentException if it does not know it
     */
    public String write(Initializer initializer) {
        return write(Initializer.class, initializer);
    }

    /** A shape as JSON. */
    public String write(Shape shape) {
        return write(Shape.class, shape);
    }

    /**
     * A layer from JSON.
     *
     * @param json as {@link #write(Layer)} writes it
     * @throws IllegalArgumentException if the text does not fit; the message says where and why
     */
    public Layer readLayer(String json) {
        return read(Layer.class, json);
    }

    /**
     * An initialiser from JSON.
     *
     * @param json as {@link #write(Initializer)} writes it
     * @throws IllegalArgumentException if the text does not fit; the message says where and why
     */
    public Initializer readInitializer(String json) {
        return read(Initializer.class, json);
    }

    /**
     * A shape from JSON.
     *
     * @param json as {@link #write(Shape)} writes it
     * @throws IllegalArgumentException if the text does not fit; the message says where and why
     */
    public Shape readShape(String json) {
        return read(Shape.class, json);
    }

    /**
     * A mapper as strict as this, for records that hold layers.
     *
     * @return a copy, which the caller may configure
     */
    public ObjectMapper mapper() {
        return mapper.copy();
    }

    private <T> String write(Class<T> kind, T value) {
        try {
            return mapper.writerFor(kind)
                    .writeValueAsString(Objects.requireNonNull(value, "value"));
        } catch (JsonProcessingException failure) {
            throw LayerJsonErrors.because(failure);
        }
    }

    private <T> T read(Class<T> kind, String json) {
        try {
            T value = mapper.readValue(Objects.requireNonNull(json, "json"), kind);
            if (value == null) {
                throw LayerJsonErrors.nothing();
            }
            return value;
        } catch (JsonProcessingException failure) {
            return earlier(kind, json).orElseThrow(() -> LayerJsonErrors.because(failure));
        }
    }

    /** What an earlier release wrote, with the components that came later; empty if it is not that. */
    private <T> Optional<T> earlier(Class<T> kind, String json) {
        try {
            JsonNode tree = mapper.readTree(json);
            return AddedComponents.fill(tree)
                    ? Optional.ofNullable(mapper.treeToValue(tree, kind))
                    : Optional.empty();
        } catch (JsonProcessingException broken) {
            return Optional.empty();
        }
    }
}
