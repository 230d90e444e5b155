package dev.hearth.papers.gan;

import static dev.hearth.train.recipe.Origin.ours;
import static dev.hearth.train.recipe.Origin.paper;

import dev.hearth.experiments.Job;
import dev.hearth.experiments.MeasurementJob;
import dev.hearth.experiments.PaperExperiment;
import dev.hearth.experiments.Plan;
import dev.hearth.experiments.TrainingJob;
import dev.hearth.experiments.claim.Evidence;
import dev.hearth.nn.Shape;
import dev.hearth.optim.loss.GanLoss;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.GanRecipe;
import dev.hearth.train.recipe.Noise;
import dev.hearth.train.recipe.Origin;
import dev.hearth.train.recipe.Preprocessing;
import dev.hearth.train.recipe.UpdateRatio;
import dev.hearth.zoo.gan.GanConvDiscriminator;
import dev.hearth.zoo.gan.GanConvGenerator;
import dev.hearth.zoo.gan.GanDiscriminator;
import dev.hearth.zoo.gan.GanGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Samples of CIFAR-10, by the fully connected and by the convolutional nets of the paper's code
 * (Goodfellow et al. 2014, fig. 2c and 2d). The paper has no figure for it, and no test can come out.
 */
public final class GanCifar extends PaperExperiment {

    static final String CONNECTED = "fully connected";
    static final String CONVOLUTIONAL = "convolutional";
    private static final int NARROWER = 4;

    /** With one rate for both, 2e-4, at an eighth of the width, the discriminator wins within three epochs. */
    private static final Map<String, Rates> RATES =
            Map.of(CONNECTED, new Rates(2e-4, 2e-5), CONVOLUTIONAL, new Rates(1e-3, 2e-4));

    private static final Map<String, Integer> EPOCHS = Map.of(CONNECTED, 16, CONVOLUTIONAL, 20);

    /** Of Adam. */
    private record Rates(double generator, double discriminator) {}

    public GanCifar() {
        super("gan/cifar-10", "samples of CIFAR-10, fully connected and convolutional");
    }

    GanRecipe recipe(String arm, Budget budget) {
        boolean convolutional = arm.equals(CONVOLUTIONAL);
        boolean whole = budget == Budget.PAPER;
        int divisor = whole ? 1 : NARROWER;
        Origin code =
                paper(
                        convolutional
                                ? "code, cifar10_convolutional.yaml"
                                : "code, cifar10_fully_connected.yaml");
        Origin width = whole ? code : ours("a quarter of the width: within the hour");
        double published = convolutional ? 0.004 : 0.025;
        Rates rates = RATES.get(arm);
        Origin update = whole ? code : ours("the published rates need the published epochs");
        return GanRecipe.named(name() + "/" + arm)
                .corpus(new DatasetSpec("cifar-10", 0, 0), paper("§5"))
                .preparation(new Preprocessing.Contrasted(55), code)
                .holdOut(10_000, code)
                .generator(
                        convolutional
                                ? new GanConvGenerator(divisor)
                                : new GanGenerator(GanGenerator.Images.CIFAR, divisor),
                        width)
                .discriminator(
                        convolutional
                                ? new GanConvDiscriminator(divisor)
                                : new GanDiscriminator(1600 / divisor),
                        width)
                .noise(new Noise(Noise.Law.GAUSSIAN, 100), code)
                .payoff(GanLoss.PUBLISHED, code)
                .turns(UpdateRatio.simultaneous(), code)
                .generatorUpdate(
                        whole
                                ? GanUpdates.published(published)
                                : GanUpdates.adam(rates.generator()),
                        update)
                .discriminatorUpdate(
                        whole
                                ? GanUpdates.published(published)
                                : GanUpdates.adam(rates.discriminator()),
                        update)
                .batch(convolutional ? 128 : 100, code)
                .epochs(
                        whole ? 250 : EPOCHS.get(arm),
                        ours(budget.word() + " budget; the code has no stop"))
                .build();
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        List<Job> jobs = new ArrayList<>();
        boolean trains = budget != Budget.SMOKE && available.test("cifar-10");
        for (String arm : List.of(CONNECTED, CONVOLUTIONAL)) {
            GanRecipe recipe = recipe(arm, budget);
            jobs.add(
                    trains
                            ? new TrainingJob(
                                    arm, 1, recipe, budget, List.of(new SampleQuality(recipe)))
                            : new MeasurementJob(
                                    name(), arm, 1, budget, 1, (seed, device) -> parameters(arm)));
        }
        return new Plan(
                trains
                        ? "CIFAR-10 with global contrast normalisation of scale 55"
                        : "the published nets, counted",
                budget == Budget.PAPER
                        ? "how many epochs the paper ran is unknown"
                        : trains
                                ? "a quarter of the width, Adam at rates of ours, 16 and 20 epochs"
                                : "no training at this budget",
                jobs,
                List.of(
                        GanClaims.CIFAR.untested(
                                evidence -> text(evidence, trains),
                                "a picture; the paper gives no figure that a check could compare")),
                trains ? SampleSheet.all(1, CONNECTED, CONVOLUTIONAL) : List.of());
    }

    private static String text(Evidence evidence, boolean trained) {
        int count = evidence.trials().size();
        return count == 0
                ? "nothing"
                : count + (trained ? " nets trained; their samples are pictures" : " nets counted");
    }

    /** Of the published nets, which are not built for it. */
    private static Map<String, Double> parameters(String arm) {
        Shape noise = new Shape.Vector(100);
        Shape image = new Shape.Image(3, 32, 32);
        boolean convolutional = arm.equals(CONVOLUTIONAL);
        double generator =
                convolutional
                        ? new GanConvGenerator(1).cost(noise).parameters()
                        : new GanGenerator(GanGenerator.Images.CIFAR).cost(noise).parameters();
        double discriminator =
                convolutional
                        ? new GanConvDiscriminator(1).cost(image).parameters()
                        : new GanDiscriminator(1600).cost(image).parameters();
        return Map.of("generatorParameters", generator, "discriminatorParameters", discriminator);
    }
}
