package dev.hearth.papers.precision;

import static dev.hearth.train.recipe.Origin.ours;

import dev.hearth.experiments.Budgets;
import dev.hearth.experiments.Job;
import dev.hearth.experiments.PaperExperiment;
import dev.hearth.experiments.Phrase;
import dev.hearth.experiments.Plan;
import dev.hearth.experiments.TrainingJob;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.Equivalence;
import dev.hearth.experiments.claim.RequiresLearning;
import dev.hearth.nn.Precision;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.recipe.RecipeJson;
import dev.hearth.train.recipe.RunSpec;
import dev.hearth.zoo.ModelRegistry;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * One net in float32 and in bfloat16, everything else alike: equal seeds begin with equal weights and see
 * equal batches. Measured on all test images.
 */
public final class SameLearning extends PaperExperiment {

    private static final RecipeJson JSON = RecipeJson.of(ModelRegistry.layerJson());

    private final PairedNet net;

    public SameLearning(PairedNet net) {
        super(
                "precision/" + net.word(),
                "bfloat16 beside float32: " + net.experiment().name() + ", " + net.arm());
        this.net = net;
    }

    private static String arm(Precision precision) {
        return precision.name().toLowerCase(Locale.ROOT);
    }

    /** At {@code evidence} the recipe of {@code short} with more seeds. */
    private static Budget of(Budget budget) {
        return budget == Budget.EVIDENCE ? Budget.SHORT : budget;
    }

    private RunSpec recipe(RunSpec base, Precision precision, Budget budget) {
        RunSpec recipe = JSON.renamed(base, name() + "/" + arm(precision));
        if (precision != Precision.FLOAT32) {
            recipe = JSON.amendedAny(recipe, "precision=" + precision, ours("what is compared"));
        }
        boolean isPart = budget == Budget.SHORT || budget == Budget.EVIDENCE;
        if (isPart && recipe instanceof Recipe) {
            recipe = JSON.amendedAny(recipe, "corpus.testing=0", ours("all test images"));
        }
        if (isPart && net.epochs().isPresent()) {
            recipe = JSON.amendedAny(recipe, "epochs=" + net.epochs().getAsInt(), ours("budget"));
        }
        return recipe;
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        List<Job> jobs = net.experiment().plan(of(budget), available).jobs();
        if (jobs.isEmpty()) {
            return Plan.absent("its data set", List.of(check("data not available")));
        }
        RunSpec base =
                jobs.stream()
                        .filter(job -> job.arm().equals(net.arm()))
                        .flatMap(job -> job.spec().stream())
                        .findFirst()
                        .orElseThrow();
        Map<String, RunSpec> recipes = new TreeMap<>();
        for (Precision precision : Precision.values()) {
            recipes.put(arm(precision), recipe(base, precision, budget));
        }
        int seeds = Budgets.pick(budget, 1, 3, 6, 6);
        RunSpec one = recipes.get(arm(Precision.FLOAT32));
        String work =
                Phrase.of(
                        "{} on {}, {} epochs, batch {}, {} seeds",
                        net.arm(),
                        one.images().orElseThrow().spec().set(),
                        one.epochCount(),
                        one.batch().value(),
                        seeds);
        return new Plan(
                "the recipe of "
                        + net.experiment().name()
                        + " at "
                        + of(budget).word()
                        + ": "
                        + work,
                "",
                TrainingJob.all(seeds, recipes.keySet(), budget, List.of(), recipes::get),
                List.of(check(work)),
                List.of());
    }

    private ClaimCheck check(String deviation) {
        String single = arm(Precision.FLOAT32);
        String half = arm(Precision.BFLOAT16);
        return new RequiresLearning(
                new Equivalence(net.claim(), net.measure(), single, half, net.margin(), deviation),
                List.of(single, half),
                List.of(net.learned()),
                List.of());
    }
}
