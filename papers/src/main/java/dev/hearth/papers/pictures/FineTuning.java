package dev.hearth.papers.pictures;

import static dev.hearth.train.recipe.Origin.ours;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.data.DidYouMean;
import dev.hearth.data.image.Interpolation;
import dev.hearth.data.transform.Flip;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.data.transform.RandomResizedCrop;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.Frozen;
import dev.hearth.nn.layers.FrozenBackbone;
import dev.hearth.optim.Adam;
import dev.hearth.optim.schedule.ConstantSchedule;
import dev.hearth.optim.schedule.EpochRounding;
import dev.hearth.optim.schedule.LinearToZero;
import dev.hearth.optim.schedule.Schedule;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.Origin;
import dev.hearth.train.recipe.Preprocessing;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.zoo.ModelRegistry;
import dev.hearth.zoo.inception.InceptionResNetV2Released;
import java.util.List;
import java.util.Optional;

/**
 * A model of the catalogue on a folder of labelled pictures, in one or two recipes: where it begins
 * with trained numbers, its new head learns alone first, on a body that rests ({@link FrozenBackbone}), and
 * then all of it at a lower rate. Without trained numbers all of it learns from the start.
 *
 * <pre>{@code
 * FineTuning pets = FineTuning.of("elu-cifar-11-quarter", "pets", 3).epochs(20);
 * Recipe recipe = pets.all().orElseThrow();
 * }</pre>
 *
 * @param model its name in the catalogue
 * @param net its layers, with as many classes as the folder has
 * @param view how it sees pictures when it is measured and used
 * @param set what a corpus calls the pictures
 * @param weights what tells the numbers that it begins with from others, if it begins with any
 * @param freeze epochs in which the head learns alone
 * @param epochs in all
 * @param batch pictures a step
 * @param rate the learning rate when all of it learns; the head alone has ten times that
 * @param frozen patterns of names of what never learns ({@link Frozen}); may be empty
 */
