package dev.hearth.nn.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.nn.Context;
import dev.hearth.nn.Shape;
import dev.hearth.nn.Trial;
import dev.hearth.tensor.Seed;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduledDropoutTest {

    private static final ScheduledDropout LATE = ScheduledDropout.from(10, 0.2).then(30, 0.6);
    private static final Shape IN = new Shape.Vector(1000);

    private static Context at(long step) {
        return Context.training(new Seed(4)).atStep(step);
    }

    /** At each update it is the dropout of the rate that holds then, to the bit. */
    @ParameterizedTest
    @CsvSource({"0, 0", "9, 0", "10, 0.2", "29, 0.2", "30, 0.6", "1000000, 0.6"})
    void an_update_has_the_rate_of_its_stage(long step, double rate) {
        float[] x = Trial.normal(1, 4000);
        assertThat(LATE.rate(step)).isEqualTo(rate);
        assertThat(Trial.apply(LATE, IN, x, at(step)))
                .isEqualTo(Trial.apply(new Dropout(rate), IN, x, at(step)));
    }

    @Test
    void nothing_is_dropped_when_testing_or_initialising() {
        float[] x = Trial.normal(1, 4000);
        for (Context pass :
                List.of(
                        Context.testing(new Seed(1)).atStep(40),
                        Context.initializing(new Seed(1)).atStep(40))) {
            assertThat(Trial.apply(LATE, IN, x, pass)).isEqualTo(x);
        }
    }

    @Test
    void a_pass_keeps_its_update_whatever_else_is_set() {
        Context pass = at(7);
        assertThat(pass.step()).isEqualTo(7);
        assertThat(pass.withNoise().step()).isEqualTo(7);
        assertThat(pass.still().step()).isEqualTo(7);
        assertThat(pass.observedBy((name, x) -> {}).step()).isEqualTo(7);
        assertThat(pass.shard(0, 2, 0, 4).step()).isEqualTo(7);
        assertThat(Context.testing(new Seed(1)).step()).isZero();
        assertThatThrownBy(() -> pass.atStep(-1))
                .hasMessage(
                        "A pass needs a count of updates of 0 or more. Received: updates=-1. Count"
                                + " them from 0.");
    }

    @Test
    void stages_out_of_order_and_rates_that_are_none_are_refused() {
        assertThatThrownBy(() -> new ScheduledDropout(List.of()))
                .hasMessageContaining("Received: []. Put them in order.");
        assertThatThrownBy(() -> LATE.then(30, 0.1)).hasMessageContaining("Put them in order.");
        assertThatThrownBy(() -> ScheduledDropout.from(0, 1))
                .hasMessageContaining("Received: rate=1.0");
        assertThatThrownBy(() -> ScheduledDropout.from(-1, 0.1))
                .hasMessageContaining("Received: from=-1");
    }
}
