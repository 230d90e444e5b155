package dev.hearth.onnx;

import dev.hearth.data.BadDataException;
import dev.hearth.nn.Context;
import dev.hearth.nn.Layer;
import dev.hearth.nn.layers.AvgPool2d;
import dev.hearth.nn.layers.BatchNorm;
import dev.hearth.nn.layers.Conv2d;
import dev.hearth.nn.layers.Dropout;
import dev.hearth.nn.layers.Elu;
import dev.hearth.nn.layers.FixedCountDropout;
import dev.hearth.nn.layers.Flatten;
import dev.hearth.nn.layers.FractionalMaxPool2d;
import dev.hearth.nn.layers.GaussianNoise;
import dev.hearth.nn.layers.GlobalAvgPool;
import dev.hearth.nn.layers.GlobalMaxPool;
import dev.hearth.nn.layers.Identity;
import dev.hearth.nn.layers.LeakyRelu;
import dev.hearth.nn.layers.Linear;
import dev.hearth.nn.layers.MaskedLinear;
import dev.hearth.nn.layers.MaxPool2d;
import dev.hearth.nn.layers.Maxout;
import dev.hearth.nn.layers.MaxoutChannels;
import dev.hearth.nn.layers.MeanOnlyBatchNorm;
import dev.hearth.nn.layers.Prelu;
import dev.hearth.nn.layers.RegionMaxPool2d;
import dev.hearth.nn.layers.Relu;
import dev.hearth.nn.layers.Reshape;
import dev.hearth.nn.layers.Residual;
import dev.hearth.nn.layers.Rrelu;
import dev.hearth.nn.layers.ScheduledDropout;
import dev.hearth.nn.layers.SharedStemConcat;
import dev.hearth.nn.layers.ShiftedRelu;
import dev.hearth.nn.layers.Sigmoid;
import dev.hearth.nn.layers.SlopeSharing;
import dev.hearth.nn.layers.Softmax;
import dev.hearth.nn.layers.SpatialDropout;
import dev.hearth.nn.layers.SpatialPyramidPool;
import dev.hearth.nn.layers.Tanh;
import dev.hearth.nn.layers.Tap;
import dev.hearth.nn.layers.TransposedConv2d;
import dev.hearth.nn.layers.UntiedBias;
import dev.hearth.tensor.Check;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which {@link OnnxConverter} writes which class of layers. A layer's own class counts first; then its
 * {@link dev.hearth.nn.Arrangement}: a chain or a concatenation is written through its children; then
 * the first interface in the list that it implements: a {@link dev.hearth.nn.Composite} without a converter of its
 * own is written through its body. Immutable.
 */
public final class OnnxConverters {

    private static final OnnxConverters STANDARD =
            new OnnxConverters(Map.of())
                    // combinations other than chains and concatenations
                    .with(SharedStemConcat.class, CombinationConverters::sharedStem)
                    .with(Residual.class, CombinationConverters::residual)
                    // convolutions and pools
                    .with(Conv2d.class, ConvolutionConverters::conv)
                    .with(TransposedConv2d.class, ConvolutionConverters::transposed)
                    .with(MaxPool2d.class, PoolConverters::max)
                    .with(AvgPool2d.class, PoolConverters::avg)
                    .with(GlobalAvgPool.class, PoolConverters::globalAvg)
                    .with(GlobalMaxPool.class, PoolConverters::globalMax)
                    .with(SpatialPyramidPool.class, PoolConverters::pyramid)
                    .with(RegionMaxPool2d.class, PoolConverters::regions)
                    // activations
                    .with(Relu.class, operator("Relu"))
                    .with(LeakyRelu.class, (layer, context, x) -> leaky(context, x, layer.slope()))
                    .with(
                            Rrelu.class,
                            (layer, context, x) ->
                                    leaky(context, x, (layer.lower() + layer.upper()) / 2))
                    .with(Prelu.class, OnnxConverters::prelu)
                    .with(
                            ShiftedRelu.class,
                            (layer, context, x) ->
                                    context.node("Clip", List.of(x, context.constant("least", -1))))
                    .with(
                            Elu.class,
                            (layer, context, x) ->
                                    context.node(
                                            "Elu",
                                            List.of(x),
                                            OnnxAttribute.real("alpha", layer.alpha())))
                    .with(Sigmoid.class, operator("Sigmoid"))
                    .with(Tanh.class, operator("Tanh"))
                    .with(Softmax.class, operator("Softmax", OnnxAttribute.integer("axis", 1)))
                    // fully connected layers
                    .with(Linear.class, LinearConverters::linear)
                    .with(MaskedLinear.class, LinearConverters::masked)
                    .with(Maxout.class, LinearConverters::maxout)
                    .with(MaxoutChannels.class, LinearConverters::maxoutChannels)
                    // normalisations that no weights before them could absorb, and lone biases
                    .with(BatchNorm.class, NormConverters::batch)
                    .with(MeanOnlyBatchNorm.class, NormConverters::meanOnly)
                    .with(UntiedBias.class, NormConverters::untied)
                    // shapes
                    .with(Flatten.class, operator("Flatten", OnnxAttribute.integer("axis", 1)))
                    .with(Reshape.class, OnnxConverters::reshape)
                    // layers that act in training alone
                    .with(Identity.class, (layer, context, x) -> x)
                    .with(Tap.class, (layer, context, x) -> x)
                    .with(Dropout.class, (layer, context, x) -> x)
                    .with(SpatialDropout.class, (layer, context, x) -> x)
                    .with(ScheduledDropout.class, (layer, context, x) -> x)
                    .with(GaussianNoise.class, (layer, context, x) -> x)
                    // does not scale in training, so it scales in testing
                    .with(
                            FixedCountDropout.class,
                            (layer, context, x) ->
                                    context.node(
                                            "Mul",
                                            List.of(
                                                    x,
                                                    context.constant("kept", 1 - layer.rate()))));

