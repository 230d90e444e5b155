package dev.hearth.papers.together;

import static dev.hearth.nn.layers.Layers.batchNorm;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.relu;
import static dev.hearth.nn.layers.Layers.reshape;
import static dev.hearth.nn.layers.Layers.sequence;
import static dev.hearth.nn.layers.Layers.sigmoid;
import static dev.hearth.nn.layers.Layers.tanh;
import static dev.hearth.nn.layers.Layers.transposedConv;
import static dev.hearth.train.recipe.Origin.ours;
import static dev.hearth.train.recipe.Origin.paper;

import dev.hearth.experiments.Budgets;
import dev.hearth.experiments.CurveFigure;
import dev.hearth.experiments.PaperExperiment;
import dev.hearth.experiments.Phrase;
import dev.hearth.experiments.Plan;
import dev.hearth.experiments.RunFileFigure;
import dev.hearth.experiments.TrainingJob;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.Contrast;
import dev.hearth.experiments.claim.Measure;
import dev.hearth.experiments.claim.RequiresLearning;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.Padding;
import dev.hearth.optim.Adam;
import dev.hearth.optim.schedule.ConstantSchedule;
import dev.hearth.optim.schedule.EpochRounding;
import dev.hearth.optim.schedule.LinearToZero;
import dev.hearth.papers.together.SemiSupervisedRecipe.UnlabelledUse;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.Noise;
import dev.hearth.train.recipe.Origin;
import dev.hearth.train.recipe.ParameterStart;
import dev.hearth.train.recipe.Preprocessing;
import dev.hearth.train.recipe.RunSpec;
import dev.hearth.train.recipe.Setting;
import dev.hearth.train.recipe.Update;
import dev.hearth.zoo.together.CombinedNet;
import dev.hearth.zoo.together.Idea;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Few labels and many images: a combined net on the labels alone, with pseudo-labels, and as the
 * discriminator of a generator (Salimans et al. 2016, §5; about 1 % on MNIST with 100 labels and 18.6 % on
 * CIFAR-10 with 4,000 are published for a larger net of that kind). Which images have labels is drawn by the
 * seed, the same for all three.
 */
public final class TogetherLabels extends PaperExperiment {

    private static final int CLASSES = 10;

    /** What a net that has learned anything errs less than, in percent. */
    private static final double LEARNED = 80;

    private static final Noise NOISE = new Noise(Noise.Law.UNIFORM_1, 100);

    private final Set images;

    /** Which images, and how many of them are told. */
    private enum Set {
        MNIST("mnist", 100, new Shape.Image(1, 28, 28)),
        CIFAR("cifar-10", 4000, new Shape.Image(3, 32, 32));

        private final String word;
        private final int labels;
        private final Shape.Image shape;

        Set(String word, int labels, Shape.Image shape) {
            this.word = word;
            this.labels = labels;
            this.shape = shape;
        }
    }

    private TogetherLabels(Set images) {
        super(
                "together/labels-" + images.word,
                String.format(
                        Locale.ROOT,
                        "%s with %,d labels: alone, with pseudo-labels, with a generator",
                        images.word,
                        images.labels));
        this.images = images;
    }

    /** 100 labels of MNIST, or of drawn digits where it is not there. */
    public static TogetherLabels mnist() {
        return new TogetherLabels(Set.MNIST);
    }

    /** 4,000 labels of CIFAR-10. */
    public static TogetherLabels cifar() {
        return new TogetherLabels(Set.CIFAR);
    }

    private static String arm(UnlabelledUse use) {
        return switch (use) {
            case NONE -> "labels alone";
            case PSEUDO_LABELS -> "pseudo-labels";
            case GENERATOR -> "generator";
        };
    }

    private String set(Predicate<String> available) {
        return images == Set.MNIST ? Budgets.digits(available) : images.word;
    }

    private SemiSupervisedRecipe recipe(UnlabelledUse use, Budget budget, String set) {
        boolean isSmoke = budget == Budget.SMOKE;
        int epochs = Budgets.pick(budget, 1, images == Set.MNIST ? 12 : 6, 20, 200);
        DatasetSpec spec =
                Budgets.part(
                        set,
                        budget,
                        new int[] {Math.max(200, images.labels), 100},
                        new int[] {10_000, images == Set.MNIST ? 0 : 5_000},
                        new int[] {20_000, 0});
        Update update =
                new Update(
                        new Adam(),
                        new LinearToZero(0.002, epochs / 2.0, epochs, EpochRounding.SMOOTH),
                        new ConstantSchedule(0.5));
        Origin published = paper("Salimans et al. 2016, published code");
        return new SemiSupervisedRecipe(
                name() + "/" + arm(use).replace(' ', '-'),
                new Setting<>(spec, ours("budget")),
                new Setting<>(
                        images == Set.MNIST
                                ? new Preprocessing.Plain()
                                : new Preprocessing.AroundZero(),
                        ours("the range of the generator's images")),
                new Setting<>(images.labels, paper("Salimans et al. 2016, §5")),
                new Setting<>(use, ours("the arm")),
                new Setting<>(model(budget), ours("all of the papers' ideas but one, see below")),
                new Setting<>(generator(), ours("small")),
                new Setting<>(NOISE, published),
                new Setting<>(
                        new ParameterStart.FromImages(isSmoke ? 100 : 500, false),
                        paper("Salimans and Kingma 2016, §3")),
                new Setting<>(update, ours("the same for all; β₁ 0.5 as published")),
                new Setting<>(update, ours("as the model's")),
                new Setting<>(100, published),
                new Setting<>(epochs, ours("budget")),
                RunSpec.float32());
    }

