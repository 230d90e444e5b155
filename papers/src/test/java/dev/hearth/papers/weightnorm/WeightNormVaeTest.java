package dev.hearth.papers.weightnorm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.papers.Job;
import dev.hearth.papers.Papers;
import dev.hearth.papers.Training;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Engine;
import dev.hearth.train.Result;
import dev.hearth.train.Run;
import dev.hearth.train.Shelf;
import dev.hearth.train.claim.Evidence;
import dev.hearth.train.claim.Finding;
import dev.hearth.train.claim.Trial;
import dev.hearth.train.claim.Verdict;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.Recipe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightNormVaeTest {

    @TempDir private Path temp;

    /** A run that was at these nats after its two epochs. */
    private static Trial trial(String arm, long seed, double first, double last) {
        return new Trial(
                arm,
                seed,
                Map.of("testLoss", last),
                List.of(Map.of("testLoss", first), Map.of("testLoss", last)));
    }

    private static Finding judged(double plainFirst, double plainLast, double first, double last) {
        List<Trial> trials = new ArrayList<>();
        for (long seed = 1; seed <= 3; seed++) {
            trials.add(trial("plain", seed, plainFirst + 0.1 * seed, plainLast - 0.1 * seed));
            trials.add(trial("WN", seed, first + 0.2 * seed, last));
        }
        return WeightNormVae.checks("").get(0).judge(new Evidence("weightnorm/vae-mnist", trials));
    }

    @Test
    void sooner_and_lower_confirms_and_the_contrary_refutes() {
        Finding better = judged(200, 120, 170, 110);
        assertThat(better.id()).isEqualTo("WN-6");
        assertThat(better.verdict()).as(better.why()).isEqualTo(Verdict.CONFIRMED);
        assertThat(judged(170, 110, 200, 120).verdict()).isEqualTo(Verdict.REFUTED);
        assertThat(judged(200, 110, 170, 120).verdict())
                .as("lower at first alone")
                .isEqualTo(Verdict.REFUTED);
    }

    @Test
    void nets_that_say_half_everywhere_decide_nothing() {
        Finding idle = judged(600, 560, 590, 550);
        assertThat(idle.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(idle.why()).contains("not trained enough to tell");
    }

    @Test
    void a_small_run_lowers_the_bound() {
        Engine.threads(1);
        Job job = new WeightNormVae().plan(Budget.SMOKE, set -> false).jobs().get(1);
        assertThat(job.arm()).isEqualTo("WN");
        Recipe recipe = (Recipe) ((Training) job).recipe();
        for (String setting :
                List.of(
                        "corpus.training=120",
                        "corpus.testing=20",
                        "batch=20",
                        "epochs=2",
                        "model.layer.divisor=8")) {
            recipe = Papers.text().amended(recipe, setting);
        }
        Run.Place place =
                new Run.Place(new Shelf(temp, temp.resolve("cache")), Papers.text(), Device.CPU);
        Result result =
                new Run(recipe, Budget.SMOKE, 1, temp.resolve("run"), List.of())
                        .execute(place, List.of());
        double first = result.history().get(0).get("testLoss");
        assertThat(result.metrics().get("testLoss")).isLessThan(first).isGreaterThan(50);
    }
}
