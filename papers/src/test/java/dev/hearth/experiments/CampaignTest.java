package dev.hearth.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.experiments.claim.Claim;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.Measure;
import dev.hearth.experiments.claim.Verdict;
import dev.hearth.papers.Papers;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.run.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CampaignTest {

    @TempDir private Path temp;

    private static final Claim LESS = new Claim("T-1", "a below b", "");
    private static final Claim PROVED = new Claim("T-2", "a is a", "").identity();

    /** Three seeds at short, eight of twice the work at evidence. */
    private record MadeUp(String name) implements Experiment {

        @Override
        public String about() {
            return "made up";
        }

        @Override
        public Plan plan(Budget budget, Predicate<String> available) {
            boolean evidence = budget == Budget.EVIDENCE;
            List<Job> jobs = new ArrayList<>();
            for (long seed = 1; seed <= (evidence ? 8 : 3); seed++) {
                for (String arm : List.of("a", "b")) {
                    jobs.add(
                            new MeasurementJob(
                                    name, arm, seed, budget, evidence ? 2 : 1, (s, d) -> Map.of()));
                }
            }
            Measure x = Measure.of("x", "", "x");
            List<ClaimCheck> checks =
                    List.of(x.order(LESS, "", "a", "b"), x.order(PROVED, "", "a", "b"));
            Plan plan = new Plan("made up", "", jobs, checks, List.of());
            return evidence ? plan.look(2, 2, 0) : plan;
        }
    }

    private void write(String name, Budget budget, double seconds, double... differences)
            throws IOException {
        Experiment experiment = new MadeUp(name);
        List<Outcome.ArmRun> runs = new ArrayList<>();
        for (int i = 0; i < differences.length; i++) {
            runs.add(run("a", i + 1, 1, seconds));
            runs.add(run("b", i + 1, 1 + differences[i], seconds));
        }
        Outcome outcome =
                new Outcome(
                        name,
                        "made up",
                        budget.word(),
                        "s",
                        "",
                        6,
                        runs,
                        List.of(),
                        List.of(),
                        List.of(),
                        "");
        Path file = OutcomeFiles.file(temp, experiment, budget.word());
        Files.createDirectories(file.getParent());
        Files.writeString(file, outcome.json());
    }

    private static Outcome.ArmRun run(String arm, long seed, double x, double seconds) {
        return new Outcome.ArmRun(
                arm,
                new Result(
                        "made up",
                        "0",
                        "short",
                        Map.of("name", "none"),
                        seed,
                        "cpu",
                        2,
                        "a machine",
                        Map.of(),
                        Map.of("x", x),
                        List.of(),
                        seconds,
                        1));
    }

    private final ExperimentList list =
            new ExperimentList(
                    List.of(new MadeUp("t/slow"), new MadeUp("t/quick"), new MadeUp("t/decided")),
                    Map.of());

    @Test
    void the_cheapest_open_claim_comes_first_and_what_is_decided_is_left_out() throws IOException {
        write("t/slow", Budget.SHORT, 3600, 1, -1, 2);
        write("t/quick", Budget.SHORT, 36, 1, -1, 2);
        write("t/decided", Budget.SHORT, 1, 1, 1.01, 0.99);
        Campaign campaign = Campaign.of(temp, list);
        assertThat(campaign.experiments())
                .extracting(Experiment::name)
                .containsExactly("t/quick", "t/slow");
        Campaign.Work slow = campaign.works().get(1);
        assertThat(slow.open()).containsExactly("T-1");
        // An hour on two threads, six runs of it before, sixteen of twice the work to come.
        assertThat(slow.hours()).isCloseTo(64, within(1e-9));
        assertThat(campaign.text()).contains("t/slow", "64.0", "2 claims open; 65 hours of a core");
    }

    @Test
    void an_experiment_of_which_no_time_is_known_comes_last() throws IOException {
        write("t/slow", Budget.SHORT, 3600, 1, -1, 2);
        assertThat(Campaign.of(temp, list).experiments())
                .extracting(Experiment::name)
                .startsWith("t/slow")
                .hasSize(3);
        assertThat(Campaign.of(temp, list).text()).contains("?");
    }

    @Test
    void what_comes_of_it_is_a_row_of_its_own_that_says_second_look() throws IOException {
        write("t/quick", Budget.SHORT, 36, 1, -1, 2);
        Ledger.Row open = rows("t/quick").get(0);
        assertThat(open.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(open.look()).isEmpty();
        assertThat(open.toDecide())
                .isEqualTo(
                        "--experiment t/quick --budget evidence: 16 runs, 8 seeds, about 0.6 h of a core; sees a difference of"
                                + " 1.7 standard deviations of pairs with 90 %");
        assertThat(open.why()).contains("would have been seen with 90 %", "pairs are needed");
        write("t/quick", Budget.EVIDENCE, 72, 1, 2, 1, 2, 3, 1, 2, 1);
        List<Ledger.Row> rows = rows("t/quick");
        assertThat(rows).extracting(Ledger.Row::id).containsExactly("T-1", "T-1", "T-2", "T-2");
        assertThat(rows.get(0).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(rows.get(0).toDecide()).isEmpty();
        assertThat(rows.get(1).verdict()).isEqualTo(Verdict.CONFIRMED);
        assertThat(rows.get(1).look()).isEqualTo("second look");
        assertThat(rows.get(1).design()).contains("spends 0.019 of 0.05");
        Ledger ledger = Ledger.read(temp, list);
        assertThat(ledger.markdown()).contains("**confirmed**, second look");
        assertThat(ledger.lines(100)).contains("t/quick, second look");
        assertThat(Campaign.of(temp, list).experiments())
                .extracting(Experiment::name)
                .doesNotContain("t/quick");
    }

    private List<Ledger.Row> rows(String experiment) {
        return Ledger.read(temp, list).rows().stream()
                .filter(row -> row.experiment().equals(experiment))
                .toList();
    }

    /** Every one that has nets has a time, and is in its place in the order. */
    @Test
    void the_plan_of_the_ledger_has_a_time_for_each_experiment() {
        Campaign campaign = Campaign.of(Path.of("."), Papers.all());
        assertThat(campaign.works())
                .allSatisfy(
                        work ->
                                assertThat(work.hours())
                                        .as(work.experiment().name())
                                        .isPositive()
                                        .isFinite());
        assertThat(campaign.works())
                .extracting(Campaign.Work::hoursPerClaim)
                .isSortedAccordingTo(Double::compare);
        assertThat(campaign.works()).anyMatch(Campaign.Work::estimated);
    }

    @Test
    void what_wants_a_gpu_is_listed_the_largest_first_and_marked_in_the_ledger() {
        Campaign gpu = Campaign.forGpu(Path.of("."), Papers.all(), set -> true);
        assertThat(gpu.works()).isNotEmpty().allMatch(Campaign.Work::wantsGpu);
        assertThat(gpu.works())
                .extracting(Campaign.Work::hours)
                .isSortedAccordingTo((a, b) -> Double.compare(b, a));
        assertThat(gpu.lines().lines())
                .allMatch(line -> line.matches("(evidence|paper) [a-z]+/\\S+ \\d+\\.\\d\\d"));
        // Without the data there is nothing to run.
        assertThat(
                        Campaign.forGpu(
                                        Path.of("."),
                                        Papers.all(),
                                        set -> !set.startsWith("imagenet"))
                                .lines())
                .doesNotContain("imagenet");
        String first = gpu.works().get(0).experiment().name();
        Ledger ledger = Ledger.read(Path.of("."), Papers.all());
        assertThat(ledger.rows())
                .filteredOn(row -> row.experiment().equals(first))
                .anyMatch(row -> row.gpu().startsWith("GPU: about"));
        assertThat(ledger.lines(200)).contains("GPU: about");
    }

    /** A plan that cannot decide, whatever comes, is not worth its time. */
    @Test
    void every_design_of_the_budget_can_decide() {
        for (Experiment experiment : Papers.experiments()) {
            Plan plan = experiment.plan(Budget.EVIDENCE, set -> true);
            if (plan.jobs().isEmpty() || plan.design().seeds() < 2) {
                continue;
            }
            assertThat(plan.design().level()).as(experiment.name()).isPositive();
            assertThat(Math.pow(2, 1 - plan.design().seeds()))
                    .as(experiment.name() + ": " + plan.design().words())
                    .satisfiesAnyOf(
                            least -> assertThat(least).isLessThanOrEqualTo(plan.design().level()),
                            least ->
                                    assertThat(plan.design().words())
                                            .startsWith(
                                                    plan.design().seeds() + " seeds, Student's t"));
        }
    }

    /** Later looks keep to what earlier ones left. */
    @Test
    void what_follows_a_look_is_counted_among_its_looks() {
        for (Experiment experiment : Papers.experiments()) {
            Plan before = experiment.plan(Budget.SHORT, set -> true);
            Plan after = experiment.plan(Budget.EVIDENCE, set -> true);
            if (!after.design().looks().follows() || before.design().looks().most() == 1) {
                continue;
            }
            assertThat(after.design().looks().most())
                    .as(experiment.name())
                    .isEqualTo(before.design().looks().most());
            assertThat(after.design().looks().number())
                    .as(experiment.name())
                    .isEqualTo(before.design().looks().number() + 1);
        }
    }
}