    /** Without mean-only batch norm, whose running means would be of real and made images alike. */
    private Layer model(Budget budget) {
        return CombinedNet.ofCost(
                        Budgets.pick(budget, 3_000_000L, 3_000_000L, 3_000_000L, 20_000_000L),
                        images.shape,
                        CLASSES,
                        EnumSet.complementOf(EnumSet.of(Idea.MEAN_ONLY_BATCH_NORM)))
                .dropping(0.3);
    }

    private Layer generator() {
        return images == Set.MNIST
                ? sequence(
                        linear(500),
                        batchNorm(),
                        relu(),
                        linear(500),
                        batchNorm(),
                        relu(),
                        linear(28 * 28),
                        sigmoid())
                : sequence(
                        linear(64 * 4 * 4),
                        batchNorm(),
                        relu(),
                        reshape(64, 4, 4),
                        transposedConv(32, 5, 2).padding(Padding.SAME),
                        batchNorm(),
                        relu(),
                        transposedConv(16, 5, 2).padding(Padding.SAME),
                        batchNorm(),
                        relu(),
                        transposedConv(3, 5, 2).padding(Padding.SAME),
                        tanh());
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        String set = set(available);
        if (!available.test(set)) {
            return Plan.absent(set, checks("data not available"));
        }
        int seeds = Budgets.pick(budget, 1, 6, 6, 6);
        List<String> arms =
                List.of(UnlabelledUse.values()).stream().map(TogetherLabels::arm).toList();
        SemiSupervisedRecipe one = recipe(UnlabelledUse.GENERATOR, budget, set);
        String deviation = set.equals(images.word) ? lessThanPublished(one) : "drawn digits";
        return new Plan(
                Phrase.of(
                        "{}, {} labels a seed, {} images, Adam 0.002, batch 100, {} epochs, {} seeds",
                        set,
                        images.labels,
                        one.corpus().value().training() == 0
                                ? "all"
                                : one.corpus().value().training(),
                        one.epochCount(),
                        seeds),
                deviation,
                TrainingJob.all(
                        seeds,
                        arms,
                        budget,
                        List.of(),
                        arm -> recipe(UnlabelledUse.values()[arms.indexOf(arm)], budget, set)),
                checks(deviation),
                List.of(
                        CurveFigure.linear("test-error", "Test error", "testError", "%"),
                        CurveFigure.logarithmic(
                                "test-loss", "Test cross-entropy", "testLoss", "nats"),
                        new RunFileFigure(
                                arm(UnlabelledUse.GENERATOR),
                                1,
                                "samples.png",
                                "The generator's samples by epoch, from the same noise")));
    }

    private static String lessThanPublished(SemiSupervisedRecipe one) {
        int images = one.corpus().value().training();
        return images == 0
                ? ""
                : Phrase.of(
                        "{} images, {} epochs, a narrow net; published nets are wide and see all images"
                                + " hundreds of times",
                        images,
                        one.epochCount());
    }

    private List<ClaimCheck> checks(String deviation) {
        String alone = arm(UnlabelledUse.NONE);
        String pseudo = arm(UnlabelledUse.PSEUDO_LABELS);
        String generator = arm(UnlabelledUse.GENERATOR);
        List<ClaimCheck> asked =
                images == Set.MNIST
                        ? List.of(
                                new Contrast(
                                        TogetherClaims.THIRD,
                                        generator + " less a third of " + alone,
                                        Measure.TEST_ERROR,
                                        Map.of(generator, 1.0, alone, -1.0 / 3),
                                        deviation),
                                Measure.TEST_ERROR.order(
                                        TogetherClaims.BEYOND_PSEUDO_LABELS,
                                        deviation,
                                        generator,
                                        pseudo))
                        : List.of(
                                TogetherClaims.CIFAR_LABELS.all(
                                        deviation,
                                        order(
                                                "against the labels alone",
                                                deviation,
                                                generator,
                                                alone),
                                        order(
                                                "against pseudo-labels",
                                                deviation,
                                                generator,
                                                pseudo)));
        return asked.stream()
                .<ClaimCheck>map(
                        check ->
                                new RequiresLearning(
                                        check,
                                        List.of(alone, pseudo, generator),
                                        Measure.TEST_ERROR.value(),
                                        LEARNED,
                                        "the test error"))
                .toList();
    }

    private static ClaimCheck order(String part, String deviation, String... arms) {
        return Measure.TEST_ERROR.order(part, deviation, arms);
    }
}
