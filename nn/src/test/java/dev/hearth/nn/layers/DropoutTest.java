package dev.hearth.nn.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.nn.Complexity;
import dev.hearth.nn.Context;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Shape;
import dev.hearth.nn.Trial;
import dev.hearth.tensor.Seed;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DropoutTest {

    private static final int COUNT = 40_000;

    private static float[] ones(int count) {
        float[] ones = new float[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static float[] trained(Layer layer, Shape in, float[] x, long seed) {
        return Trial.apply(layer, in, x, Context.training(new Seed(seed)));
    }

    static Stream<Layer> all() {
        return Stream.of(
                new Dropout(0.5),
                new SpatialDropout(0.5),
                new FixedCountDropout(0.5),
                new GaussianNoise(0.5));
    }

    @ParameterizedTest
    @MethodSource("all")
    void the_same_seed_gives_the_same_mask_and_another_another(Layer layer) {
        Shape in = new Shape.Image(32, 2, 2);
        float[] x = Trial.normal(1, 256);
        assertThat(trained(layer, in, x, 1)).isEqualTo(trained(layer, in, x, 1));
        assertThat(trained(layer, in, x, 1)).isNotEqualTo(trained(layer, in, x, 2));
        assertThat(trained(layer, in, x, 1)).isNotEqualTo(x);
        assertThat(layer.out(in)).isEqualTo(in);
        assertThat(layer.cost(in)).isEqualTo(Complexity.NONE);
    }

    @Test
    void nothing_happens_when_testing_or_initialising() {
        Shape in = new Shape.Image(4, 2, 2);
        float[] x = Trial.normal(1, 32);
        for (Layer layer :
                List.of(new Dropout(0.5), new SpatialDropout(0.5), new GaussianNoise(0.5))) {
            assertThat(Trial.apply(layer, in, x, Context.testing(new Seed(1)))).isEqualTo(x);
            assertThat(Trial.apply(layer, in, x, Context.initializing(new Seed(1)))).isEqualTo(x);
        }
    }

    @Test
    void nothing_happens_at_rate_0() {
        Shape in = new Shape.Vector(8);
        float[] x = Trial.normal(1, 16);
        for (Layer layer :
                List.of(
                        new Dropout(0),
                        new SpatialDropout(0),
                        new FixedCountDropout(0),
                        new GaussianNoise(0))) {
            assertThat(trained(layer, in, x, 1)).isEqualTo(x);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.2, 0.5, 0.9})
    void dropout_drops_its_share_and_keeps_the_mean(double rate) {
        float[] y = trained(new Dropout(rate), new Shape.Vector(COUNT / 4), ones(COUNT), 6);
        int kept = 0;
        double sum = 0;
        for (float value : y) {
            if (value != 0) {
                assertThat((double) value).isCloseTo(1 / (1 - rate), within(1e-6 / (1 - rate)));
                kept++;
            }
            sum += value;
        }
        double deviation = Math.sqrt(COUNT * rate * (1 - rate));
        assertThat((double) kept).isCloseTo(COUNT * (1 - rate), within(4 * deviation));
        assertThat(sum / COUNT).isCloseTo(1, within(4 * deviation / COUNT / (1 - rate)));
    }

    @Test
    void dropout_multiplies_by_its_mask() {
        Shape in = new Shape.Image(8, 3, 3);
        float[] x = Trial.normal(1, 144);
        float[] mask = trained(new Dropout(0.5), in, ones(144), 2);
        float[] y = trained(new Dropout(0.5), in, x, 2);
        for (int i = 0; i < x.length; i++) {
            assertThat(y[i]).isEqualTo(x[i] * mask[i]);
        }
    }

    @Test
    void feature_dropout_drops_whole_channels_of_each_example() {
        int channels = 200;
        int examples = 20;
        Shape in = new Shape.Image(channels, 2, 3);
        double rate = 0.3;
        float[] y = trained(new SpatialDropout(rate), in, ones(examples * channels * 6), 6);
        int kept = 0;
        for (int channel = 0; channel < examples * channels; channel++) {
            float first = y[channel * 6];
            for (int place = 1; place < 6; place++) {
                assertThat(y[channel * 6 + place]).isEqualTo(first);
            }
            if (first != 0) {
                assertThat((double) first).isCloseTo(1 / 0.7, within(1e-6));
                kept++;
            }
        }
        int count = examples * channels;
        double deviation = Math.sqrt(count * rate * (1 - rate));
        assertThat((double) kept).isCloseTo(count * 0.7, within(4 * deviation));
        assertThat(Arrays.copyOf(y, channels * 6))
                .isNotEqualTo(Arrays.copyOfRange(y, channels * 6, 2 * channels * 6));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 10, 33})
    void fixed_count_dropout_keeps_exactly_its_count_for_the_whole_batch(int seed) {
        int channels = 33;
        double rate = 0.3;
        int expected = 23; // ⌊33·0.7⌋
        Shape in = new Shape.Image(channels, 2, 2);
        float[] y = trained(new FixedCountDropout(rate), in, ones(3 * channels * 4), seed);
        assertThat(y).containsOnly(0, 1);
        int kept = 0;
        for (int channel = 0; channel < channels; channel++) {
            kept += (int) y[channel * 4];
            for (int example = 0; example < 3; example++) {
                for (int place = 0; place < 4; place++) {
                    assertThat(y[(example * channels + channel) * 4 + place])
                            .isEqualTo(y[channel * 4]);
                }
            }
        }
        assertThat(kept).isEqualTo(expected);
    }

    @Test
    void fixed_count_dropout_keeps_each_feature_alike_often() {
        int trials = 1000;
        double[] kept = new double[5];
        for (int seed = 0; seed < trials; seed++) {
            float[] y = trained(new FixedCountDropout(0.6), new Shape.Vector(5), ones(5), seed);
            for (int i = 0; i < y.length; i++) {
                kept[i] += y[i];
            }
        }
        double deviation = Math.sqrt(trials * 0.4 * 0.6);
        for (double count : kept) {
            assertThat(count).isCloseTo(trials * 0.4, within(4 * deviation));
        }
    }

    @Test
    void fixed_count_dropout_scales_when_testing() {
        float[] y =
                Trial.apply(
                        new FixedCountDropout(0.25),
                        new Shape.Vector(4),
                        new float[] {4, 8, -12, 1},
                        Context.testing(new Seed(1)));
        assertThat(y).containsExactly(3, 6, -9, 0.75f);
    }

    @Test
    void fixed_count_dropout_rounds_as_on_paper_and_keeps_at_least_one() {
        float[] y = trained(new FixedCountDropout(0.9), new Shape.Vector(10), ones(10), 1);
        assertThat(y).containsOnlyOnce(1);
        assertThatThrownBy(() -> new FixedCountDropout(0.9).out(new Shape.Vector(9)))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "FixedCountDropout needs to keep at least one feature. Received: rate=0.9 of"
                                + " 9 features. Drop less, or use Dropout.");
    }

    @Test
    void gaussian_noise_has_its_deviation_and_no_mean() {
        double deviation = 0.15;
        float[] y =
                trained(new GaussianNoise(deviation), new Shape.Vector(COUNT / 4), ones(COUNT), 8);
        double sum = 0;
        double squares = 0;
        for (float value : y) {
            sum += value - 1;
            squares += (value - 1.0) * (value - 1.0);
        }
        assertThat(sum / COUNT).isCloseTo(0, within(4 * deviation / Math.sqrt(COUNT)));
        // the deviation of s² is σ²√(2/n)
        double variance = deviation * deviation;
        assertThat(squares / COUNT)
                .isCloseTo(variance, within(4 * variance * Math.sqrt(2.0 / COUNT)));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1, Double.NaN})
    void a_rate_outside_of_0_to_1_is_refused(double rate) {
        String rest =
                " needs 0 ≤ rate < 1, the share that is dropped. Received: rate="
                        + rate
                        + ". Use 1 − keep for a share that is kept.";
        assertThatThrownBy(() -> new Dropout(rate))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Dropout" + rest);
        assertThatThrownBy(() -> new SpatialDropout(rate)).hasMessage("SpatialDropout" + rest);
        assertThatThrownBy(() -> new FixedCountDropout(rate))
                .hasMessage("FixedCountDropout" + rest);
    }

    @Test
    void a_negative_deviation_is_refused() {
        assertThatThrownBy(() -> new GaussianNoise(-1))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "GaussianNoise needs a deviation of 0 or more. Received: deviation=-1.0. Use"
                                + " 0.15 as in weight normalisation.");
    }
}
