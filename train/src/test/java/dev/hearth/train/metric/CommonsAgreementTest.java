package dev.hearth.train.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.numbers.gamma.Erf;
import org.apache.commons.statistics.distribution.TDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The functions that the metrics take from Commons Statistics and Numbers, held against Commons Math. */
class CommonsAgreementTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 9, 29, 99, 999})
    void the_quantiles_of_t_agree(int degrees) {
        for (double level : new double[] {0.5, 0.8, 0.9, 0.95, 0.99, 0.999}) {
            double p = (1 + level) / 2;
            // Commons Math stops its root finder at 1e-9 unless told otherwise.
            double theirs =
                    new org.apache.commons.math3.distribution.TDistribution(degrees, 1e-15)
                            .inverseCumulativeProbability(p);
            double ours = TDistribution.of(degrees).inverseCumulativeProbability(p);
            assertThat(ours / theirs).as("p = %s", p).isCloseTo(1, within(1e-12));
        }
    }

    @Test
    void the_error_function_agrees() {
        for (int i = -600; i <= 600; i++) {
            double x = i / 100.0;
            assertThat(Erf.value(x))
                    .as("erf(%s)", x)
                    .isCloseTo(org.apache.commons.math3.special.Erf.erf(x), within(1e-12));
        }
    }
}
