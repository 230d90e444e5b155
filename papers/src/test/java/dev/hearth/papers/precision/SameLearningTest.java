package dev.hearth.papers.precision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.experiments.Job;
import dev.hearth.experiments.Plan;
import dev.hearth.nn.Precision;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.RunSpec;
import dev.hearth.train.recipe.Setting;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SameLearningTest {

    /** Settings by name without origins. */
    private static Map<String, Object> values(RunSpec recipe) {
        Map<String, Object> values = new HashMap<>();
        recipe.settings().forEach((name, setting) -> values.put(name, setting.value()));
        return values;
    }

    @ParameterizedTest
    @EnumSource
    void the_two_arms_differ_in_nothing_but_the_precision(PairedNet net) {
        Plan plan = new SameLearning(net).plan(Budget.EVIDENCE, set -> true);
        List<RunSpec> recipes =
                plan.jobs().stream()
                        .filter(job -> job.seed() == 1)
                        .map(Job::spec)
                        .map(java.util.Optional::orElseThrow)
                        .toList();
        assertThat(plan.jobs()).hasSize(12);
        assertThat(recipes)
                .extracting(RunSpec::name)
                .containsExactly(
                        "precision/" + net.word() + "/bfloat16",
                        "precision/" + net.word() + "/float32");
        Map<String, Object> half = values(recipes.get(0));
        Map<String, Object> single = values(recipes.get(1));
        assertThat(half.remove("precision")).isEqualTo(Precision.BFLOAT16);
        assertThat(single.remove("precision")).isEqualTo(Precision.FLOAT32);
        assertThat(half).isEqualTo(single);
        assertThat(recipes.get(0).images().orElseThrow().spec().testing()).isZero();
    }

    @Test
    void a_net_whose_images_are_missing_is_not_tested() {
        Plan plan = new SameLearning(PairedNet.WEIGHT_NORM).plan(Budget.SHORT, set -> false);
        assertThat(plan.jobs()).isEmpty();
        assertThat(plan.checks()).hasSize(1);
    }

    @Test
    void an_amendment_says_where_it_comes_from() {
        Plan plan = new SameLearning(PairedNet.GAN).plan(Budget.SHORT, set -> true);
        Setting<?> precision = plan.jobs().get(0).spec().orElseThrow().settings().get("precision");
        assertThat(precision.origin().toString()).contains("what is compared");
    }
}
