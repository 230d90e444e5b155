package dev.hearth.inference;

import static dev.hearth.train.recipe.Origin.ours;

import dev.hearth.data.transform.InputSpec;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.layers.Frozen;
import dev.hearth.nn.layers.FrozenBackbone;
import dev.hearth.optim.Adam;
import dev.hearth.optim.MovingAverage;
import dev.hearth.optim.Optimizer;
import dev.hearth.optim.WithMovingAverage;
import dev.hearth.optim.loss.CrossEntropy;
import dev.hearth.optim.loss.Loss;
import dev.hearth.optim.loss.WeightedCrossEntropy;
import dev.hearth.optim.schedule.ConstantSchedule;
import dev.hearth.optim.schedule.EpochRounding;
import dev.hearth.optim.schedule.LinearToZero;
import dev.hearth.optim.schedule.Schedule;
import dev.hearth.tensor.Check;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.EpochChoice;
import dev.hearth.train.recipe.Origin;
import dev.hearth.train.recipe.Preprocessing;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.recipe.Sampling;
import dev.hearth.zoo.ModelRegistry;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The recipes of {@link FineTuning}: the new head alone, on a frozen backbone, then the whole model.
 *
 * @param model its name in the registry
 * @param net with as many classes as the folder has
 * @param view how pictures become its input when it is tested and used
 * @param set the data set's name
 * @param weights the digest of the weights that training starts from
 * @param headEpochs epochs of the head alone
 * @param epochs in all
 * @param batch pictures a step
 * @param rate the learning rate of the whole model; the head alone has ten times that
 * @param frozen patterns of names of tensors that never learn ({@link Frozen})
 * @param augmentation of training pictures
 * @param loss what is minimised
 * @param sampling how often an epoch has each picture
 * @param keep which epoch's weights a run ends with
 */
