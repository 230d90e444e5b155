package dev.hearth.papers.together;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.experiments.Plan;
import dev.hearth.experiments.claim.Evidence;
import dev.hearth.experiments.claim.Finding;
import dev.hearth.experiments.claim.Trial;
import dev.hearth.experiments.claim.Verdict;
import dev.hearth.nn.Precision;
import dev.hearth.nn.Shape;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.zoo.together.CombinedNet;
import dev.hearth.zoo.together.Idea;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TogetherBestTest {

    @ParameterizedTest
    @CsvSource({"SMOKE, 3, FLOAT32", "SHORT, 32, BFLOAT16", "EVIDENCE, 159, BFLOAT16"})
    void one_net_of_all_ideas_grows_with_the_budget(
            Budget budget, double millions, Precision precision) {
        Plan plan = new TogetherBest().plan(budget, set -> true);
        assertThat(plan.jobs()).hasSize(1);
        Recipe recipe = (Recipe) plan.jobs().get(0).spec().orElseThrow();
        CombinedNet net = (CombinedNet) recipe.model().value();
        assertThat(net.ideas()).containsExactlyInAnyOrder(Idea.values());
        assertThat(net.cost(new Shape.Image(3, 32, 32)).multiplyAdds() / 1e6)
                .isCloseTo(millions, within(0.05 * millions));
        assertThat(recipe.precision().value()).isEqualTo(precision);
    }

    @Test
    void one_run_says_its_error_and_decides_nothing() {
        Plan plan = new TogetherBest().plan(Budget.SHORT, set -> true);
        Map<String, Double> figures = Map.of("averagedError12", 2.5);
        Finding finding =
                plan.decide(
                        plan.checks().get(0),
                        new Evidence(
                                "together/best-cifar-10",
                                List.of(new Trial("all", 1, figures, List.of(figures)))));
        assertThat(finding.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(finding.measured())
                .contains("12 tests (weight normalisation: 7.31 %) 2.5")
                .contains("12 tests (ELU: 6.55 %) 2.5");
        assertThat(finding.why()).contains("1 run cannot show a spread");
    }
}
