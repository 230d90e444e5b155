package dev.hearth.papers.weightnorm;

import static dev.hearth.train.recipe.Origin.ours;
import static dev.hearth.train.recipe.Origin.paper;

import dev.hearth.experiments.Budgets;
import dev.hearth.experiments.CurveFigure;
import dev.hearth.experiments.Experiment;
import dev.hearth.experiments.Figure;
import dev.hearth.experiments.Job;
import dev.hearth.experiments.Phrase;
import dev.hearth.experiments.Plan;
import dev.hearth.experiments.RunFileFigure;
import dev.hearth.experiments.TrainingJob;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.Measure;
import dev.hearth.experiments.claim.RequiresLearning.Condition;
import dev.hearth.experiments.claim.Trial;
import dev.hearth.nn.Layer;
import dev.hearth.nn.layers.Layers;
import dev.hearth.optim.Adamax;
import dev.hearth.optim.MovingAverage;
import dev.hearth.optim.WithMovingAverage;
import dev.hearth.optim.schedule.ConstantSchedule;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.Objective;
import dev.hearth.train.recipe.ParameterStart;
import dev.hearth.train.recipe.Recipe;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * Convolutional variational autoencoders with and without weight normalisation (Salimans and Kingma
 * 2016, §5.2, fig. 3), at equal epochs, measured with averaged weights.
 */
public final class WeightNormVae implements Experiment {

    private static final List<String> ARMS = List.of("plain", "WN");

    private final VaeImages images;

    private WeightNormVae(VaeImages images) {
        this.images = images;
    }

    /** {@code weightnorm/vae-mnist}: digits, with a Bernoulli likelihood for each pixel. */
    public static WeightNormVae mnist() {
        return new WeightNormVae(VaeImages.MNIST);
    }

    /** {@code weightnorm/vae-cifar-10}: photographs, with a discretised logistic for each value. */
    public static WeightNormVae cifar() {
        return new WeightNormVae(VaeImages.CIFAR_10);
    }

    @Override
    public String name() {
        return "weightnorm/vae-" + images.set();
    }

    @Override
    public String about() {
        return "a convolutional variational autoencoder of "
                + images.set()
                + ", weight normalisation against plain";
    }

    private static int batch(Budget budget) {
        return budget == Budget.SMOKE ? 50 : 100;
    }

    /** Over ten epochs a short run would be measured with what it was at the beginning. */
    private MovingAverage average(Budget budget) {
        long steps = images.images(budget) / batch(budget);
        return budget == Budget.PAPER
                ? MovingAverage.overEpochs(10, steps)
                : new MovingAverage(
                        MovingAverage.overEpochs(0.5, steps).decay(),
                        MovingAverage.Beginning.GENTLE);
    }

    private Recipe recipe(String arm, String set, Budget budget) {
        boolean whole = budget == Budget.PAPER;
        Layer net = images.net(budget);
        return Recipe.named(name() + "/" + arm)
                .corpus(images.corpus(set, budget), whole ? paper("§5.2") : ours("budget"))
                .model(arm.equals("WN") ? Layers.weightNorm(net) : net, ours(images.about(budget)))
                .objective(Objective.RECONSTRUCT, paper("§5.2"))
                .loss(images.bound(budget), paper("§5.2: the variational bound"))
                .optimizer(
                        new WithMovingAverage(new Adamax(), average(budget)),
                        whole
                                ? paper("§5.2: Adamax, averaged over about 10 epochs")
                                : ours("§5.2: Adamax; averaged over half an epoch: budget"))
                .rate(new ConstantSchedule(0.002), paper("§5.2"))
                .start(new ParameterStart.FromImages(100, false), paper("§3, both arms alike"))
                .batch(batch(budget), ours("the paper does not say"))
                .epochs(images.epochs(budget), ours(budget.word() + " budget"))
                .build();
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        if (images == VaeImages.CIFAR_10 && !available.test(images.set())) {
            return Plan.absent(images.set(), checks(images, "data not available"));
        }
        String set = available.test(images.set()) ? images.set() : "strokes";
        int seeds = Budgets.pick(budget, 2, 6, 8, 6);
        List<Job> jobs =
                TrainingJob.all(
                        seeds,
                        ARMS,
                        budget,
                        List.of(new VaeFigures(images.bound(budget))),
                        arm -> recipe(arm, set, budget));
        String deviation =
                Phrase.joined(
                        Phrase.standIn(set, images.set()),
                        images.about(budget),
                        budget == Budget.PAPER
                                ? ""
                                : Phrase.of(
                                        "{} images, {} epochs, weights averaged over half an epoch{}",
                                        images.images(budget),
                                        images.epochs(budget),
                                        budget == Budget.EVIDENCE
                                                ? ""
                                                : "; more steps and seeds, after a fifth to a third of"
                                                        + " them had left it open"));
        Plan plan =
                new Plan(
                        Phrase.of(
                                "{}, residual blocks with ELU, {} latent numbers, Adamax 0.002, averaged weights,"
                                        + " {} epochs, {} seeds",
                                set,
                                images.bound(budget).latent(),
                                images.epochs(budget),
                                seeds),
                        deviation,
                        jobs,
                        checks(images, deviation),
                        pictures());
        return switch (budget) {
            case SHORT -> plan.look(2, 3, 0);
            case EVIDENCE -> plan.look(3, 3, 0);
            case SMOKE, PAPER -> plan;
        };
    }

    private static List<Figure> pictures() {
        List<Figure> pictures = new ArrayList<>();
        pictures.add(curve("bound", "testLoss", "nats an image"));
        pictures.add(curve("bits", "testBits", "bits a dimension"));
        for (String arm : ARMS) {
            String whose = " (" + arm + ", seed 1, averaged weights)";
            Map<String, String> captions = new LinkedHashMap<>();
            captions.put(
                    VaeFigures.RECONSTRUCTIONS,
                    "The first test images, each beside its reconstruction");
            captions.put(
                    VaeFigures.SAMPLES,
                    "What the decoder makes of a hundred codes drawn from the prior, the first that"
                            + " came");
            captions.put(
                    VaeFigures.TRAVERSAL,
                    "The code of a test image, one coordinate from -3 to 3 in each row, the eight that"
                            + " vary most");
            captions.forEach(
                    (file, text) -> pictures.add(new RunFileFigure(arm, 1, file, text + whose)));
        }
        return pictures;
    }

    private static CurveFigure curve(String word, String metric, String unit) {
        return CurveFigure.linear(word, "Negative bound on test images", metric, unit);
    }

    static List<ClaimCheck> checks(VaeImages images, String deviation) {
        return List.of(
                images.claim()
                        .all(
                                deviation,
                                part(
                                        images,
                                        "it learns more per example",
                                        trial -> trial.mean(images.metric())),
                                part(
                                        images,
                                        "it ends better",
                                        trial -> trial.metric(images.metric()))));
    }

    private static ClaimCheck part(VaeImages images, String what, ToDoubleFunction<Trial> value) {
        return new Measure("negative bound, " + images.unit(), "", value)
                .order(what, "", "WN", "plain")
                .learned(images.guess(), "the negative bound")
                .toRefute(
                        Condition.below(
                                "the negative bound, in " + images.unit() + ",",
                                images.metric(),
                                images.enough()));
    }
}