record FineTuningRecipes(
        String model,
        Layer net,
        InputSpec view,
        String set,
        Optional<String> weights,
        int headEpochs,
        int epochs,
        int batch,
        double rate,
        List<String> frozen,
        AugmentationPreset augmentation,
        Loss loss,
        Sampling sampling,
        EpochChoice keep) {

    private static final Origin CHOSEN = ours("chosen by the user, or the default");

    /** The head's rate by that of the whole model. */
    static final int HEAD_TIMES = 10;

    /** Where the head alone is trained, in the run's folder. */
    static final String HEAD_FOLDER = "head";

    private static final String HEAD = "/" + HEAD_FOLDER;
    private static final String FROM = " from ";
    private static final Pattern FROM_WEIGHTS =
            Pattern.compile("images/.+" + FROM + "[0-9a-f]{12}(" + HEAD + ")?");
    private static final int LARGE = 128;

    /** Multiply-adds above which a large input has small batches. */
    private static final long COSTLY = 1_000_000_000;

    FineTuningRecipes {
        frozen = List.copyOf(frozen);
        if (headEpochs < 0 || epochs < 1 || headEpochs > epochs || batch < 2 || !(rate > 0)) {
            throw Check.error(
                    "Fine-tuning needs 0 ≤ freeze ≤ epochs, a batch of 2 or more and a rate above 0",
                    "freeze="
                            + headEpochs
                            + ", epochs="
                            + epochs
                            + ", batch="
                            + batch
                            + ", rate="
                            + rate,
                    "Use freeze=2, epochs=10, batch=16, rate=0.0001");
        }
        if (!frozen.isEmpty()) {
            Parameters.planned(new Frozen(net, frozen), TrainedModel.in(view));
        }
    }

    FineTuningRecipes withBatch(int count) {
        return with(count, loss, sampling);
    }

    /** The same for classes of these counts. */
    FineTuningRecipes balanced(ClassBalance balance, List<Long> counts) {
        return switch (balance) {
            case NONE -> this;
            case WEIGHTS -> with(batch, WeightedCrossEntropy.balanced(counts), sampling);
            case OVERSAMPLED -> with(batch, loss, Sampling.OVERSAMPLED);
        };
    }

    private FineTuningRecipes with(int newBatch, Loss newLoss, Sampling newSampling) {
        return new FineTuningRecipes(
                model,
                net,
                view,
                set,
                weights,
                headEpochs,
                epochs,
                newBatch,
                rate,
                frozen,
                augmentation,
                newLoss,
                newSampling,
                keep);
    }

    /** Whether a recipe of this name begins with the weights of a file, or of its head. */
    static boolean isFromWeights(String recipe) {
        return FROM_WEIGHTS.matcher(recipe).matches();
    }

    /** 8 pictures for inputs above 128 pixels of a net above a billion multiply-adds, else 32. */
    static int usualBatch(Layer net, InputSpec view) {
        return view.side() > LARGE && net.cost(TrainedModel.in(view)).multiplyAdds() > COSTLY
                ? 8
                : 32;
    }

    /**
     * How a registered model sees pictures of another side.
     *
     * @throws IllegalArgumentException if the model does not take that side
     */
    static InputSpec view(ModelRegistry.Entry model, Optional<Integer> side) {
        InputSpec usual = view(model);
        if (side.isEmpty()) {
            return usual;
        }
        ModelSides.check(model, side.get(), usual.side());
        return usual.of(side.get(), usual.fraction());
    }

    /** How a registered model sees pictures. */
    static InputSpec view(ModelRegistry.Entry model) {
        return model.view()
                .orElseThrow(
                        () ->
                                Check.error(
                                        "Pictures need a model of square images, grey or in colour",
                                        model.name() + " for " + model.in(),
                                        "./hearth list prints others"));
    }

    /** The recipe of the head alone, if there are epochs for it. */
    Optional<Recipe> head() {
        if (headEpochs == 0) {
            return Optional.empty();
        }
        return Optional.of(
                recipe(
                        HEAD,
                        learning(new FrozenBackbone(net), "The head is trained alone first"),
                        new ConstantSchedule(HEAD_TIMES * rate),
                        ours("ten times the later rate: the head starts from random weights"),
                        headEpochs));
    }

    /** The recipe of the whole model, if there are epochs left for it. */
    Optional<Recipe> all() {
        int left = epochs - headEpochs;
        if (left == 0) {
            return Optional.empty();
        }
        return Optional.of(
                recipe(
                        "",
                        learning(net, "Training changes weights"),
                        new LinearToZero(rate, 0, left, EpochRounding.SMOOTH),
                        ours("decays linearly to zero, so that training settles"),
                        left));
    }

    private Layer learning(Layer layer, String what) {
        if (frozen.isEmpty()) {
            return layer;
        }
        Layer partly = new Frozen(layer, frozen);
        Parameters plan = Parameters.planned(partly, TrainedModel.in(view));
        if (plan.entries().stream().allMatch(entry -> plan.isFrozen(entry.name()))) {
            throw Check.error(
                    what + " and needs a tensor that is not frozen",
                    "frozen " + String.join(", ", frozen) + ", which leaves none",
                    "Freeze fewer"
                            + (layer instanceof FrozenBackbone
                                    ? ", or train the head alone for no epoch"
                                    : ""));
        }
        return partly;
    }

    DatasetSpec corpus() {
        return new DatasetSpec(set, 0, 0);
    }

    /** Wider when training, for random crops. */
    Preprocessing preparation() {
        int wider = (int) Math.floor(view.side() / 0.875);
        return new Preprocessing.Viewed(augmentation.crops() ? view.of(wider, 1) : view, view);
    }

    /** Of nets that begin with random numbers the average is far steadier than the last step. */
    private Optimizer optimizer() {
        return weights.isPresent()
                ? new Adam()
                : new WithMovingAverage(
                        new Adam(), new MovingAverage(0.99, MovingAverage.Beginning.GENTLE));
    }

    private Recipe recipe(String part, Layer layer, Schedule schedule, Origin why, int count) {
        return Recipe.named(
                        set + "/" + model + weights.map(digest -> FROM + digest).orElse("") + part)
                .corpus(corpus(), CHOSEN)
                .preparation(
                        preparation(), ours("as released; wider when training, for random crops"))
                .augment(augmentation.of(view), augmentation.origin())
                .model(layer, CHOSEN)
                .loss(loss, loss instanceof CrossEntropy ? ours("the usual for classes") : CHOSEN)
                .optimizer(optimizer(), ours("works with a wide range of rates"))
                .rate(schedule, why)
                .batch(batch, CHOSEN)
                .epochs(count, CHOSEN)
                .sampling(sampling, CHOSEN)
                .keep(keep, CHOSEN)
                .build();
    }
}
