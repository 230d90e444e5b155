package dev.hearth.papers.gan;

import static dev.hearth.train.recipe.Origin.ours;
import static dev.hearth.train.recipe.Origin.paper;

import dev.hearth.experiments.Budgets;
import dev.hearth.experiments.CurveFigure;
import dev.hearth.experiments.Figure;
import dev.hearth.experiments.PaperExperiment;
import dev.hearth.experiments.Phrase;
import dev.hearth.experiments.Plan;
import dev.hearth.experiments.TrainingJob;
import dev.hearth.experiments.claim.Claim;
import dev.hearth.experiments.claim.Evidence;
import dev.hearth.optim.loss.GanLoss;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.GanRecipe;
import dev.hearth.train.recipe.GeneratorMetric;
import dev.hearth.train.recipe.Noise;
import dev.hearth.train.recipe.Origin;
import dev.hearth.train.recipe.OutputBias;
import dev.hearth.train.recipe.Preprocessing;
import dev.hearth.train.recipe.UpdateRatio;
import dev.hearth.zoo.gan.GanDiscriminator;
import dev.hearth.zoo.gan.GanGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * The face nets on a folder of one's own pictures, as 48×48 in grey, since the Toronto faces are licensed
 * (Goodfellow et al. 2014, §5, table 1): {@code faces/} in the data folder, with faces or anything else.
 * Without one, drawn digits go through the same recipe at a small size.
 */
public final class GanFolder extends PaperExperiment {

    private static final String SET = "faces";
    private static final String ARM = "first stage";
    private static final int UNITS = 1200;
    private static final int SIDE = 48;

    /** The Toronto faces have five. */
    private static final int FOLDS = 5;

    private static final Claim OWN =
            new Claim(
                    GanClaims.FACES.id(),
                    "on faces of one's own in the format of the Toronto faces the nets learn to draw faces:"
                            + " the Parzen-window log-likelihood is told",
                    "table 1: 2057 ± 26, on the Toronto faces");

    public GanFolder() {
        super("gan/faces-folder", "the face nets on a folder of one's own pictures");
    }

    GanRecipe recipe(Budget budget, boolean there) {
        boolean whole = budget == Budget.PAPER && there;
        int divisor = whole ? 1 : there ? 4 : 16;
        Origin code = paper("code, tfd_pretrain/train.yaml");
        Origin small = ours("budget");
        int samples = there ? 2_000 : 100;
        return GanRecipe.named(name() + "/" + ARM)
                .corpus(
                        there ? new DatasetSpec(SET, 0, 0) : new DatasetSpec("strokes", 200, 100),
                        there ? ours("a folder of pictures") : small)
                .preparation(
                        there ? new Preprocessing.Plain() : new Preprocessing.Centred(SIDE, 0, 1),
                        ours("48×48 in grey, as the Toronto faces"))
                .generator(
                        new GanGenerator(GanGenerator.Images.FACES_FIRST_STAGE, divisor),
                        whole ? code : small)
                .discriminator(new GanDiscriminator(UNITS / divisor), whole ? code : small)
                .noise(new Noise(Noise.Law.GAUSSIAN, 100), code)
                .outputBias(OutputBias.MEAN_PIXELS, code)
                .payoff(GanLoss.PUBLISHED, code)
                .turns(UpdateRatio.simultaneous(), code)
                .generatorUpdate(
                        whole ? GanUpdates.published(0.05) : GanUpdates.adam(2e-4),
                        whole ? code : small)
                .discriminatorUpdate(
                        whole ? GanUpdates.published(0.05) : GanUpdates.adam(5e-5),
                        whole ? code : small)
                .gauges(
                        List.of(
                                new GeneratorMetric.ParzenFolds(
                                        10, whole ? 10_000 : samples, FOLDS)),
                        paper("§5, table 1: a σ for each fold, the error across folds"))
                .batch(there ? 100 : 50, there ? code : small)
                .epochs(there ? Budgets.pick(budget, 2, 30, 50) : 2, whole ? code : small)
                .build();
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        boolean there = available.test(SET);
        GanRecipe recipe = recipe(budget, there);
        String why =
                there
                        ? "another set of pictures than the paper's has another likelihood"
                        : "data not available: no folder of faces; with one the recipe runs";
        List<Figure> pictures = new ArrayList<>(SampleSheet.all(1, ARM));
        pictures.add(
                CurveFigure.linear("parzen", "Parzen-window log-likelihood", "parzen", "nats"));
        return new Plan(
                Phrase.of(
                        "{} of 48×48, noise of 100, batches of {}, {} epochs",
                        there ? "pictures of the folder faces" : "drawn digits",
                        recipe.batch().value(),
                        recipe.epochs().value()),
                Phrase.joined(
                        there ? "one's own pictures" : "drawn digits stand in",
                        budget == Budget.PAPER && there
                                ? "the first of the two stages, without its limit on column norms"
                                : "a part of the width, Adam, the first of the two stages"),
                List.of(new TrainingJob(ARM, 1, recipe, budget, List.of())),
                List.of(OWN.untested(GanFolder::text, why)),
                pictures);
    }

    private static String text(Evidence evidence) {
        if (evidence.of(ARM).isEmpty()) {
            return "not run";
        }
        return String.format(
                Locale.ROOT, "%.0f nats of 48×48 pixels", evidence.of(ARM).get(0).metric("parzen"));
    }
}
