package dev.hearth.onnx;

import dev.hearth.data.BadDataException;
import dev.hearth.nn.Layer;
import dev.hearth.nn.layers.AvgPool2d;
import dev.hearth.nn.layers.BatchNorm;
import dev.hearth.nn.layers.Conv2d;
import dev.hearth.nn.layers.Dropout;
import dev.hearth.nn.layers.Elu;
import dev.hearth.nn.layers.FixedCountDropout;
import dev.hearth.nn.layers.Flatten;
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
import dev.hearth.nn.layers.Relu;
import dev.hearth.nn.layers.Reshape;
import dev.hearth.nn.layers.Residual;
import dev.hearth.nn.layers.Rrelu;
import dev.hearth.nn.layers.SharedStemConcat;
import dev.hearth.nn.layers.ShiftedRelu;
import dev.hearth.nn.layers.Sigmoid;
import dev.hearth.nn.layers.Softmax;
import dev.hearth.nn.layers.SpatialDropout;
import dev.hearth.nn.layers.SpatialPyramidPool;
import dev.hearth.nn.layers.Tanh;
import dev.hearth.nn.layers.Tap;
import dev.hearth.nn.layers.TransposedConv2d;
import dev.hearth.nn.layers.UntiedBias;
import java.util.List;
import java.util.Optional;

/** The vocabulary: which letter is said by which word. */
final class OnnxConverters {

    /** A letter's class and its word. */
    private record Entry<L extends Layer>(Class<L> letter, OnnxConverter<L> word) {

        Optional<String> write(Layer layer, ExportContext place, String x) {
            return letter.isInstance(layer)
                    ? Optional.of(word.write(letter.cast(layer), place, x))
                    : Optional.empty();
        }
    }

    private static final List<Entry<?>> VOCABULARY =
            List.of(
                    // how layers are combined in another way than as a chain or a concatenation
                    entry(SharedStemConcat.class, CombinationConverters::fork),
                    entry(Residual.class, CombinationConverters::residual),
                    // convolutions and pools
                    entry(Conv2d.class, ConvolutionConverters::conv),
                    entry(TransposedConv2d.class, ConvolutionConverters::transposed),
                    entry(MaxPool2d.class, PoolConverters::max),
                    entry(AvgPool2d.class, PoolConverters::mean),
                    entry(GlobalAvgPool.class, PoolConverters::globalMean),
                    entry(GlobalMaxPool.class, PoolConverters::globalMax),
                    entry(SpatialPyramidPool.class, PoolConverters::pyramid),
                    // activations
                    entry(Relu.class, ActivationConverters::relu),
                    entry(LeakyRelu.class, ActivationConverters::leaky),
                    entry(Rrelu.class, ActivationConverters::randomized),
                    entry(Prelu.class, ActivationConverters::parametric),
                    entry(ShiftedRelu.class, ActivationConverters::shifted),
                    entry(Elu.class, ActivationConverters::elu),
                    entry(Sigmoid.class, ActivationConverters::sigmoid),
                    entry(Tanh.class, ActivationConverters::tanh),
                    entry(Softmax.class, ActivationConverters::softmax),
                    // dense
                    entry(Linear.class, LinearConverters::linear),
                    entry(MaskedLinear.class, LinearConverters::masked),
                    entry(Maxout.class, LinearConverters::maxout),
                    entry(MaxoutChannels.class, LinearConverters::maxoutChannels),
                    // what folding could not take in
                    entry(BatchNorm.class, NormConverters::batch),
                    entry(MeanOnlyBatchNorm.class, NormConverters::meanOnly),
                    entry(UntiedBias.class, NormConverters::untied),
                    // forms, and what is still when testing
                    entry(Flatten.class, ShapeConverters::flatten),
                    entry(Reshape.class, ShapeConverters::reshape),
                    entry(Identity.class, ShapeConverters::still),
                    entry(Tap.class, ShapeConverters::still),
                    entry(Dropout.class, ShapeConverters::still),
                    entry(SpatialDropout.class, ShapeConverters::still),
                    entry(FixedCountDropout.class, ShapeConverters::weaker),
                    entry(GaussianNoise.class, ShapeConverters::still));

    private OnnxConverters() {}

    private static <L extends Layer> Entry<L> entry(Class<L> letter, OnnxConverter<L> word) {
        return new Entry<>(letter, word);
    }

    /** The letters that have a word. */
    static List<Class<?>> letters() {
        return VOCABULARY.stream().<Class<?>>map(Entry::letter).toList();
    }

    /** Writes any letter that has a word. */
    static String write(Layer layer, ExportContext place, String x) {
        return switch (layer.arrangement()) {
            case CHAIN, WRAPPER -> CombinationConverters.chain(layer, place, x);
            case CONCAT -> CombinationConverters.concat(layer, place, x);
            case OTHER -> one(layer, place, x);
        };
    }

    private static String one(Layer layer, ExportContext place, String x) {
        for (Entry<?> entry : VOCABULARY) {
            Optional<String> value = entry.write(layer, place, x);
            if (value.isPresent()) {
                return value.get();
            }
        }
        throw new BadDataException(
                "ONNX needs a net of layers that it has operators for",
                layer + " at " + place.told(),
                "Keep the net as safetensors, or put a layer in its place that has, such as"
                        + " MaxPool2d for a fractional pool");
    }
}
