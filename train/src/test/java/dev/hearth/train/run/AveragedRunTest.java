package dev.hearth.train.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.nn.Model;
import dev.hearth.optim.ClipNorm;
import dev.hearth.optim.MovingAverage;
import dev.hearth.optim.Optimizer;
import dev.hearth.optim.RmsProp;
import dev.hearth.optim.Sgd;
import dev.hearth.optim.WithModifiers;
import dev.hearth.optim.WithMovingAverage;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.train.TrainingEvent;
import dev.hearth.train.TrainingListener;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.recipe.Setting;
import dev.hearth.train.task.PostTrainingMetric;
import dev.hearth.train.task.TrainedNet;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training with one's own numbers, measuring with their average. */
class AveragedRunTest {

    @TempDir private Path temp;

    @BeforeAll
    static void alone() {
        LibTorch.threads(1);
    }

    private static Recipe recipe(Optimizer optimizer) {
        Recipe small = Small.recipe(160, 3, 2);
        return new Recipe(
                small.name(),
                small.corpus(),
                small.preparation(),
                small.augment(),
                small.model(),
                small.objective(),
                small.loss(),
                new Setting<>(optimizer, Small.TEST),
                small.rate(),
                small.modifiers(),
                small.batch(),
                small.epochs(),
                small.start(),
                small.momentum(),
                small.precision(),
                small.sampling(),
                small.keep(),
                small.step());
    }

    private static Optimizer plain() {
        return RmsProp.tensorFlow(0.9, 1).with(new ClipNorm(2));
    }

    private Result run(String folder, Optimizer optimizer) {
        return Small.run(recipe(optimizer), 7, temp.resolve(folder))
                .execute(Small.place(temp), List.of());
    }

    @Test
    void the_net_learns_as_without_an_average_and_is_measured_with_it() {
        Result plain = run("plain", plain());
        Result averaged = run("averaged", new WithMovingAverage(plain(), new MovingAverage(0.99)));
        for (int epoch = 0; epoch < 2; epoch++) {
            Map<String, Double> one = plain.history().get(epoch);
            Map<String, Double> other = averaged.history().get(epoch);
            assertThat(other.get("trainLoss")).isEqualTo(one.get("trainLoss"));
            assertThat(other.get("testLoss")).isNotEqualTo(one.get("testLoss"));
        }
        // The probe sees what is measured.
        assertThat(averaged.metrics().get("norm")).isNotEqualTo(plain.metrics().get("norm"));
        Result forgetful = run("forgetful", new WithMovingAverage(plain(), new MovingAverage(0)));
        assertThat(forgetful.history()).isEqualTo(plain.history());
    }

    @Test
    void those_who_look_on_see_the_average_and_the_folder() {
        Map<String, float[]> own = seen("own", plain());
        Map<String, float[]> averaged =
                seen("looked", new WithMovingAverage(plain(), new MovingAverage(0.99)));
        Map<String, float[]> forgetful =
                seen("forgotten", new WithMovingAverage(plain(), new MovingAverage(0)));
        own.forEach(
                (name, values) -> {
                    assertThat(forgetful.get(name)).as(name).isEqualTo(values);
                    assertThat(averaged.get(name)).as(name).isNotEqualTo(values);
                });
    }

    private Map<String, float[]> seen(String folder, Optimizer optimizer) {
        Map<String, float[]> seen = new TreeMap<>();
        Path home = temp.resolve(folder);
        PostTrainingMetric looking =
                new PostTrainingMetric() {
                    @Override
                    public Map<String, Double> look(
                            Model net, DatasetProvider.Sets sets, Seed seed) {
                        throw new AssertionError("asked without the folder");
                    }

                    @Override
                    public Map<String, Double> look(
                            Model net, DatasetProvider.Sets sets, Seed seed, Path where) {
                        assertThat(where).isEqualTo(home).isDirectory();
                        seen.putAll(net.arrays());
                        return Map.of("looked", 1.0);
                    }
                };
        Run blind = Small.run(recipe(optimizer), 7, home);
        Result result =
                new Run(blind.recipe(), blind.budget(), blind.seed(), home, List.of(looking))
                        .execute(Small.place(temp), List.of());
        assertThat(result.metrics()).containsEntry("looked", 1.0);
        assertThat(seen).isNotEmpty();
        return seen;
    }

    @Test
    void a_net_is_opened_with_the_average_also_inside_modifiers() {
        Optimizer inside =
                new WithModifiers(
                        new WithMovingAverage(new Sgd(0.9), new MovingAverage(0.99)),
                        List.of(new ClipNorm(2)));
        Map<String, float[]> measured = seen("inside", inside);
        try (var scope = Scope.open()) {
            Map<String, float[]> opened =
                    TrainedNet.open(temp.resolve("inside"), Small.TEXT, Device.CPU)
                            .network()
                            .arrays();
            measured.forEach(
                    (name, values) -> assertThat(opened.get(name)).as(name).isEqualTo(values));
        }
    }

    @Test
    void a_run_that_stops_goes_on_with_its_average() {
        Optimizer optimizer = new WithMovingAverage(plain(), new MovingAverage(0.99));
        Result whole = run("whole", optimizer);
        Run run = Small.run(recipe(optimizer), 7, temp.resolve("stopped"));
        TrainingListener stop =
                event -> {
                    if (event instanceof TrainingEvent.Saved) {
                        throw new IllegalStateException("stopped");
                    }
                };
        assertThatThrownBy(() -> run.execute(Small.place(temp), List.of(stop), 0))
                .hasMessage("stopped");
        Result resumed = run.execute(Small.place(temp), List.of(), 0);
        assertThat(resumed.history()).isEqualTo(whole.history());
        assertThat(Small.bits(temp.resolve("stopped")))
                .isEqualTo(Small.bits(temp.resolve("whole")))
                .hasKeySatisfying(
                        new org.assertj.core.api.Condition<>(
                                key -> key.endsWith("average.values"), "an average"));
    }
}