    private final Map<Class<?>, OnnxConverter<?>> converters;

    private OnnxConverters(Map<Class<?>, OnnxConverter<?>> converters) {
        this.converters = converters;
    }

    /** Converters of the layers of {@code dev.hearth.nn.layers}, but for random pools and recurrent layers. */
    public static OnnxConverters standard() {
        return STANDARD;
    }

    /**
     * These and another, which replaces one for the same class.
     *
     * @param type the class of the layer, or an interface of several
     */
    public <L extends Layer> OnnxConverters with(
            Class<L> type, OnnxConverter<? super L> converter) {
        Map<Class<?>, OnnxConverter<?>> more = new LinkedHashMap<>(converters);
        more.put(type, converter);
        return new OnnxConverters(more);
    }

    /**
     * These and one that gives each {@link FractionalMaxPool2d} the regions of one draw, so that the graph
     * computes what the net computes in that pass.
     *
     * @param pass a new {@link dev.hearth.nn.Context#predicting predicting} one, for one export alone: draws
     *     are taken from it in the order of the layers
     */
    public OnnxConverters drawing(Context pass) {
        return with(
                FractionalMaxPool2d.class,
                (layer, context, x) ->
                        PoolConverters.regions(layer.drawn(context.in(), pass), context, x));
    }

    /** The classes that have a converter. */
    Set<Class<?>> types() {
        return converters.keySet();
    }

    /** The cast is right: {@link #with} takes a converter of the class or of a class above it. */
    @SuppressWarnings("unchecked")
    String convert(Layer layer, ExportContext context, String input) {
        OnnxConverter<Layer> converter = (OnnxConverter<Layer>) converters.get(layer.getClass());
        if (converter == null) {
            converter =
                    switch (layer.arrangement()) {
                        case CHAIN, WRAPPER -> CombinationConverters::chain;
                        case CONCAT -> CombinationConverters::concat;
                        case OTHER ->
                                (OnnxConverter<Layer>)
                                        converters.entrySet().stream()
                                                .filter(entry -> entry.getKey().isInstance(layer))
                                                .map(Map.Entry::getValue)
                                                .findFirst()
                                                .orElseThrow(() -> missing(layer, context));
                    };
        }
        String output = converter.convert(layer, context, input);
        if (!context.isValue(output)) {
            throw Check.error(
                    "A converter returns the name of a value of the graph",
                    output + " of the converter for " + layer + " at " + context.path(),
                    "Return what context.node(…) returned");
        }
        return output;
    }

    private static BadDataException missing(Layer layer, ExportContext context) {
        return new BadDataException(
                "An ONNX export needs a converter for each layer",
                "no converter for " + layer + " at " + context.path(),
                "Add one with OnnxConverters.with("
                        + layer.getClass().getSimpleName()
                        + ".class, …), or use another layer");
    }

    private static OnnxConverter<Layer> operator(String type, OnnxAttribute... attributes) {
        return (layer, context, x) -> context.node(type, List.of(x), attributes);
    }

    private static String leaky(ExportContext context, String x, double slope) {
        return context.node("LeakyRelu", List.of(x), OnnxAttribute.real("alpha", slope));
    }

    private static String prelu(Prelu layer, ExportContext context, String x) {
        boolean shared = layer.sharing() == SlopeSharing.SHARED;
        long[] extents = shared ? new long[] {1} : context.perFeature();
        return context.node("PRelu", List.of(x, context.parameter("slope", extents)));
    }

    /** 0 keeps the batch's extent. */
    private static String reshape(Reshape layer, ExportContext context, String x) {
        String extents =
                context.integers("extents", 0, layer.channels(), layer.height(), layer.width());
        return context.node("Reshape", List.of(x, extents));
    }
}
