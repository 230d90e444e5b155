package dev.hearth.papers.gan;

import static dev.hearth.train.recipe.Origin.ours;

import dev.hearth.experiments.Budgets;
import dev.hearth.experiments.Job;
import dev.hearth.experiments.PaperExperiment;
import dev.hearth.experiments.Phrase;
import dev.hearth.experiments.Plan;
import dev.hearth.experiments.TrainingJob;
import dev.hearth.experiments.claim.Claim;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.Measure;
import dev.hearth.experiments.claim.Reinterpreted;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.GanRecipe;
import dev.hearth.train.recipe.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Texture against structure of generated CIFAR-10 images as a statistic (Goodfellow et al. 2014, fig. 2c
 * and 2d, which are pictures): the nets of {@code gan/cifar-10}, several seeds, measured by {@link
 * TextureAndStructure}.
 */
public final class GanTexture extends PaperExperiment {

    private static final String SET = "cifar-10";
    private static final List<String> ARMS = List.of(GanCifar.CONNECTED, GanCifar.CONVOLUTIONAL);

    private static final Claim CLAIM =
            new Claim(
                    GanClaims.CIFAR.id(),
                    "on CIFAR-10 samples have more of the texture of real images (5×5 patches) than of their"
                            + " structure (a classifier's confidence), each on a scale from 0, real images"
                            + " without it, to 1, real images",
                    "fig. 2c, 2d: pictures");

    public GanTexture() {
        super("gan/texture", "texture against structure of CIFAR-10 samples, as a statistic");
    }

    private GanRecipe recipe(String arm, Budget budget) {
        GanRecipe whole = new GanCifar().recipe(arm, budget);
        DatasetSpec images =
                Budgets.part(SET, budget, new int[] {600, 200}, new int[] {20_000, 4_000});
        int epochs = Budgets.pick(budget, 1, 8, 250);
        return new GanRecipe(
                name() + "/" + arm,
                new Setting<>(images, ours("budget")),
                whole.preparation(),
                new Setting<>(0, ours("nothing is chosen on images held out")),
                whole.generator(),
                whole.discriminator(),
                whole.noise(),
                whole.outputBias(),
                whole.payoff(),
                whole.labels(),
                whole.turns(),
                whole.generatorUpdate(),
                whole.discriminatorUpdate(),
                whole.average(),
                whole.gauges(),
                whole.batch(),
                new Setting<>(epochs, ours("the code has no stop")),
                whole.precision());
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        if (!available.test(SET)) {
            return Plan.absent(SET, List.of(check("data not available")));
        }
        int seeds = Budgets.pick(budget, 1, 3, 3);
        int compared = Budgets.pick(budget, 200, 4_000, 10_000);
        List<Job> jobs = new ArrayList<>();
        for (long seed = 1; seed <= seeds; seed++) {
            for (String arm : ARMS) {
                GanRecipe recipe = recipe(arm, budget);
                jobs.add(
                        new TrainingJob(
                                arm,
                                seed,
                                recipe,
                                budget,
                                List.of(new TextureAndStructure(recipe, compared))));
            }
        }
        GanRecipe one = recipe(GanCifar.CONNECTED, budget);
        String deviation =
                budget == Budget.PAPER
                        ? "how many epochs the paper ran is unknown"
                        : Phrase.of(
                                "a quarter of the width, Adam at rates of ours, {} images and {} epochs",
                                one.corpus().value().training(),
                                one.epochs().value());
        return new Plan(
                Phrase.of(
                        "CIFAR-10 with global contrast normalisation of scale 55, {} epochs, {} seeds, {}"
                                + " samples beside {} test images",
                        one.epochs().value(),
                        seeds,
                        compared,
                        compared),
                deviation,
                jobs,
                List.of(check(deviation)),
                List.of());
    }

    static ClaimCheck check(String deviation) {
        return CLAIM.all(deviation, ARMS.stream().map(GanTexture::moreTexture).toList());
    }

    private static ClaimCheck moreTexture(String arm) {
        return new Reinterpreted(
                Measure.of("share of what real images have", "", Reinterpreted.VALUE)
                        .order(arm, "", "structure", "texture"),
                Reinterpreted.figuresAsArms(
                        arm,
                        Map.of(
                                "structure", trial -> trial.metric("structure"),
                                "texture", trial -> trial.metric("texture"))));
    }
}
