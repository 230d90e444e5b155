package dev.hearth.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.Linear;
import dev.hearth.tensor.Device;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.RecipeJson;
import dev.hearth.train.run.Result;
import dev.hearth.train.run.Run;
import dev.hearth.zoo.ModelRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Seconds, figures and digits belong to the device that a run was made on. */
class DeviceOfRunsTest {

    @TempDir private Path temp;

    /** One run of a net of which the arithmetic is known. */
    private record MadeUp(String name) implements Experiment {

        @Override
        public String about() {
            return "made up";
        }

        @Override
        public Plan plan(Budget budget, Predicate<String> available) {
            Job job =
                    new MeasurementJob(name, "a", 1, budget, 1, (seed, on) -> Map.of("x", 1.0))
                            .of(new Linear(10), new Shape.Vector(20), 4, 100);
            return new Plan("made up", "", List.of(job), List.of(), List.of());
        }
    }

    private static final Experiment OWN = new MadeUp("made/own");

    /** On two threads. */
    private static Outcome.ArmRun run(String device, double seconds) {
        Map<String, String> versions =
                Map.of("commit", "c", "engine", "e", "java", "17", "engineCheck", "well");
        return new Outcome.ArmRun(
                "a",
                new Result(
                        "made up",
                        "0",
                        "short",
                        Map.of("name", "none"),
                        1,
                        device,
                        2,
                        "a machine",
                        versions,
                        Map.of("x", 1.0),
                        List.of(),
                        seconds,
                        1));
    }

    private Run.Place place(Device device) {
        return new Run.Place(
                new DatasetProvider(temp, temp.resolve("cache")),
                RecipeJson.of(ModelRegistry.layerJson()),
                device);
    }

    @Test
    void a_second_of_a_gpu_is_none_of_a_core() {
        Experiment other = new MadeUp("made/other");
        Outcome onGpu = MadeUpOutcome.of(OWN.name(), run("cuda:0", 1));
        WorkTimes times =
                WorkTimes.of(
                        Map.of(
                                OWN,
                                List.of(onGpu),
                                other,
                                List.of(MadeUpOutcome.of(other.name(), run("cpu", 3600)))));
        Plan plan = OWN.plan(Budget.SHORT, set -> true);
        WorkTimes.Time guessed = times.of(OWN, plan, List.of(onGpu));
        assertThat(guessed.estimated()).isTrue();
        assertThat(guessed.hours()).isCloseTo(2, within(1e-9));
        Outcome onBoth = MadeUpOutcome.of(OWN.name(), run("cuda:0", 1), run("cpu", 7200));
        WorkTimes.Time known = times.of(OWN, plan, List.of(onBoth));
        assertThat(known.estimated()).isFalse();
        assertThat(known.hours()).isCloseTo(4, within(1e-9));
    }

    @Test
    void a_device_other_than_the_cpu_is_named() {
        assertThat(Provenance.Environment.of(MadeUpOutcome.of(OWN.name(), run("cpu", 1))).words())
                .isEqualTo("commit c; e; Java 17; self-check: well");
        Outcome onBoth = MadeUpOutcome.of(OWN.name(), run("cuda:0", 1), run("cpu", 1));
        assertThat(Provenance.Environment.of(onBoth).words())
                .isEqualTo("commit c; on cuda:0, cpu; e; Java 17; self-check: well");
    }

    @Test
    void a_measurement_of_another_device_is_made_again() {
        List<Device> asked = new ArrayList<>();
        Job job =
                new MeasurementJob(
                        "made/up",
                        "a",
                        1,
                        Budget.SMOKE,
                        1,
                        (seed, on) -> {
                            asked.add(on);
                            return Map.of("x", 1.0);
                        });
        Path folder = temp.resolve("run");
        job.run(place(Device.cuda()), folder, List.of());
        Result made = job.run(place(Device.CPU), folder, List.of());
        assertThat(made.device()).isEqualTo("cpu");
        assertThat(job.run(place(Device.CPU), folder, List.of())).isEqualTo(made);
        assertThat(asked).containsExactly(Device.cuda(), Device.CPU);
    }

    @Test
    void digits_of_another_device_may_differ() {
        Job job = OWN.plan(Budget.SHORT, set -> true).jobs().get(0);
        Result made = job.run(place(Device.CPU), temp.resolve("run"), List.of());
        assertThat(verified(made, "cpu").comparison()).isEqualTo(Verification.Comparison.DIFFERENT);
        Verification.Verified elsewhere = verified(made, "cuda:0");
        assertThat(elsewhere.comparison()).isEqualTo(Verification.Comparison.WITHIN_TOLERANCE);
        assertThat(elsewhere.words())
                .startsWith(
                        "another machine, device or library (" + made.hardware() + ", cuda:0, ");
    }

    /** Against the same run of a device, in whose figure the last digit is another. */
    private Verification.Verified verified(Result made, String device) {
        Result before =
                new Result(
                        made.recipe(),
                        made.recipeHash(),
                        made.budget(),
                        made.dataset(),
                        made.seed(),
                        device,
                        made.threads(),
                        made.hardware(),
                        made.versions(),
                        Map.of("x", Math.nextUp(1.0)),
                        made.history(),
                        made.seconds(),
                        made.examplesPerSecond());
        return new Verification(place(Device.CPU), temp.resolve(device.replace(':', '-')))
                .verify(OWN, MadeUpOutcome.of(OWN.name(), new Outcome.ArmRun("a", before)))
                .orElseThrow();
    }
}
