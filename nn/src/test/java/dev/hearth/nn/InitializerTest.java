package dev.hearth.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.nn.init.GlorotNormal;
import dev.hearth.nn.init.GlorotUniform;
import dev.hearth.nn.init.GrahamUniform;
import dev.hearth.nn.init.HeNormal;
import dev.hearth.nn.init.HeUniform;
import dev.hearth.nn.init.LeCunNormal;
import dev.hearth.nn.init.Normal;
import dev.hearth.nn.init.Sparse;
import dev.hearth.nn.init.Uniform;
import dev.hearth.nn.layers.Bias;
import dev.hearth.nn.layers.Linear;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class InitializerTest {

    private static final Fans FANS = new Fans(50, 150);
    private static final long[] SHAPE = {200, 100};

    private static float[] draw(Initializer start, Fans fans, long seed, long... shape) {
        try (var scope = Scope.open()) {
            Tensor drawn = start.draw(shape, fans, RandomTensors.of(new Seed(seed)));
            assertThat(drawn.shape()).isEqualTo(shape);
            return drawn.toFloats();
        }
    }

    static Stream<Arguments> normals() {
        return Stream.of(
                Arguments.of(new HeNormal(), 2.0 / 50),
                Arguments.of(new HeNormal(1), 1.0 / 50),
                Arguments.of(new LeCunNormal(), 1.0 / 50),
                Arguments.of(new GlorotNormal(), 2.0 / 200),
                Arguments.of(new GlorotNormal(4), 32.0 / 200),
                Arguments.of(new Normal(0.05), 0.0025));
    }

    static Stream<Arguments> uniforms() {
        return Stream.of(
                Arguments.of(new HeUniform(), Math.sqrt(6.0 / 50)),
                Arguments.of(new HeUniform(1), Math.sqrt(3.0 / 50)),
                Arguments.of(new GlorotUniform(), Math.sqrt(6.0 / 200)),
                Arguments.of(new GlorotUniform(4), 4 * Math.sqrt(6.0 / 200)),
                Arguments.of(new GrahamUniform(), Math.sqrt(6.0 / 200)),
                Arguments.of(new GrahamUniform(Math.sqrt(2)), Math.sqrt(6.0 / (50 + 75))),
                Arguments.of(new Uniform(0.005), 0.005));
    }

    @ParameterizedTest
    @MethodSource("normals")
    void a_normal_start_has_its_mean_variance_and_kurtosis(Initializer start, double variance) {
        Moments found = Moments.of(draw(start, FANS, 3, SHAPE));
        assertThat(found.mean()).isCloseTo(0, within(4 * Math.sqrt(variance / found.count())));
        assertThat(found.variance()).isCloseTo(variance, within(0.05 * variance));
        assertThat(found.kurtosis()).isCloseTo(3, within(4 * Math.sqrt(24.0 / found.count())));
    }

    @ParameterizedTest
    @MethodSource("uniforms")
    void a_uniform_start_fills_its_bounds_and_has_its_variance(Initializer start, double bound) {
        float[] values = draw(start, FANS, 3, SHAPE);
        double least = bound;
        double greatest = -bound;
        for (float value : values) {
            least = Math.min(least, value);
            greatest = Math.max(greatest, value);
        }
        // 20 000 draws leave a thousandth of the width empty with probability e⁻²⁰
        assertThat(least).isBetween(-bound * (1 + 1e-6), -bound * 0.998);
        assertThat(greatest).isBetween(bound * 0.998, bound * (1 + 1e-6));
        Moments found = Moments.of(values);
        double variance = bound * bound / 3;
        assertThat(found.mean()).isCloseTo(0, within(4 * Math.sqrt(variance / found.count())));
        assertThat(found.variance()).isCloseTo(variance, within(0.05 * variance));
    }

    @Test
    void what_was_drawn_is_freed_once_a_net_has_it() {
        Tensor[] drawn = new Tensor[1];
        Initializer start =
                (shape, fans, chance) -> drawn[0] = new Uniform(1).draw(shape, fans, chance);
        try (var scope = Scope.open()) {
            Layer layer = new Linear(3, Bias.NO, start, start);
            Model net = Model.build(layer, new Shape.Vector(2), new Seed(3), Device.CPU);
            assertThat(net.parameters().value("weight").toFloats()).doesNotContain(0);
            assertThat(drawn[0].isAlive()).isFalse();
        }
    }

    @Test
    void a_sparse_start_has_its_count_in_each_unit_at_places_of_its_own() {
        int units = 2000;
        int inputs = 20;
        int nonzeros = 5;
        float[] values = draw(new Sparse(nonzeros, 0.5), FANS, 4, units, 4, 5);
        int[] byPlace = new int[inputs];
        float[] drawn = new float[units * nonzeros];
        int next = 0;
        for (int unit = 0; unit < units; unit++) {
            int count = 0;
            for (int place = 0; place < inputs; place++) {
                float value = values[unit * inputs + place];
                if (value != 0) {
                    count++;
                    byPlace[place]++;
                    drawn[next++] = value;
                }
            }
            assertThat(count).isEqualTo(nonzeros);
        }
        double share = (double) nonzeros / inputs;
        double deviation = Math.sqrt(units * share * (1 - share));
        for (int count : byPlace) {
            assertThat((double) count).isCloseTo(units * share, within(4 * deviation));
        }
        Moments found = Moments.of(drawn);
        assertThat(found.mean()).isCloseTo(0, within(4 * 0.5 / Math.sqrt(drawn.length)));
        assertThat(found.variance()).isCloseTo(0.25, within(0.05 * 0.25));
    }

    @Test
    void the_seed_decides() {
        for (Initializer start :
                new Initializer[] {
                    new HeNormal(), new Uniform(1), new Sparse(3, 1), new GrahamUniform(2)
                }) {
            assertThat(draw(start, FANS, 1, 10, 10)).isEqualTo(draw(start, FANS, 1, 10, 10));
            assertThat(draw(start, FANS, 1, 10, 10)).isNotEqualTo(draw(start, FANS, 2, 10, 10));
        }
    }

    @Test
    void what_makes_no_sense_is_refused() {
        assertThatThrownBy(() -> new Uniform(0))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Uniform needs radius above 0. Received: radius=0.0. Use Constant for one"
                                + " value everywhere.");
        assertThatThrownBy(() -> new Normal(-1)).hasMessageContaining("deviation=-1.0");
        assertThatThrownBy(() -> new HeUniform(Double.NaN)).hasMessageContaining("gain=NaN");
        assertThatThrownBy(() -> new GlorotUniform(0)).hasMessageContaining("scale=0.0");
        assertThatThrownBy(() -> new GlorotNormal(0)).hasMessageContaining("scale=0.0");
        assertThatThrownBy(() -> new Sparse(1, 0)).hasMessageContaining("deviation=0.0");
        assertThatThrownBy(() -> new Sparse(0, 1))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Sparse needs at least one nonzero weight a unit. Received: nonzeros=0. Use"
                                + " 15 as in the paper, or Constant for zeros.");
        assertThatThrownBy(() -> draw(new Sparse(15, 1), FANS, 1, 3, 14))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Sparse needs as many inputs a unit as it has nonzero weights. Received:"
                                + " nonzeros=15 of 14 inputs. Use fewer, or Normal for all.");
        assertThatThrownBy(() -> new GrahamUniform(0.5))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "GrahamUniform needs a reduction of 1 or more. Received: reduction=0.5. Use"
                                + " stride × pooling factor, 1 where there is neither.");
    }

    private record Moments(int count, double mean, double variance, double kurtosis) {
        static Moments of(float[] values) {
            double mean = 0;
            for (float value : values) {
                mean += value / (double) values.length;
            }
            double second = 0;
            double fourth = 0;
            for (float value : values) {
                double square = (value - mean) * (value - mean);
                second += square / values.length;
                fourth += square * square / values.length;
            }
            return new Moments(values.length, mean, second, fourth / (second * second));
        }
    }
}
