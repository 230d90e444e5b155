package dev.hearth.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.nn.Complexity;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.Layers;
import dev.hearth.nn.layers.Linear;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MovingAverageTest {

    /** Keeps a number that is not learned. */
    private record Keeper() implements Layer {

        @Override
        public Shape out(Shape in) {
            return in;
        }

        @Override
        public Complexity cost(Shape in) {
            return Complexity.NONE;
        }

        @Override
        public Forward build(Shape in, Parameters home) {
            home.buffer("mean", 0, in.count());
            return (x, pass) -> x;
        }
    }

    private static Parameters home() {
        return Model.build(
                        Layers.sequence(new Keeper(), new Linear(2)),
                        new Shape.Vector(5),
                        new Seed(7),
                        Device.CPU)
                .parameters();
    }

    private static void move(Parameters home, int step) {
        home.values().copyInPlace(Home.draw(home, new Seed(13).child(step), 1));
        home.state().fillInPlace(step);
    }

    @ParameterizedTest
    @EnumSource
    void agrees_with_its_twin(MovingAverage.Beginning beginning) {
        try (var run = Scope.open()) {
            Parameters home = home();
            RunningAverage average = new MovingAverage(0.8, beginning).over(home);
            double[] expected = new double[(int) home.values().count()];
            double kept = 0;
            for (int t = 0; t < 20; t++) {
                move(home, t);
                average.update();
                double decay =
                        beginning == MovingAverage.Beginning.AT_ONCE
                                ? 0.8
                                : Math.min(0.8, (1.0 + t) / (10.0 + t));
                decay = t == 0 ? 0 : decay;
                float[] w = home.values().toFloats();
                kept = decay * kept + (1 - decay) * t;
                for (int i = 0; i < w.length; i++) {
                    expected[i] = decay * expected[i] + (1 - decay) * w[i];
                }
                assertThat(average.state().get("values").toDoubles())
                        .containsExactly(expected, within(1e-6));
                assertThat((double) average.state().get("kept").toFloats()[0])
                        .isCloseTo(kept, within(1e-5));
            }
        }
    }

    @Test
    void averages_stand_in_and_the_own_numbers_come_back_bit_for_bit() {
        try (var run = Scope.open()) {
            Parameters home = home();
            RunningAverage average = new MovingAverage(0.9).over(home);
            for (int t = 0; t < 4; t++) {
                move(home, t);
                average.update();
            }
            float[] own = home.values().toFloats();
            float[] ownKept = home.state().toFloats();
            float[] mean = average.state().get("values").toFloats();
            float[] meanKept = average.state().get("kept").toFloats();
            try (var standIn = average.standIn()) {
                assertThat(home.values().toFloats()).isEqualTo(mean).isNotEqualTo(own);
                assertThat(home.state().toFloats()).isEqualTo(meanKept).isNotEqualTo(ownKept);
                assertThat(home.value("1.weight").toFloats()[0]).isEqualTo(mean[0]);
                standIn.close();
                assertThat(home.values().toFloats()).isEqualTo(own);
            }
            assertThat(home.values().toFloats()).isEqualTo(own);
            assertThat(home.state().toFloats()).isEqualTo(ownKept);
            assertThat(average.state().get("values").toFloats()).isEqualTo(mean);
        }
    }

    @Test
    void nothing_is_taken_in_or_saved_while_averages_stand_in() {
        try (var run = Scope.open()) {
            RunningAverage average = new MovingAverage(0.9).over(home());
            try (var standIn = average.standIn()) {
                List<String> said = new ArrayList<>();
                for (Runnable call :
                        List.<Runnable>of(average::update, average::state, average::standIn)) {
                    assertThatThrownBy(call::run)
                            .isInstanceOf(IllegalStateException.class)
                            .satisfies(refusal -> said.add(refusal.getMessage()));
                }
                String rest =
                        " needs the net's own numbers in their place. Received: a call while the"
                                + " averages stand in. Close the StandIn first.";
                assertThat(said).containsExactly("update" + rest, "state" + rest, "standIn" + rest);
            }
            average.update();
            assertThat(average.steps()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void five_updates_and_five_resumed_are_ten(MovingAverage.Beginning beginning) {
        try (var run = Scope.open()) {
            Parameters home = home();
            MovingAverage letter = new MovingAverage(0.7, beginning);
            RunningAverage whole = letter.over(home);
            RunningAverage resumed = null;
            for (int t = 0; t < 10; t++) {
                move(home, t);
                whole.update();
                if (resumed != null) {
                    resumed.update();
                }
                if (t == 4) {
                    RunningAverage fresh = letter.over(home);
                    whole.state()
                            .forEach(
                                    (name, flat) ->
                                            fresh.state().get(name).copyInPlace(flat.toFloats()));
                    fresh.resumeAt(whole.steps());
                    resumed = fresh;
                }
            }
            assertThat(resumed.steps()).isEqualTo(10);
            for (String name : whole.state().keySet()) {
                assertThat(resumed.state().get(name).toFloats())
                        .isEqualTo(whole.state().get(name).toFloats());
            }
        }
    }

    @Test
    void an_update_and_a_stand_in_leak_nothing() {
        try (var run = Scope.open()) {
            RunningAverage average = new MovingAverage(0.9).over(home());
            int before = run.size();
            average.update();
            average.update();
            average.standIn().close();
            assertThat(run.size()).isEqualTo(before);
        }
    }

    @Test
    void ten_epochs_of_five_hundred_steps_are_a_decay_of_0_9998() {
        assertThat(MovingAverage.overEpochs(10, 500))
                .isEqualTo(new MovingAverage(1 - 1 / 5000.0, MovingAverage.Beginning.AT_ONCE));
        assertThatThrownBy(() -> MovingAverage.overEpochs(10, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "overEpochs needs at least one step to average over. Received:"
                                + " epochs=10.0, stepsPerEpoch=0. Give epochs and steps above 0.");
    }
}
