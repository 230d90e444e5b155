package dev.hearth.nn.layers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.nn.Layer;
import dev.hearth.nn.Room;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LayersTest {

    /** Words that are shorter than their letter's name. */
    private static final Map<String, String> SHORT =
            Map.of(
                    "conv", "conv2d",
                    "transposedconv", "transposedconv2d",
                    "maxpool", "maxpool2d",
                    "avgpool", "avgpool2d",
                    "fractionalmaxpool", "fractionalmaxpool2d",
                    "regionmaxpool", "regionmaxpool2d",
                    "stochasticpool", "stochasticpool2d",
                    "pyramidpool", "spatialpyramidpool");

    @Test
    void a_word_gives_its_letter_with_what_it_was_told() {
        assertThat(
                        List.of(
                                Layers.relu(),
                                Layers.leakyRelu(0.3),
                                Layers.shiftedRelu(),
                                Layers.prelu(),
                                Layers.rrelu(),
                                Layers.tanh(),
                                Layers.sigmoid(),
                                Layers.softmax(),
                                Layers.maxout(240, 5),
                                Layers.maxoutChannels(3),
                                Layers.batchNorm(),
                                Layers.dropout(0.4),
                                Layers.spatialDropout(0.3),
                                Layers.scheduledDropout(7, 0.3),
                                Layers.fixedCountDropout(0.2),
                                Layers.identity(),
                                Layers.sharedStemConcat(Layers.relu(), List.of(1), Layers.tanh()),
                                Layers.gaussianNoise(0.15)))
                .containsExactly(
                        new Relu(),
                        new LeakyRelu(0.3),
                        new ShiftedRelu(),
                        new Prelu(SlopeSharing.PER_CHANNEL),
                        new Rrelu(),
                        new Tanh(),
                        new Sigmoid(),
                        new Softmax(),
                        new Maxout(240, 5),
                        new MaxoutChannels(3),
                        new BatchNorm(),
                        new Dropout(0.4),
                        new SpatialDropout(0.3),
                        new ScheduledDropout(List.of(new ScheduledDropout.Stage(7, 0.3))),
                        new FixedCountDropout(0.2),
                        new Identity(),
                        new SharedStemConcat(new Relu(), List.of(1), List.of(new Tanh())),
                        new GaussianNoise(0.15));
    }

    @Test
    void there_is_a_word_for_each_layer_and_no_other() {
        Set<String> letters = new HashSet<>();
        Room.records(Layer.class)
                .forEach(type -> letters.add(type.getSimpleName().toLowerCase(Locale.ROOT)));
        Set<String> words = new HashSet<>();
        Arrays.stream(Layers.class.getDeclaredMethods())
                .filter(method -> !method.isSynthetic())
                .map(Method::getName)
                .map(name -> name.toLowerCase(Locale.ROOT))
                .forEach(name -> words.add(SHORT.getOrDefault(name, name)));
        assertThat(words).isEqualTo(letters);
    }
}
