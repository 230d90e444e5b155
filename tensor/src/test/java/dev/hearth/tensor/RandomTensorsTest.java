package dev.hearth.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RandomTensorsTest {

    private static final int COUNT = 100_000;

    private static double[] meanAndVariance(float[] values) {
        double mean = 0;
        for (float value : values) {
            mean += (double) value / values.length;
        }
        double variance = 0;
        for (float value : values) {
            variance += (value - mean) * (value - mean) / values.length;
        }
        return new double[] {mean, variance};
    }

    @Test
    void normal_numbers_have_the_mean_and_the_variance_asked_for() {
        try (var scope = Scope.open()) {
            double[] found =
                    meanAndVariance(RandomTensors.of(new Seed(1)).normal(3, 2, COUNT).toFloats());
            assertThat(found[0]).isCloseTo(3, within(5 * 2 / Math.sqrt(COUNT)));
            assertThat(found[1]).isCloseTo(4, within(5 * 4 * Math.sqrt(2.0 / COUNT)));
        }
    }

    @Test
    void uniform_numbers_fill_their_interval() {
        try (var scope = Scope.open()) {
            float[] drawn = RandomTensors.of(new Seed(2)).uniform(-1, 3, COUNT).toFloats();
            for (float value : drawn) {
                assertThat(value).isBetween(-1f, 3f);
            }
            double[] found = meanAndVariance(drawn);
            assertThat(found[0]).isCloseTo(1, within(5 * 4 / Math.sqrt(12.0 * COUNT)));
            assertThat(found[1]).isCloseTo(16 / 12.0, within(0.02));
        }
    }

    @Test
    void ones_come_with_their_probability() {
        try (var scope = Scope.open()) {
            float[] drawn = RandomTensors.of(new Seed(3)).bernoulli(0.3, COUNT).toFloats();
            for (float value : drawn) {
                assertThat(value == 0 || value == 1).isTrue();
            }
            double deviation = Math.sqrt(0.3 * 0.7 / COUNT);
            assertThat(meanAndVariance(drawn)[0]).isCloseTo(0.3, within(5 * deviation));
            assertThat(RandomTensors.of(new Seed(3)).bernoulli(0, 50).sum().item()).isZero();
            assertThat(RandomTensors.of(new Seed(3)).bernoulli(1, 50).sum().item()).isEqualTo(50);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1e-9, 0.3, 0.5, 0.8, 0x1.fffffffffffffp-1, 1})
    void ones_are_where_libtorch_s_own_generator_puts_them(double probability) {
        try (var scope = Scope.open()) {
            Seed seed = new Seed(-6);
            float[] drawn = RandomTensors.of(seed).bernoulli(probability, 1001).toFloats();
            Tensor theirs = Tensor.empty(DType.FLOAT32, 1001);
            try (Generator generator = torch.make_generator_cpu(seed.child(0).value());
                    GeneratorOptional from = new GeneratorOptional(generator)) {
                theirs.raw().bernoulli_(probability, from);
            }
            assertThat(drawn).isEqualTo(theirs.toFloats());
            float[] masked = RandomTensors.of(seed).mask(probability, 1.25, 1001).toFloats();
            for (int i = 0; i < drawn.length; i++) {
                assertThat(masked[i]).isEqualTo(drawn[i] * 1.25f);
            }
        }
    }

    @Test
    void draws_of_one_source_differ_and_come_again_in_the_same_order() {
        try (var scope = Scope.open()) {
            RandomTensors one = RandomTensors.of(new Seed(4));
            RandomTensors other = RandomTensors.of(new Seed(4));
            float[] first = one.normal(0, 1, 20).toFloats();
            float[] second = one.normal(0, 1, 20).toFloats();
            assertThat(first).isNotEqualTo(second);
            assertThat(other.normal(0, 1, 20).toFloats()).isEqualTo(first);
            assertThat(other.normal(0, 1, 20).toFloats()).isEqualTo(second);
        }
    }

    @Test
    void impossible_distributions_are_refused() {
        try (var scope = Scope.open()) {
            RandomTensors random = RandomTensors.of(new Seed(5));
            assertThatThrownBy(() -> random.normal(0, -1, 2)).isInstanceOf(LibTorchException.class);
            assertThatThrownBy(() -> random.uniform(2, 1, 2)).isInstanceOf(LibTorchException.class);
            assertThatThrownBy(() -> random.bernoulli(1.5, 2))
                    .isInstanceOf(LibTorchException.class);
            assertThatThrownBy(() -> random.bernoulli(Double.NaN, 2))
                    .isInstanceOf(LibTorchException.class);
        }
    }
}
