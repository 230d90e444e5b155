package dev.hearth.export.onnx;

import dev.hearth.data.BadData;
import dev.hearth.nn.Flatten;
import dev.hearth.nn.Identity;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Reshape;
import dev.hearth.nn.Tap;
import dev.hearth.nn.activation.Elu;
import dev.hearth.nn.activation.LeakyRelu;
import dev.hearth.nn.activation.Prelu;
import dev.hearth.nn.activation.Relu;
import dev.hearth.nn.activation.Rrelu;
import dev.hearth.nn.activation.ShiftedRelu;
import dev.hearth.nn.activation.Sigmoid;
import dev.hearth.nn.activation.Softmax;
import dev.hearth.nn.activation.Tanh;
import dev.hearth.nn.combine.Composite;
import dev.hearth.nn.combine.Concat;
import dev.hearth.nn.combine.Fork;
import dev.hearth.nn.combine.Frozen;
import dev.hearth.nn.combine.HeadOnly;
import dev.hearth.nn.combine.Named;
import dev.hearth.nn.combine.Repeat;
import dev.hearth.nn.combine.Residual;
import dev.hearth.nn.combine.Sequence;
import dev.hearth.nn.conv.Conv2d;
import dev.hearth.nn.conv.TransposedConv2d;
import dev.hearth.nn.dense.Linear;
import dev.hearth.nn.dense.MaskedLinear;
import dev.hearth.nn.dense.Maxout;
import dev.hearth.nn.dense.MaxoutChannels;
import dev.hearth.nn.dropout.Dropout;
import dev.hearth.nn.dropout.FeatureDropout;
import dev.hearth.nn.dropout.FixedCountDropout;
import dev.hearth.nn.dropout.GaussianNoise;
import dev.hearth.nn.norm.BatchNorm;
import dev.hearth.nn.norm.MeanOnlyBatchNorm;
import dev.hearth.nn.pool.AvgPool2d;
import dev.hearth.nn.pool.GlobalAvgPool;
import dev.hearth.nn.pool.GlobalMaxPool;
import dev.hearth.nn.pool.MaxPool2d;
import dev.hearth.nn.pool.SpatialPyramidPool;
import dev.hearth.zoo.gan.UntiedBias;
import java.util.List;
import java.util.Optional;

/** The vocabulary: which letter is said by which word. */
final class Words {

    /** A letter's class and its word. */
    private record Entry<L extends Layer>(Class<L> letter, Word<L> word) {

        Optional<String> write(Layer layer, Place place, String x) {
            return letter.isInstance(layer)
                    ? Optional.of(word.write(letter.cast(layer), place, x))
                    : Optional.empty();
        }
    }

    private static final List<Entry<?>> VOCABULARY =
            List.of(
                    // how layers are combined
                    entry(Sequence.class, Combinations::sequence),
                    entry(Concat.class, Combinations::concat),
                    entry(Fork.class, Combinations::fork),
                    entry(Residual.class, Combinations::residual),
                    entry(Named.class, Combinations::named),
                    entry(Composite.class, (letter, at, x) -> write(letter.body(), at, x)),
                    entry(Repeat.class, (letter, at, x) -> write(letter.written(), at, x)),
                    entry(Frozen.class, (letter, at, x) -> write(letter.net(), at, x)),
                    entry(HeadOnly.class, (letter, at, x) -> write(letter.net(), at, x)),
                    // convolutions and pools
                    entry(Conv2d.class, Convolutions::conv),
                    entry(TransposedConv2d.class, Convolutions::transposed),
                    entry(MaxPool2d.class, Pools::max),
                    entry(AvgPool2d.class, Pools::mean),
                    entry(GlobalAvgPool.class, Pools::globalMean),
                    entry(GlobalMaxPool.class, Pools::globalMax),
                    entry(SpatialPyramidPool.class, Pools::pyramid),
                    // activations
                    entry(Relu.class, Activations::relu),
                    entry(LeakyRelu.class, Activations::leaky),
                    entry(Rrelu.class, Activations::randomized),
                    entry(Prelu.class, Activations::parametric),
                    entry(ShiftedRelu.class, Activations::shifted),
                    entry(Elu.class, Activations::elu),
                    entry(Sigmoid.class, Activations::sigmoid),
                    entry(Tanh.class, Activations::tanh),
                    entry(Softmax.class, Activations::softmax),
                    // dense
                    entry(Linear.class, Sums::linear),
                    entry(MaskedLinear.class, Sums::masked),
                    entry(Maxout.class, Sums::maxout),
                    entry(MaxoutChannels.class, Sums::maxoutChannels),
                    // what folding could not take in
                    entry(BatchNorm.class, Norms::batch),
                    entry(MeanOnlyBatchNorm.class, Norms::meanOnly),
                    entry(UntiedBias.class, Norms::untied),
                    // forms, and what is still when testing
                    entry(Flatten.class, Forms::flatten),
                    entry(Reshape.class, Forms::reshape),
                    entry(Identity.class, Forms::still),
                    entry(Tap.class, Forms::still),
                    entry(Dropout.class, Forms::still),
                    entry(FeatureDropout.class, Forms::still),
                    entry(FixedCountDropout.class, Forms::weaker),
                    entry(GaussianNoise.class, Forms::still));

    private Words() {}

    private static <L extends Layer> Entry<L> entry(Class<L> letter, Word<L> word) {
        return new Entry<>(letter, word);
    }

    /** The letters that have a word. */
    static List<Class<?>> letters() {
        return VOCABULARY.stream().<Class<?>>map(Entry::letter).toList();
    }

    /** Writes any letter that has a word. */
    static String write(Layer layer, Place place, String x) {
        for (Entry<?> entry : VOCABULARY) {
            Optional<String> value = entry.write(layer, place, x);
            if (value.isPresent()) {
                return value.get();
            }
        }
        throw new BadData(
                "ONNX needs a net of layers that it has operators for",
                layer + " at " + place.told(),
                "Keep the net as safetensors, or put a layer in its place that has, such as"
                        + " MaxPool2d for a fractional pool");
    }
}
