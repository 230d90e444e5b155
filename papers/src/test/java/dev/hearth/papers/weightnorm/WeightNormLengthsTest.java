package dev.hearth.papers.weightnorm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.experiments.Plot;
import dev.hearth.experiments.claim.Evidence;
import dev.hearth.experiments.claim.Trial;
import dev.hearth.experiments.claim.Verdict;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class WeightNormLengthsTest {

    @Test
    void every_told_step_has_its_figures_and_v_grows_by_pythagoras() {
        Map<String, Double> figures = WeightNormLengths.measure(0.01, 5, new Seed(1), Device.CPU);
        assertThat(figures.keySet().stream().filter(name -> name.startsWith("length ")))
                .containsExactly(
                        "length 0001", "length 0002", "length 0003", "length 0004", "length 0005");
        assertThat(figures.get("length 0001")).isGreaterThan(1);
        assertThat(figures.get("length 0005")).isGreaterThan(figures.get("length 0004"));
        // Of one unit the growth is √(1 + c²); of the mean over units it lies above, since it is
        // convex.
        double c = figures.get("turn 0001");
        assertThat(figures.get("length 0001")).isGreaterThanOrEqualTo(Math.sqrt(1 + c * c) - 1e-6);
        assertThat(figures.get("shrinkage")).isLessThan(1e-6);
        assertThat(figures.get("distanceFromPythagoras")).isLessThan(1e-5);
    }

    private static Verdict judged(double shrinkage, double... ends) {
        List<Trial> trials = new ArrayList<>();
        List<String> arms = List.of("rate 0.003", "rate 0.01", "rate 0.03");
        for (int seed = 1; seed <= 4; seed++) {
            for (int i = 0; i < 3; i++) {
                Map<String, Double> figures =
                        new TreeMap<>(
                                Map.of(
                                        "shrinkage",
                                        shrinkage,
                                        "distanceFromPythagoras",
                                        1e-7,
                                        "length 0400",
                                        ends[i] + 0.01 * i * seed));
                trials.add(new Trial(arms.get(i), seed, figures, List.of()));
            }
        }
        return WeightNormLengths.check(400).judge(new Evidence("e", trials)).verdict();
    }

    @Test
    void the_check_comes_out_either_way() {
        assertThat(judged(0, 2, 5, 9)).isEqualTo(Verdict.CONFIRMED);
        assertThat(judged(0.1, 2, 5, 9)).as("it shrank").isEqualTo(Verdict.REFUTED);
        assertThat(judged(0, 9, 5, 2)).as("the other way round").isEqualTo(Verdict.REFUTED);
    }

    @Test
    void a_run_that_diverged_ends_its_line_early() {
        Evidence evidence =
                new Evidence(
                        "e",
                        List.of(
                                new Trial(
                                        "rate 1",
                                        1,
                                        Map.of("turn 0001", 1.0, "turn 0002", 0.5),
                                        List.of()),
                                new Trial("rate 1", 2, Map.of("turn 0001", 2.0), List.of()),
                                new Trial("other", 1, Map.of("shrinkage", 0.0), List.of())));
        StepFigure picture = new StepFigure("turn", "Turn", "turn", "c");
        Plot plot = picture.plot(evidence);
        assertThat(plot.lines()).hasSize(1);
        assertThat(plot.lines().get(0).at()).containsExactly(1.0, 2.0);
        assertThat(plot.lines().get(0).runs().get(1)).containsExactly(2.0, Double.NaN);
        assertThat(picture.hasSubject(evidence)).isTrue();
    }
}
