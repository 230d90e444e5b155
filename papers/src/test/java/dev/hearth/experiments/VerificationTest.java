package dev.hearth.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.nn.layers.Elu;
import dev.hearth.optim.Sgd;
import dev.hearth.optim.schedule.ConstantSchedule;
import dev.hearth.papers.Papers;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.LibTorch;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.Origin;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.run.Result;
import dev.hearth.train.run.Run;
import dev.hearth.zoo.elu.EluMnist;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerificationTest {

    @TempDir private Path temp;

    @BeforeAll
    static void alone() {
        LibTorch.threads(1);
    }

    /** Two seeds of one arm, of which the second takes less time. */
    private record MadeUp(double rate) implements Experiment {

        @Override
        public String name() {
            return "made/up";
        }

        @Override
        public String about() {
            return "made up";
        }

        @Override
        public Plan plan(Budget budget, Predicate<String> available) {
            return new Plan("strokes, tiny", "", List.of(job(1), job(2)), List.of(), List.of());
        }

        private Job job(long seed) {
            Origin test = Origin.ours("a test");
            Recipe recipe =
                    Recipe.named("made/up/ELU")
                            .corpus(new DatasetSpec("strokes", 100, 50), test)
                            .model(new EluMnist(2, 8, 10, new Elu()), test)
                            .optimizer(new Sgd(), test)
                            .rate(new ConstantSchedule(rate), test)
                            .batch(20, test)
                            .epochs(2, test)
                            .build();
            return new TrainingJob("ELU", seed, recipe, Budget.SMOKE, List.of());
        }
    }

    private Run.Place place() {
        return new Run.Place(
                new DatasetProvider(temp, temp.resolve("cache")), Papers.recipeJson(), Device.CPU);
    }

    private Outcome.ArmRun run(MadeUp experiment, int index, double seconds) {
        Job job = experiment.plan(Budget.SMOKE, set -> true).jobs().get(index);
        Result made = job.run(place(), temp.resolve("runs/" + index), List.of());
        return new Outcome.ArmRun("ELU", changed(made, made.hardware(), made.metrics(), seconds));
    }

    private static Result changed(
            Result of, String hardware, Map<String, Double> metrics, double seconds) {
        return changed(of, hardware, of.versions(), metrics, seconds);
    }

    private static Result changed(
            Result of,
            String hardware,
            Map<String, String> versions,
            Map<String, Double> metrics,
            double seconds) {
        return new Result(
                of.recipe(),
                of.recipeHash(),
                of.budget(),
                of.dataset(),
                of.seed(),
                of.device(),
                of.threads(),
                hardware,
                versions,
                metrics,
                of.history(),
                seconds,
                of.examplesPerSecond());
    }

    private static Outcome outcome(Outcome.ArmRun... runs) {
        return new Outcome(
                "made/up",
                "",
                "smoke",
                "",
                "",
                1,
                List.of(runs),
                List.of(),
                List.of(),
                List.of(),
                "");
    }

    private Verification.Verified verified(MadeUp experiment, Outcome outcome, String folder) {
        return new Verification(place(), temp.resolve(folder))
                .verify(experiment, outcome)
                .orElseThrow();
    }

    @Test
    void the_cheapest_run_comes_out_as_it_did_to_all_digits() {
        MadeUp experiment = new MadeUp(0.05);
        Outcome.ArmRun slow = run(experiment, 0, 9);
        Outcome.ArmRun quick = run(experiment, 1, 3);
        Verification.Verified same = verified(experiment, outcome(slow, quick), "a");
        assertThat(same.run()).isEqualTo("ELU seed 2");
        assertThat(same.comparison()).isEqualTo(Verification.Comparison.EQUAL);
        assertThat(same.words()).isEqualTo("the same kind of machine, all digits");

        Map<String, Double> off = new TreeMap<>(quick.result().metrics());
        off.put("testLoss", Math.nextUp(off.get("testLoss")));
        Result last = changed(quick.result(), quick.result().hardware(), off, 3);
        Verification.Verified other =
                verified(experiment, outcome(new Outcome.ArmRun("ELU", last)), "b");
        assertThat(other.comparison()).isEqualTo(Verification.Comparison.DIFFERENT);
        assertThat(other.words()).contains("all digits: testLoss ");

        // Of another machine the last digit may differ, a third may not.
        Result elsewhere = changed(quick.result(), "another machine", off, 3);
        assertThat(
                        verified(experiment, outcome(new Outcome.ArmRun("ELU", elsewhere)), "c")
                                .comparison())
                .isEqualTo(Verification.Comparison.WITHIN_TOLERANCE);
        off.put("testLoss", 1.5 * off.get("testLoss"));
        Result far = changed(quick.result(), "another machine", off, 3);
        Verification.Verified strayed =
                verified(experiment, outcome(new Outcome.ArmRun("ELU", far)), "d");
        assertThat(strayed.comparison()).isEqualTo(Verification.Comparison.DIFFERENT);
        assertThat(strayed.words())
                .contains("another machine", "4 standard deviations of the seeds or 5 %: testLoss");
    }

    @Test
    void the_last_digit_may_differ_where_products_had_other_kernels_or_it_is_not_known() {
        MadeUp experiment = new MadeUp(0.05);
        Result made = run(experiment, 0, 1).result();
        Map<String, Double> off = new TreeMap<>(made.metrics());
        off.put("testLoss", Math.nextUp(off.get("testLoss")));
        Map<String, String> versions = new TreeMap<>(made.versions());
        versions.put("openblas", "kernels for another processor");
        Verification.Verified others = verified(experiment, one(made, versions, off), "a");
        assertThat(others.comparison()).isEqualTo(Verification.Comparison.WITHIN_TOLERANCE);
        assertThat(others.words()).contains("OpenBLAS with kernels for another processor");

        versions.remove("openblas");
        Verification.Verified unknown = verified(experiment, one(made, versions, off), "b");
        assertThat(unknown.comparison()).isEqualTo(Verification.Comparison.WITHIN_TOLERANCE);
        assertThat(unknown.words())
                .startsWith("it is not recorded with which of OpenBLAS's kernels");
        assertThat(verified(experiment, one(made, versions, made.metrics()), "c").comparison())
                .isEqualTo(Verification.Comparison.EQUAL);
    }

    private static Outcome one(
            Result made, Map<String, String> versions, Map<String, Double> metrics) {
        return outcome(
                new Outcome.ArmRun("ELU", changed(made, made.hardware(), versions, metrics, 1)));
    }

    @Test
    void a_run_of_an_earlier_recipe_is_not_comparable_and_one_out_of_plan_is_none() {
        Outcome.ArmRun before = run(new MadeUp(0.05), 0, 1);
        Verification.Verified verified = verified(new MadeUp(0.06), outcome(before), "a");
        assertThat(verified.comparison()).isEqualTo(Verification.Comparison.EARLIER_RECIPE);
        Outcome.ArmRun stranger = new Outcome.ArmRun("ReLU", before.result());
        assertThat(
                        new Verification(place(), temp.resolve("b"))
                                .verify(new MadeUp(0.05), outcome(stranger)))
                .isEmpty();
    }
}
