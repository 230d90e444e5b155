package dev.hearth.papers.together;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.experiments.Job;
import dev.hearth.experiments.Plot;
import dev.hearth.experiments.claim.Evidence;
import dev.hearth.experiments.claim.Trial;
import dev.hearth.papers.together.CombinedArm.Factor;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.Recipe;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TogetherTimeTest {

    /** Epochs times what the bench measured of a step: within half an epoch of the whole net's. */
    @ParameterizedTest
    @EnumSource(
            value = Budget.class,
            names = {"SHORT", "EVIDENCE", "PAPER"})
    void arms_of_equal_time_have_as_many_epochs_as_go_into_the_whole_nets(Budget budget) {
        Map<String, Double> steps =
                Map.of("plain", 1.0, "ELU", 1.1, "WN", 0.616, "FMP", 0.88, "residual", 1.01);
        Map<String, Integer> epochs = new HashMap<>();
        for (Job job : new TogetherTime().plan(budget, set -> true).jobs()) {
            Recipe recipe = (Recipe) job.spec().orElseThrow();
            epochs.put(job.arm(), recipe.epochs().value());
        }
        double whole = 0.689 * epochs.get("all four");
        steps.forEach(
                (arm, step) ->
                        assertThat(step * epochs.get(arm))
                                .as(arm)
                                .isCloseTo(whole, within(step / 2)));
        assertThat(epochs.get("WN")).isGreaterThan(epochs.get("all four"));
        assertThat(epochs.get("plain")).isLessThan(epochs.get("all four"));
    }

    @Test
    void curves_of_equal_time_end_together() {
        List<Trial> trials = new ArrayList<>();
        for (Set<Factor> some : TogetherTime.sets()) {
            String arm = CombinedArm.name(some);
            int epochs = some.equals(CombinedArm.ALL) ? 6 : some.isEmpty() ? 4 : 5;
            for (long seed = 1; seed <= 2; seed++) {
                trials.add(
                        new Trial(
                                arm,
                                seed,
                                Map.of(),
                                Collections.nCopies(epochs, Map.of("testError", 50.0 + seed))));
            }
        }
        trials.add(Trial.diverged("ELU", 3));
        Plot plot = TogetherTime.curves().plot(new Evidence("made", trials));
        assertThat(plot.lines())
                .extracting(Plot.Line::name)
                .containsExactly("plain", "ELU", "WN", "FMP", "residual", "all four");
        assertThat(plot.lines().get(0).at()).containsExactly(1.0, 2.0, 3.0, 4.0);
        assertThat(plot.lines().get(5).at().get(5)).isCloseTo(4.134, within(1e-9));
        assertThat(plot.lines().get(5).runs())
                .containsExactly(Collections.nCopies(6, 51.0), Collections.nCopies(6, 52.0));
        assertThat(TogetherTime.curves().plot(new Evidence("none", List.of())).lines()).isEmpty();
    }
}
