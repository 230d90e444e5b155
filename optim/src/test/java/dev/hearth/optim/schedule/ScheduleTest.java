package dev.hearth.optim.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import dev.hearth.nn.json.LayerJson;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ScheduleTest {

    private static final ObjectMapper JSON =
            LayerJson.standard()
                    .with(schedules().map(Schedule::getClass).distinct().toArray(Class<?>[]::new))
                    .mapper();

    static Stream<Schedule> schedules() {
        return Stream.of(
                new ConstantSchedule(0.01),
                StepSchedule.bySteps(0.01)
                        .then(35_000, 0.005)
                        .then(85_000, 5e-4)
                        .then(135_000, 5e-5),
                StepSchedule.byEpochs(0.1).then(30, 0.01),
                new Exponential(0.045).by(0.94).everyEpochs(2),
                new Exponential(0.1, 0.5, 2.5, EpochRounding.SMOOTH),
                new ExponentialPerStep(0.1, 1.000004, 1e-6),
                new LinearToZero(0.003, 100, 200, EpochRounding.STAIRCASE),
                new Ramp(0.5, 0.7, 1, 250, EpochRounding.STAIRCASE),
                new ExponentialDecay(0.003, 0.01, EpochRounding.SMOOTH));
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void survives_json_as_a_schedule(Schedule schedule) throws Exception {
        String text = JSON.writerFor(Schedule.class).writeValueAsString(schedule);
        assertThat(JSON.readValue(text, Schedule.class)).isEqualTo(schedule);
    }

    @Test
    void names_its_type_in_json() throws Exception {
        assertThat(JSON.writerFor(Schedule.class).writeValueAsString(new ConstantSchedule(0.5)))
                .isEqualTo("{\"type\":\"ConstantSchedule\",\"value\":0.5}");
        assertThat(
                        JSON.writerFor(Schedule.class)
                                .writeValueAsString(StepSchedule.byEpochs(1).then(3, 0.5)))
                .isEqualTo(
                        "{\"type\":\"StepSchedule\",\"unit\":\"EPOCHS\",\"start\":1.0,"
                                + "\"milestones\":[{\"from\":3,\"value\":0.5}]}");
    }

    @Test
    void json_cannot_smuggle_in_a_bad_number() {
        assertThatThrownBy(
                        () ->
                                JSON.readValue(
                                        "{\"type\":\"ExponentialDecay\",\"start\":1,\"decay\":-1,"
                                                + "\"progress\":\"SMOOTH\"}",
                                        Schedule.class))
                .isInstanceOf(ValueInstantiationException.class)
                .hasMessageContaining("ExponentialDecay needs decay ≥ 0. Received: decay=-1.0.");
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void refuses_progress_that_cannot_be(Schedule schedule) {
        String start = "A schedule needs step ≥ 0 and stepsPerEpoch ≥ 1. Received: ";
        String mend = ". Count steps from 0, and give the count of batches in an epoch.";
        assertThatThrownBy(() -> schedule.at(-1, 10))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(start + "step=-1, stepsPerEpoch=10" + mend);
        assertThatThrownBy(() -> schedule.at(0, 0))
                .hasMessage(start + "step=0, stepsPerEpoch=0" + mend);
    }

    @Test
    void constant_never_moves() {
        assertThat(new ConstantSchedule(0.25).at(0, 1)).isEqualTo(0.25);
        assertThat(new ConstantSchedule(0.25).at(1L << 40, 7)).isEqualTo(0.25);
    }

    @Test
    void step_is_the_elu_papers_rate_on_both_sides_of_each_milestone() {
        Schedule rate =
                StepSchedule.bySteps(0.01)
                        .then(35_000, 0.005)
                        .then(85_000, 5e-4)
                        .then(135_000, 5e-5);
        assertThat(rate.at(0, 500)).isEqualTo(0.01);
        assertThat(rate.at(34_999, 500)).isEqualTo(0.01);
        assertThat(rate.at(35_000, 500)).isEqualTo(0.005);
        assertThat(rate.at(84_999, 500)).isEqualTo(0.005);
        assertThat(rate.at(85_000, 500)).isEqualTo(5e-4);
        assertThat(rate.at(134_999, 500)).isEqualTo(5e-4);
        assertThat(rate.at(135_000, 500)).isEqualTo(5e-5);
        assertThat(rate.at(165_000, 500)).isEqualTo(5e-5);
    }

    @Test
    void step_by_epochs_changes_with_the_first_step_of_the_epoch() {
        Schedule rate = StepSchedule.byEpochs(0.1).then(2, 0.01);
        assertThat(rate.at(19, 10)).isEqualTo(0.1);
        assertThat(rate.at(20, 10)).isEqualTo(0.01);
    }

    @Test
    void step_refuses_milestones_out_of_order() {
        assertThatThrownBy(() -> StepSchedule.bySteps(1).then(5, 0.5).then(5, 0.1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Step needs rising milestones. Received: 5 after 5. Put them in order.");
    }

    @Test
    void exponential_is_inceptions_rate_in_stairs() {
        Schedule rate = new Exponential(0.045).by(0.94).everyEpochs(2);
        assertThat(rate.at(0, 100)).isEqualTo(0.045);
        assertThat(rate.at(199, 100)).isEqualTo(0.045);
        assertThat(rate.at(200, 100)).isCloseTo(0.0423, within(1e-15));
        assertThat(rate.at(399, 100)).isCloseTo(0.0423, within(1e-15));
        assertThat(rate.at(400, 100)).isCloseTo(0.039762, within(1e-15));
    }

    /** A period's end is a whole step, which a quotient of rounded numbers can miss by a digit. */
    @Test
    void stairs_change_with_the_first_step_behind_a_period_of_fractions_of_an_epoch() {
        for (int tenths = 1; tenths <= 40; tenths++) {
            Schedule rate = new Exponential(1).by(0.5).everyEpochs(tenths / 10.0);
            for (int periods = 1; periods <= 100; periods++) {
                long end = 5L * tenths * periods;
                double half = Math.pow(0.5, periods);
                assertThat(rate.at(end, 50)).isEqualTo(half);
                assertThat(rate.at(end - 1, 50)).isEqualTo(2 * half);
            }
        }
    }

    @Test
    void whole_epochs_are_counted_exactly_however_many_steps_they_have() {
        for (long steps : new long[] {1, 3, 390, 1_000_003, 1L << 31}) {
            for (long epochs : new long[] {1, 3, 7, 1_000, 100_003}) {
                Schedule rate = new Ramp(0, 1 << 20, 0, 1 << 20, EpochRounding.STAIRCASE);
                assertThat(rate.at(steps * epochs, steps)).isEqualTo(epochs);
                assertThat(rate.at(steps * epochs - 1, steps)).isEqualTo(epochs - 1);
            }
        }
    }

    @Test
    void exponential_is_smooth_when_asked() {
        Schedule rate = new Exponential(1).by(0.25).everyEpochs(2).with(EpochRounding.SMOOTH);
        assertThat(rate.at(10, 10)).isCloseTo(0.5, within(1e-15));
        assertThat(rate.at(20, 10)).isCloseTo(0.25, within(1e-15));
        assertThat(rate.at(25, 10)).isCloseTo(0.1767766952966369, within(1e-15));
    }

    @Test
    void exponential_per_step_falls_to_its_floor() {
        Schedule rate = new ExponentialPerStep(0.1, 1.000004, 1e-6);
        assertThat(rate.at(0, 600)).isEqualTo(0.1);
        assertThat(rate.at(1, 600)).isCloseTo(0.0999996000016, within(1e-15));
        // ln(1e5) / ln(1.000004) = 2 878 237.1…
        assertThat(rate.at(2_878_237, 600)).isGreaterThan(1e-6);
        assertThat(rate.at(2_878_238, 600)).isEqualTo(1e-6);
        assertThat(rate.at(Long.MAX_VALUE, 600)).isEqualTo(1e-6);
    }

    @Test
    void linear_to_zero_is_the_weight_normalisation_recipe() {
        Schedule rate = new LinearToZero(0.003, 100, 200, EpochRounding.STAIRCASE);
        assertThat(rate.at(0, 500)).isEqualTo(0.003);
        assertThat(rate.at(100 * 500, 500)).isEqualTo(0.003);
        assertThat(rate.at(101 * 500 - 1, 500)).isEqualTo(0.003);
        assertThat(rate.at(101 * 500, 500)).isCloseTo(0.00297, within(1e-15));
        assertThat(rate.at(150 * 500, 500)).isCloseTo(0.0015, within(1e-15));
        assertThat(rate.at(199 * 500, 500)).isCloseTo(0.00003, within(1e-15));
        assertThat(rate.at(200 * 500, 500)).isZero();
        assertThat(rate.at(300 * 500, 500)).isZero();
        Schedule smooth = new LinearToZero(1, 1, 2, EpochRounding.SMOOTH);
        assertThat(smooth.at(15, 10)).isCloseTo(0.5, within(1e-15));
    }

    @Test
    void ramp_is_the_gans_momentum() {
        Schedule momentum = new Ramp(0.5, 0.7, 1, 250, EpochRounding.STAIRCASE);
        assertThat(momentum.at(0, 10)).isEqualTo(0.5);
        assertThat(momentum.at(19, 10)).isEqualTo(0.5);
        assertThat(momentum.at(20, 10)).isCloseTo(0.5 + 0.2 / 249, within(1e-15));
        assertThat(momentum.at(2499, 10)).isCloseTo(0.7 - 0.2 / 249, within(1e-15));
        assertThat(momentum.at(2500, 10)).isEqualTo(0.7);
        assertThat(momentum.at(9999, 10)).isEqualTo(0.7);
    }

    @Test
    void graham_falls_by_e_to_the_minus_c_each_epoch() {
        Schedule rate = new ExponentialDecay(0.003, 0.01, EpochRounding.STAIRCASE);
        assertThat(rate.at(599, 600)).isEqualTo(0.003);
        assertThat(rate.at(600, 600)).isCloseTo(0.00297014950125, within(1e-14));
        assertThat(rate.at(6000, 600)).isCloseTo(0.00271451225411, within(1e-14));
        Schedule smooth = new ExponentialDecay(1, 2, EpochRounding.SMOOTH);
        assertThat(smooth.at(5, 10)).isCloseTo(0.36787944117144233, within(1e-15));
    }

    @Test
    void bad_numbers_are_refused_by_name() {
        assertThatThrownBy(() -> new Exponential(0.1).by(0))
                .hasMessage(
                        "Exponential needs factor > 0. Received: factor=0.0. "
                                + "Give a finite number above it.");
        assertThatThrownBy(() -> new ExponentialPerStep(1e-7, 2, 1e-6))
                .hasMessage(
                        "ExponentialPerStep needs start ≥ 1.0E-6. Received: start=1.0E-7. "
                                + "Give a finite number that is not below it.");
        assertThatThrownBy(() -> new LinearToZero(1, 200, 100, EpochRounding.SMOOTH))
                .hasMessage(
                        "LinearToZero needs toEpoch > 200. Received: toEpoch=100.0. "
                                + "Give a finite number above it.");
        assertThatThrownBy(() -> new ConstantSchedule(Double.NaN))
                .hasMessage(
                        "Constant needs a finite value. Received: value=NaN. Give a plain number.");
    }
}
