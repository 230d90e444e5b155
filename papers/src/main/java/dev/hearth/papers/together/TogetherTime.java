package dev.hearth.papers.together;

import dev.hearth.experiments.Budgets;
import dev.hearth.experiments.CurveFigure;
import dev.hearth.experiments.PaperExperiment;
import dev.hearth.experiments.Plan;
import dev.hearth.experiments.TrainingJob;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.Measure;
import dev.hearth.papers.together.CombinedArm.Factor;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.Recipe;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Four of the five papers' ideas in one net on CIFAR-10 against none of them and against each alone, at equal
 * multiply-adds an image and in equal training time: each arm has the epochs that take as long as the whole
 * net's, to the nearest, as {@link CombinedArm} knows what a step takes.
 */
public final class TogetherTime extends PaperExperiment {

    private static final String WHOLE = CombinedArm.name(CombinedArm.ALL);

    public TogetherTime() {
        super(
                "together/equal-time",
                "four ideas in one net, none and each, in equal training time");
    }

    /** The arms' factors: none, each alone, all. */
    static List<Set<Factor>> sets() {
        return CombinedArm.subsets().stream()
                .filter(some -> some.size() < 2 || some.equals(CombinedArm.ALL))
                .toList();
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        if (!available.test(CombinedRecipe.SET)) {
            return Plan.absent(CombinedRecipe.SET, checks("data not available"));
        }
        int seeds = Budgets.pick(budget, 1, 6, 6, 6);
        Map<String, Recipe> recipes = new LinkedHashMap<>();
        for (Set<Factor> some : sets()) {
            String arm = CombinedArm.name(some);
            recipes.put(
                    arm,
                    CombinedRecipe.of(name() + "/" + arm, CombinedArm.inEqualTime(some), budget));
        }
        return new Plan(
                CombinedRecipe.summary(recipes.get(WHOLE), budget, seeds)
                        + "; the others as many epochs as take the same time",
                "",
                TrainingJob.all(seeds, recipes.keySet(), budget, List.of(), recipes::get),
                checks(""),
                List.of(curves()));
    }

    /** An idea makes an epoch longer or shorter. */
    static CurveFigure curves() {
        Map<String, Double> steps = new HashMap<>();
        sets().forEach(some -> steps.put(CombinedArm.name(some), CombinedArm.step(some)));
        return CurveFigure.linear("test-error", "Test error", "testError", "%")
                .against("training time, in epochs of the net with none of the ideas", steps::get);
    }

    private static List<ClaimCheck> checks(String deviation) {
        List<ClaimCheck> alone = new ArrayList<>();
        for (Factor factor : Factor.values()) {
            String one = CombinedArm.name(EnumSet.of(factor));
            alone.add(Measure.TEST_ERROR.order("against " + one, deviation, WHOLE, one));
        }
        List<String> arms = sets().stream().map(CombinedArm::name).toList();
        return List.of(
                CombinedRecipe.learned(
                        Measure.TEST_ERROR.order(
                                TogetherClaims.BEYOND_PLAIN_IN_TIME,
                                deviation,
                                WHOLE,
                                CombinedArm.name(Set.of())),
                        arms),
                CombinedRecipe.learned(
                        TogetherClaims.BEYOND_EACH_IN_TIME.all(deviation, alone), arms));
    }
}
