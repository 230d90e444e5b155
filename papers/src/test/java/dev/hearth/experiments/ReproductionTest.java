package dev.hearth.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.data.BadDataException;
import dev.hearth.data.CancelledException;
import dev.hearth.experiments.claim.Claim;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.Evidence;
import dev.hearth.experiments.claim.Finding;
import dev.hearth.experiments.claim.Ranking;
import dev.hearth.experiments.claim.Trial;
import dev.hearth.experiments.claim.Verdict;
import dev.hearth.nn.layers.Elu;
import dev.hearth.nn.layers.Relu;
import dev.hearth.optim.Sgd;
import dev.hearth.optim.schedule.ConstantSchedule;
import dev.hearth.papers.Papers;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.LibTorch;
import dev.hearth.train.TrainingListener;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.log.Display;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.Origin;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.run.FolderLock;
import dev.hearth.train.run.Result;
import dev.hearth.train.run.Run;
import dev.hearth.zoo.elu.EluMnist;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReproductionTest {

    @TempDir private Path temp;

    @BeforeAll
    static void alone() {
        LibTorch.threads(1);
    }

    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();

    /** Jobs that somebody made up. */
    private record MadeUp(String name, List<Job> jobs, Set<String> mayDiverge)
            implements Experiment {
        @Override
        public String about() {
            return "two arms, made up";
        }

        @Override
        public Plan plan(Budget budget, Predicate<String> available) {
            ClaimCheck order =
                    new Ranking(
                            new Claim("T-1", "ELU errs less", "nowhere"),
                            "test error",
                            " %",
                            trial -> trial.metric("testError"),
                            List.of("ELU", "ReLU"),
                            "");
            return new Plan(
                    "strokes, tiny",
                    "made up",
                    jobs,
                    List.of(order),
                    List.of(CurveFigure.logarithmic("loss", "Training loss", "trainLoss", "nats")),
                    mayDiverge);
        }
    }

    /** One that throws. */
    private record Broken(String arm, long seed, RuntimeException thrown) implements Job {
        @Override
        public double effort() {
            return 1;
        }

        @Override
        public Result run(Run.Place place, Path folder, List<TrainingListener> listeners) {
            throw thrown;
        }
    }

    private static TrainingJob job(String arm, long seed, double rate) {
        Origin test = Origin.ours("a test");
        Recipe recipe =
                Recipe.named("made/up/" + arm)
                        .corpus(new DatasetSpec("strokes", 200, 50), test)
                        .model(
                                new EluMnist(2, 16, 10, arm.equals("ELU") ? new Elu() : new Relu()),
                                test)
                        .optimizer(new Sgd(), test)
                        .rate(new ConstantSchedule(rate), test)
                        .batch(20, test)
                        .epochs(1, test)
                        .build();
        return new TrainingJob(arm, seed, recipe, Budget.SMOKE, List.of());
    }

    private static List<Job> jobs() {
        List<Job> jobs = new ArrayList<>();
        for (long seed = 1; seed <= 2; seed++) {
            jobs.add(job("ELU", seed, 0.05));
            jobs.add(job("ReLU", seed, 0.05));
        }
        return jobs;
    }

    private Outcome reproduce(Path out, List<Job> jobs) {
        return reproduce(out, jobs, Set.of());
    }

    private Outcome reproduce(Path out, List<Job> jobs, Set<String> mayDiverge) {
        Run.Place place =
                new Run.Place(
                        new DatasetProvider(temp, temp.resolve("cache")),
                        Papers.recipeJson(),
                        Device.CPU);
        return new Reproduction(
                        place,
                        Budget.SMOKE,
                        out,
                        Papers.all(),
                        Display.QUIET,
                        new PrintStream(screen, true, StandardCharsets.UTF_8))
                .run(List.of(new MadeUp("made/up", jobs, mayDiverge)))
                .get(0);
    }

    private String said() {
        return screen.toString(StandardCharsets.UTF_8);
    }

    @Test
    void an_experiment_leaves_outcome_card_and_picture() throws IOException {
        Path out = temp.resolve("out");
        Outcome outcome = reproduce(out, jobs());
        assertThat(outcome.runs()).hasSize(4);
        assertThat(outcome.failures()).isEmpty();
        assertThat(outcome.findings()).hasSize(1);
        assertThat(outcome.findings().get(0).seeds()).isEqualTo(2);
        Path results = out.resolve("made").resolve("results");
        assertThat(Outcome.read(results.resolve("up.json"))).isEqualTo(outcome);
        BufferedImage picture = ImageIO.read(results.resolve("up.loss.png").toFile());
        assertThat(picture.getWidth()).isGreaterThan(100);
        assertThat(out.resolve("made").resolve("CARD.md"))
                .content()
                .contains("## made/up", "| **T-1** ELU errs less | nowhere |", "- cost: 4 runs")
                .contains("](results/up.loss.png)")
                .doesNotContain("failed", "diverged");
        assertThat(said()).contains("4/4", "nothing").contains("verdict:");
    }

    @Test
    void what_is_done_is_not_done_again() throws IOException {
        Path out = temp.resolve("out");
        List<Job> half = jobs();
        half.set(2, new Broken("ELU", 2, new IllegalStateException("boom")));
        half.set(3, new Broken("ReLU", 2, new IllegalStateException("boom")));
        Outcome first = reproduce(out, half);
        assertThat(first.findings().get(0).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        Path done = out.resolve("made/up/ELU/1/result.json");
        String before = Files.readString(done);
        Outcome whole = reproduce(out, jobs());
        assertThat(whole.runs().subList(0, 2)).isEqualTo(first.runs());
        assertThat(Files.readString(done)).isEqualTo(before);
        assertThat(said())
                .contains("  2 of 4 runs are done.\n")
                .contains("  3/4 ")
                .contains("took ");
        Outcome elsewhere = reproduce(temp.resolve("elsewhere"), jobs());
        for (int i = 0; i < 4; i++) {
            assertThat(elsewhere.runs().get(i).result().metrics())
                    .isEqualTo(whole.runs().get(i).result().metrics());
        }
        assertThat(elsewhere.findings()).isEqualTo(whole.findings());
    }

    @Test
    void a_decision_waits_for_all_planned_runs() {
        Plan plan = new MadeUp("made/up", jobs(), Set.of()).plan(Budget.SMOKE, set -> true);
        List<Trial> trials = new ArrayList<>();
        for (long seed = 1; seed <= 2; seed++) {
            trials.add(new Trial("ELU", seed, Map.of("testError", 1.0), List.of()));
            trials.add(new Trial("ReLU", seed, Map.of("testError", 50.0), List.of()));
            trials.add(new Trial("unplanned", seed, Map.of("testError", 9.0), List.of()));
        }
        ClaimCheck check = plan.checks().get(0);
        Evidence all = new Evidence("made/up", trials);
        assertThat(plan.decide(check, all).verdict()).isEqualTo(Verdict.CONFIRMED);
        List<Job> more = jobs();
        more.add(job("ELU", 3, 0.05));
        Finding early =
                new MadeUp("made/up", more, Set.of())
                        .plan(Budget.SMOKE, set -> true)
                        .decide(check, all);
        assertThat(early.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(early.why())
                .startsWith(
                        "1 of 5 planned runs are missing, such as ELU seed 3: a decision waits");
    }

    @Test
    void a_divergence_that_no_claim_is_about_is_a_failure() {
        List<Job> jobs = jobs();
        jobs.set(1, job("ReLU", 1, 1e30));
        Outcome outcome = reproduce(temp.resolve("out"), jobs, Set.of("ELU"));
        assertThat(outcome.runs()).hasSize(3);
        assertThat(outcome.failures()).hasSize(1);
        assertThat(outcome.failures().get(0).trouble())
                .isEqualTo(Outcome.Trouble.DIVERGED_UNEXPECTEDLY);
        assertThat(outcome.failures().get(0).why())
                .startsWith("no claim here is about that. Training needs ");
        assertThat(outcome.evidence().of("ReLU").get(0).diverged()).isTrue();
    }

    @Test
    void a_job_that_may_diverge_is_told_and_the_others_run() {
        List<Job> jobs = jobs();
        jobs.set(1, job("ReLU", 1, 1e30));
        Outcome outcome = reproduce(temp.resolve("out"), jobs, Set.of("ReLU"));
        assertThat(outcome.runs()).hasSize(3);
        assertThat(outcome.failures()).hasSize(1);
        Outcome.Failure failure = outcome.failures().get(0);
        assertThat(failure.what()).isEqualTo("ReLU seed 1");
        assertThat(failure.trouble()).isEqualTo(Outcome.Trouble.DIVERGED);
        assertThat(failure.why())
                .startsWith("Training needs ")
                .contains("participant net at step ");
        assertThat(outcome.findings().get(0).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(outcome.findings().get(0).why())
                .startsWith("ReLU − ELU = ∞ points in the median over 2 pairs, signed ranks");
        assertThat(said()).contains("ReLU seed 1 diverged, which its plan allows: Training needs ");
        assertThat(temp.resolve("out/made/CARD.md"))
                .content()
                .contains("- diverged, which its plan allows: ReLU seed 1: Training needs ");
    }

    @Test
    void a_job_that_throws_is_told_and_the_others_run() {
        List<Job> jobs = jobs();
        jobs.set(0, new Broken("ELU", 1, new IllegalStateException("boom")));
        jobs.set(
                2,
                new Broken("ELU", 2, new BadDataException("A disk is asked", "none", "Buy one")));
        Outcome outcome = reproduce(temp.resolve("out"), jobs);
        assertThat(outcome.runs()).hasSize(2);
        assertThat(outcome.failures())
                .containsExactly(
                        new Outcome.Failure(
                                "ELU seed 1",
                                Outcome.Trouble.FAILED,
                                "java.lang.IllegalStateException: boom"),
                        new Outcome.Failure(
                                "ELU seed 2",
                                Outcome.Trouble.FAILED,
                                "A disk is asked. Received: none. Buy one."));
        assertThat(outcome.findings().get(0).verdict()).isEqualTo(Verdict.NOT_TESTED);
        assertThat(outcome.findings().get(0).why()).isEqualTo("there is no run of ELU");
        assertThat(said()).contains("ELU seed 2 failed: A disk is asked");
        assertThat(Outcome.read(temp.resolve("out/made/results/up.json"))).isEqualTo(outcome);
    }

    /** One whose thread is interrupted. */
    private record Interrupted(TrainingJob job) implements Job {
        @Override
        public String arm() {
            return job.arm();
        }

        @Override
        public long seed() {
            return job.seed();
        }

        @Override
        public double effort() {
            return job.effort();
        }

        @Override
        public Result run(Run.Place place, Path folder, List<TrainingListener> listeners) {
            Thread.currentThread().interrupt();
            return job.run(place, folder, listeners);
        }
    }

    @Test
    void an_interrupt_cancels_the_reproduction_and_is_no_failed_job() {
        List<Job> jobs = jobs();
        jobs.set(1, new Interrupted(job("ReLU", 1, 0.05)));
        assertThatThrownBy(() -> reproduce(temp.resolve("out"), jobs))
                .isInstanceOf(CancelledException.class)
                .hasMessageContaining(". Received: an interrupt, which cancels it. Start it again");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(reproduce(temp.resolve("out"), jobs()).failures()).isEmpty();
    }

    @Test
    void when_every_job_fails_the_page_is_still_written() {
        Outcome outcome =
                reproduce(
                        temp.resolve("out"),
                        List.of(new Broken("ELU", 1, new IllegalStateException("a\nb | c"))));
        assertThat(outcome.runs()).isEmpty();
        assertThat(outcome.pictures()).isEmpty();
        assertThat(temp.resolve("out/made/CARD.md"))
                .content()
                .contains("- failed: ELU seed 1: java.lang.IllegalStateException: a b | c\n");
    }

    @Test
    void an_outcome_of_before_failures_were_kept_can_be_read() throws IOException {
        Path out = temp.resolve("out");
        Outcome outcome = reproduce(out, jobs().subList(0, 1));
        Path file = out.resolve("made/results/up.json");
        String text = Files.readString(file).replaceFirst(",\\s*\"failures\" : \\[ ]", "");
        assertThat(text).doesNotContain("failures");
        Files.writeString(file, text);
        assertThat(Outcome.read(file)).isEqualTo(outcome);
    }

    @Test
    void an_out_that_is_a_file_is_refused_before_any_work() throws IOException {
        Path file = Files.writeString(temp.resolve("file"), "x");
        assertThatThrownBy(() -> reproduce(file, jobs()))
                .isInstanceOf(BadDataException.class)
                .hasMessageStartingWith("Files are written to " + file + ". Received: ");
        assertThat(said()).isEmpty();
    }

    @Test
    void times_are_told_in_words() {
        assertThat(Reproduction.words(0.04)).isEqualTo("0.0 s");
        assertThat(Reproduction.words(59.4)).isEqualTo("59.4 s");
        assertThat(Reproduction.words(61)).isEqualTo("1 min 1 s");
        assertThat(Reproduction.words(7260)).isEqualTo("2 h 1 min");
    }

    @Test
    void a_job_that_another_process_is_at_is_left_to_it_and_done_if_it_gives_up() throws Exception {
        Path out = temp.resolve("shared");
        FolderLock held = FolderLock.take(out.resolve("made/up/ELU/1"), "job.lock").orElseThrow();
        Thread other =
                new Thread(
                        () -> {
                            try {
                                Thread.sleep(2500);
                            } catch (InterruptedException ignored) {
                                Thread.currentThread().interrupt();
                            }
                            held.close();
                        });
        other.start();
        Outcome outcome = reproduce(out, jobs());
        other.join();
        List<String> lines =
                said().lines().filter(line -> line.contains(", left for this")).toList();
        assertThat(lines).hasSize(4);
        assertThat(lines.get(3)).contains("ELU").contains("seed 1 took");
        assertThat(outcome.runs().get(0).arm()).isEqualTo("ELU");
        assertThat(outcome.runs().get(0).result().seed()).isEqualTo(1);
    }
}
