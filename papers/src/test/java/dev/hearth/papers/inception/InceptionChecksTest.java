package dev.hearth.papers.inception;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.experiments.Experiment;
import dev.hearth.experiments.claim.Evidence;
import dev.hearth.experiments.claim.Finding;
import dev.hearth.experiments.claim.Trial;
import dev.hearth.experiments.claim.Verdict;
import dev.hearth.train.recipe.Budget;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every check on made-up results: it must be able to come out either way. */
class InceptionChecksTest {

    private static List<Finding> judge(Experiment experiment, Budget budget, List<Trial> trials) {
        Evidence evidence = new Evidence(experiment.name(), trials);
        return experiment.plan(budget, set -> true).checks().stream()
                .map(check -> check.judge(evidence))
                .toList();
    }

    /** Losses that fall by a factor an epoch, and an error at the end. */
    private static Trial falling(String arm, long seed, double factor, double error) {
        List<Map<String, Double>> history = new ArrayList<>();
        double loss = Math.log(10);
        for (int epoch = 1; epoch <= 6; epoch++) {
            loss *= factor + 0.002 * seed;
            history.add(Map.of("trainLoss", loss));
        }
        return new Trial(
                arm, seed, Map.of("testError", error + 0.1 * seed, "trainLoss", loss), history);
    }

    private static List<Trial> twins(
            double residual, double plain, double cut, double end, double otherEnd) {
        List<Trial> trials = new ArrayList<>();
        for (long seed = 1; seed <= 4; seed++) {
            trials.add(falling(InceptionResidual.RESIDUAL, seed, residual, end));
            trials.add(falling(InceptionResidual.PLAIN, seed, plain, otherEnd));
            trials.add(falling(InceptionResidual.CUT, seed, cut, otherEnd));
        }
        return trials;
    }

    private static List<Verdict> verdicts(List<Finding> findings) {
        return findings.stream().map(Finding::verdict).toList();
    }

    @Test
    void residual_nets_are_faster_or_slower_and_end_alike_or_not() {
        InceptionResidual twins = new InceptionResidual();
        assertThat(verdicts(judge(twins, Budget.SHORT, twins(0.8, 0.9, 0.85, 15, 16))))
                .containsExactly(
                        Verdict.CONFIRMED, Verdict.CONFIRMED, Verdict.CONFIRMED, Verdict.CONFIRMED);
        assertThat(verdicts(judge(twins, Budget.SHORT, twins(0.9, 0.8, 0.95, 15, 19))))
                .containsExactly(
                        Verdict.REFUTED, Verdict.CONFIRMED, Verdict.REFUTED, Verdict.REFUTED);
        assertThat(verdicts(judge(twins, Budget.SHORT, twins(0.9, 0.95, 0.8, 19, 15))))
                .containsExactly(
                        Verdict.CONFIRMED, Verdict.REFUTED, Verdict.REFUTED, Verdict.REFUTED);
    }

    @Test
    void twins_that_have_learned_nothing_cannot_tell() {
        InceptionResidual twins = new InceptionResidual();
        assertThat(verdicts(judge(twins, Budget.SHORT, twins(0.98, 0.99, 0.99, 90, 90))))
                .containsOnly(Verdict.INCONCLUSIVE);
    }

    private static List<Trial> depth(Map<String, Double> growth, double dead, double damped) {
        List<Trial> trials = new ArrayList<>();
        for (long seed = 1; seed <= 3; seed++) {
            for (Map.Entry<String, Double> entry : growth.entrySet()) {
                trials.add(
                        new Trial(
                                InceptionDepth.untrained(entry.getKey()),
                                seed,
                                Map.of("growthB", entry.getValue() + 0.01 * seed),
                                List.of()));
            }
            trials.add(
                    new Trial(
                            InceptionDepth.trained("1"),
                            seed,
                            Map.of("deadUnits", dead),
                            List.of()));
            trials.add(
                    new Trial(
                            InceptionDepth.trained("0.1"),
                            seed,
                            Map.of("deadUnits", damped),
                            List.of()));
        }
        return trials;
    }