public record FineTuning(
        String model,
        Layer net,
        InputSpec view,
        String set,
        Optional<String> weights,
        int freeze,
        int epochs,
        int batch,
        double rate,
        List<String> frozen) {

    private static final Origin SAID = ours("said on the command line, or its default");
    private static final int LARGE = 128;

    /** Copies the list and refuses what cannot be trained. */
    public FineTuning {
        frozen = List.copyOf(frozen);
        if (freeze < 0 || epochs < 1 || freeze > epochs || batch < 2 || !(rate > 0)) {
            throw new IllegalArgumentException(
                    "Training on pictures needs 0 ≤ freeze ≤ epochs, a batch of 2 or more and a rate above"
                            + " 0. Received: freeze="
                            + freeze
                            + ", epochs="
                            + epochs
                            + ", batch="
                            + batch
                            + ", rate="
                            + rate
                            + ". Use freeze=2, epochs=10, batch=16, rate=0.0001.");
        }
    }

    /**
     * The usual settings for training from scratch: 10 epochs, a rate of 0.001, batches of 32, or
     * of 8 for models whose input is wider than 128 pixels.
     *
     * @throws IllegalArgumentException if there is no such model, or it does not classify images
     */
    public static FineTuning of(String model, String folder, int classes) {
        ModelRegistry.Entry found = ModelRegistry.models().get(model);
        if (found == null) {
            throw new IllegalArgumentException(
                    "A model is known by its name in the catalogue. Received: "
                            + model
                            + ". "
                            + DidYouMean.question(model, ModelRegistry.models().keySet())
                            + "./hearth list has them all.");
        }
        InputSpec view = view(model, found);
        return new FineTuning(
                model,
                withClasses(model, found.layer(), classes),
                view,
                "images/" + folder,
                Optional.empty(),
                0,
                10,
                view.side() > LARGE ? 8 : 32,
                1e-3,
                List.of());
    }

    /**
     * The input of a model of the registry: bicubic, in [−1, 1]; the middle 0.875 of the shorter
     * side, or 0.8975 for the released Inception-ResNet-v2, as timm has it.
     *
     * @throws IllegalArgumentException if its input is not a square image
     */
    public static InputSpec view(String name, ModelRegistry.Entry model) {
        if (!(model.in() instanceof Shape.Image image)
                || image.height() != image.width()
                || image.channels() != 1 && image.channels() != 3) {
            throw new IllegalArgumentException(
                    "Pictures need a model for squares in grey or colour. Received: "
                            + name
                            + " for "
                            + model.in()
                            + ". ./hearth list has others.");
        }
        double fraction = model.layer() instanceof InceptionResNetV2Released ? 0.8975 : 0.875;
        return new InputSpec(
                image.channels(), image.height(), fraction, Interpolation.BICUBIC, 0.5, 0.5);
    }

    /**
     * The same model for another count of classes.
     *
     * @throws IllegalArgumentException if it has no component {@code classes}
     */
    public static Layer withClasses(String name, Layer net, int classes) {
        ObjectMapper mapper = ModelRegistry.layerJson().mapper();
        try {
            String json = ModelRegistry.layerJson().write(net);
            if (!(mapper.readTree(json) instanceof ObjectNode object)
                    || !object.path("classes").isInt()) {
                throw new IllegalArgumentException(
                        "Labelled pictures need a model with a count of classes. Received: "
                                + name
                                + ". Use a classifier, such as elu-cifar-11.");
            }
            return ModelRegistry.layerJson().readLayer(object.put("classes", classes).toString());
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * The same, starting from trained weights: two epochs for the head alone, and a tenth of the
     * rate.
     *
     * @param digest identifies the weights
     */
    public FineTuning from(String digest) {
        return new FineTuning(
                model,
                net,
                view,
                set,
                Optional.of(digest),
                Math.min(2, epochs),
                epochs,
                batch,
                rate / 10,
                frozen);
    }

    /** The same with another count of epochs for the head alone. */
    public FineTuning freeze(int count) {
        return new FineTuning(model, net, view, set, weights, count, epochs, batch, rate, frozen);
    }

    /** The same with another count of epochs; the head has no more than that. */
    public FineTuning epochs(int count) {
        return new FineTuning(
                model,
                net,
                view,
                set,
                weights,
                Math.min(freeze, count),
                count,
                batch,
                rate,
                frozen);
    }

    /** The same with another batch size. */
    public FineTuning batch(int count) {
        return new FineTuning(model, net, view, set, weights, freeze, epochs, count, rate, frozen);
    }

    /** The same with another learning rate. */
    public FineTuning rate(double value) {
        return new FineTuning(model, net, view, set, weights, freeze, epochs, batch, value, frozen);
    }

    /**
     * The same with parameters that are not trained.
     *
     * @param patterns of their names, as of {@link Frozen}
     * @throws IllegalArgumentException if a pattern matches no name
     */
    public FineTuning frozen(List<String> patterns) {
        Parameters.planned(
                new Frozen(net, patterns),
                new Shape.Image(view.channels(), view.side(), view.side()));
        return new FineTuning(
                model, net, view, set, weights, freeze, epochs, batch, rate, patterns);
    }

    /** The recipe that trains the head alone, if there are epochs for it. */
    public Optional<Recipe> head() {
        return freeze == 0
                ? Optional.empty()
                : Optional.of(
                        recipe(
                                "/head",
                                learning(new FrozenBackbone(net), "The head learns alone first"),
                                new ConstantSchedule(10 * rate),
                                ours(
                                        "ten times the later rate: the head starts from random weights"),
                                freeze));
    }

    /** The recipe that trains the whole model, if there are epochs left for it. */
    public Optional<Recipe> all() {
        int left = epochs - freeze;
        return left == 0
                ? Optional.empty()
                : Optional.of(
                        recipe(
                                "",
                                learning(net, "Training changes numbers"),
                                new LinearToZero(rate, 0, left, EpochRounding.SMOOTH),
                                ours("decays linearly to zero so that training settles"),
                                left));
    }

    /** With what is frozen by name; refuses what leaves nothing to learn. */
    private Layer learning(Layer layer, String what) {
        if (frozen.isEmpty()) {
            return layer;
        }
        Layer resting = new Frozen(layer, frozen);
        Parameters plan =
                Parameters.planned(
                        resting, new Shape.Image(view.channels(), view.side(), view.side()));
        if (plan.entries().stream().allMatch(entry -> plan.isFrozen(entry.name()))) {
            throw new IllegalArgumentException(
                    what
                            + " and needs a tensor that is not frozen. Received: frozen "
                            + String.join(", ", frozen)
                            + ", which leaves none. Freeze fewer"
                            + (layer instanceof FrozenBackbone
                                    ? ", or let no epoch go to the head."
                                    : "."));
        }
        return resting;
    }

    /** All images of the folder. */
    public DatasetSpec corpus() {
        return new DatasetSpec(set, 0, 0);
    }

    /** How images are prepared: wider for training, to leave room for random crops. */
    public Preprocessing preparation() {
        int wider = (int) Math.floor(view.side() / 0.875);
        return new Preprocessing.Viewed(view.of(wider, 1), view);
    }

    private Recipe recipe(String part, Layer layer, Schedule schedule, Origin why, int many) {
        return Recipe.named(
                        set + "/" + model + weights.map(word -> " from " + word).orElse("") + part)
                .corpus(corpus(), SAID)
                .preparation(
                        preparation(), ours("as released; wider when training, for random crops"))
                .augment(
                        List.of(new RandomResizedCrop(view.side(), 0.35, 4.0 / 3, Flip.HORIZONTAL)),
                        ours("GoogLeNet's crops, but not below a third: few pictures are at hand"))
                .model(layer, SAID)
                .optimizer(new Adam(), ours("forgiving of rates"))
                .rate(schedule, why)
                .batch(batch, SAID)
                .epochs(many, SAID)
                .build();
    }
}