    @Test
    void variance_grows_with_the_scale_or_does_not() {
        Map<String, Double> growing = new LinkedHashMap<>(Map.of("0.1", 1.1, "0.3", 2.0));
        growing.put("1", 9.0);
        assertThat(judge(new InceptionDepth(), Budget.SHORT, depth(growing, 0, 0)).get(0).verdict())
                .isEqualTo(Verdict.CONFIRMED);
        growing.put("1", 1.0);
        assertThat(judge(new InceptionDepth(), Budget.SHORT, depth(growing, 0, 0)).get(0).verdict())
                .isEqualTo(Verdict.REFUTED);
    }

    @Test
    void a_wide_net_dies_or_lives_and_is_mended_or_not() {
        Map<String, Double> growth = Map.of("0.1", 1.0, "0.3", 2.0, "1", 3.0);
        InceptionDepth experiment = new InceptionDepth();
        Finding dies = judge(experiment, Budget.SHORT, depth(growth, 100, 3)).get(1);
        assertThat(dies.verdict()).isEqualTo(Verdict.CONFIRMED);
        assertThat(dies.measured()).contains("wide s=1 100.0/100.0/100.0 %");
        Finding lives = judge(experiment, Budget.SHORT, depth(growth, 3, 3)).get(1);
        assertThat(lives.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(lives.why()).startsWith("0 of 3 undamped nets died").contains("after 320 steps");
        assertThat(judge(experiment, Budget.PAPER, depth(growth, 3, 3)).get(1).verdict())
                .isEqualTo(Verdict.REFUTED);
        Finding both = judge(experiment, Budget.SHORT, depth(growth, 100, 100)).get(1);
        assertThat(both.verdict()).isEqualTo(Verdict.REFUTED);
        assertThat(both.why()).startsWith("3 of 3 undamped nets died and 3 of 3 damped ones");
    }

    private static Map<String, Double> figures(double error, double jitter) {
        return Map.of(
                "testError", 0.3 * error + jitter, "validationError", error, "trainLoss", 1.0);
    }

    private static List<Trial> deaths(double undamped, double slow, double damped) {
        List<Trial> trials = new ArrayList<>();
        for (long seed = 1; seed <= 3; seed++) {
            trials.add(new Trial("s=1", seed, Map.of("deadUnits", undamped), List.of()));
            trials.add(
                    new Trial(
                            "s=1, a tenth of the rate",
                            seed,
                            Map.of("deadUnits", slow),
                            List.of()));
            trials.add(new Trial("s=0.1", seed, Map.of("deadUnits", damped), List.of()));
        }
        return trials;
    }

    @Test
    void death_is_decided_after_as_many_steps_as_the_papers_and_not_before() {
        InceptionDeath experiment = new InceptionDeath();
        assertThat(verdicts(judge(experiment, Budget.SHORT, deaths(100, 100, 3))))
                .containsExactly(Verdict.CONFIRMED, Verdict.CONFIRMED);
        assertThat(verdicts(judge(experiment, Budget.SHORT, deaths(100, 3, 3))))
                .containsExactly(Verdict.CONFIRMED, Verdict.REFUTED);
        assertThat(verdicts(judge(experiment, Budget.SHORT, deaths(3, 3, 3))))
                .containsExactly(Verdict.REFUTED, Verdict.REFUTED);
        assertThat(verdicts(judge(experiment, Budget.SMOKE, deaths(3, 3, 3))))
                .containsExactly(Verdict.INCONCLUSIVE, Verdict.INCONCLUSIVE);
    }

    private static Trial net(String arm, long seed, double... errors) {
        List<Map<String, Double>> history = new ArrayList<>();
        for (double error : errors) {
            history.add(Map.of("testError", error, "topFiveError", error / 3));
        }
        return new Trial(arm, seed, history.get(history.size() - 1), history);
    }

    @Test
    void residual_nets_are_sooner_or_later_on_imagenet() {
        for (boolean sooner : new boolean[] {true, false}) {
            List<Trial> trials = new ArrayList<>();
            for (long seed = 1; seed <= 6; seed++) {
                double[] fast = {60, 30 + seed, 19, 18};
                double[] slow = {80, 60, 30 + seed, 20};
                for (String net : List.of("inception-resnet-v1", "inception-resnet-v2")) {
                    trials.add(net(net, seed, sooner ? fast : slow));
                }
                for (String net : List.of("inception-v3", "inception-v4")) {
                    trials.add(net(net, seed, sooner ? slow : fast));
                }
            }
            var whole = new InceptionImageNet().plan(Budget.PAPER, set -> true);
            Evidence evidence = new Evidence("inception/imagenet", trials);
            for (int i = 0; i < 2; i++) {
                assertThat(whole.checks().get(i).judge(evidence).verdict())
                        .isEqualTo(sooner ? Verdict.CONFIRMED : Verdict.REFUTED);
            }
        }
    }

    private static List<Trial> optimizers(double[] rmsprop, double[] momentum) {
        List<Trial> trials = new ArrayList<>();
        for (long seed = 1; seed <= 3; seed++) {
            for (int i = 0; i < rmsprop.length; i++) {
                trials.add(
                        new Trial(
                                InceptionOptimizer.RMSPROP.get(i),
                                seed,
                                figures(rmsprop[i], 0.1 * seed),
                                List.of()));
                trials.add(
                        new Trial(
                                InceptionOptimizer.MOMENTUM.get(i),
                                seed,
                                figures(momentum[i], 0.15 * seed),
                                List.of()));
            }
        }
        return trials;
    }

    @Test
    void rmsprop_is_better_or_worse_than_momentum_each_at_its_best() {
        InceptionOptimizer experiment = new InceptionOptimizer();
        double[] good = {60, 40, 50, 70, 80, 85};
        double[] poor = {60, 55, 50, 70, 80, 85};
        double[] open = {30, 40, 50, 70, 80, 85};
        assertThat(verdicts(judge(experiment, Budget.SHORT, optimizers(good, poor))))
                .containsExactly(Verdict.CONFIRMED);
        assertThat(verdicts(judge(experiment, Budget.SHORT, optimizers(poor, good))))
                .containsExactly(Verdict.REFUTED);
        assertThat(verdicts(judge(experiment, Budget.SHORT, optimizers(open, poor))))
                .containsExactly(Verdict.INCONCLUSIVE);
    }

    @Test
    void a_count_that_is_off_by_one_refutes() {
        InceptionCounts experiment = new InceptionCounts();
        var plan = experiment.plan(Budget.SHORT, set -> true);
        Map<String, Double> right = new java.util.HashMap<>();
        ((dev.hearth.experiments.claim.Fact) plan.checks().get(0))
                .bounds()
                .keySet()
                .forEach(name -> right.put(name, 0.0));
        List<Trial> trials = List.of(new Trial("nets", 1, right, List.of()));
        assertThat(verdicts(judge(experiment, Budget.SHORT, trials)))
                .containsExactly(Verdict.CONFIRMED);
        right.put("parametersOff", 1.0);
        trials = List.of(new Trial("nets", 1, right, List.of()));
        assertThat(verdicts(judge(experiment, Budget.SHORT, trials)))
                .containsExactly(Verdict.REFUTED);
    }

    @Test
    void errors_on_imagenet_are_not_tested_with_a_reason() {
        Finding finding =
                new InceptionImageNet()
                        .plan(Budget.SHORT, set -> false)
                        .checks()
                        .get(2)
                        .judge(new Evidence("inception/imagenet", List.of()));
        assertThat(finding.verdict()).isEqualTo(Verdict.NOT_TESTED);
        assertThat(finding.why()).startsWith("data not available: ImageNet");
        assertThat(new InceptionImageNet().plan(Budget.SHORT, set -> false).jobs()).isEmpty();
    }
}
