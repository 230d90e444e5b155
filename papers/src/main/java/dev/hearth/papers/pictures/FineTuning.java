package dev.hearth.papers.pictures;

import static dev.hearth.train.recipe.Origin.ours;

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
import dev.hearth.tensor.Check;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.Origin;
import dev.hearth.train.recipe.Preprocessing;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.zoo.ModelRegistry;
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
 * @param net its letter, with as many classes as the folder has
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
     * With the usual numbers, from the beginning: 10 epochs, 0.001, batches of 32, or of 8 for nets
     * that see more than 128 pixels.
     *
     * @param model a name of the catalogue
     * @param folder what the pictures are called
     * @param classes how many there are
     * @return to be amended
     * @throws IllegalArgumentException if there is no such model, or it is none for pictures
     */
    public static FineTuning of(String model, String folder, int classes) {
        ModelRegistry.Entry found = ModelRegistry.model(model);
        InputSpec view = view(found);
        return new FineTuning(
                model,
                found.withClasses(classes),
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
     * The input specification of a model of the registry.
     *
     * @throws IllegalArgumentException if it is no model for square pictures
     */
    public static InputSpec view(ModelRegistry.Entry model) {
        return model.view()
                .orElseThrow(
                        () ->
                                Check.error(
                                        "Pictures need a model for squares in grey or colour",
                                        model.name() + " for " + model.in(),
                                        "./hearth list has others"));
    }

    /**
     * The same, beginning with trained numbers: two epochs for the head alone, and a tenth of the rate.
     *
     * @param digest what tells these numbers from others
     * @return another letter
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

    /**
     * The same with another count of epochs for the head alone.
     *
     * @param count from 0 to all
     * @return another letter
     */
    public FineTuning freeze(int count) {
        return new FineTuning(model, net, view, set, weights, count, epochs, batch, rate, frozen);
    }

    /**
     * The same with another count of epochs; the head has no more than that.
     *
     * @param count in all
     * @return another letter
     */
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

    /**
     * The same with other batches.
     *
     * @param count pictures a step
     * @return another letter
     */
    public FineTuning batch(int count) {
        return new FineTuning(model, net, view, set, weights, freeze, epochs, count, rate, frozen);
    }

    /**
     * The same with another rate.
     *
     * @param value when all of it learns
     * @return another letter
     */
    public FineTuning rate(double value) {
        return new FineTuning(model, net, view, set, weights, freeze, epochs, batch, value, frozen);
    }

    /**
     * The same with tensors that do not learn.
     *
     * @param patterns of their names, as of {@link Frozen}
     * @return another letter
     * @throws IllegalArgumentException if a pattern matches no name
     */
    public FineTuning frozen(List<String> patterns) {
        Parameters.planned(
                new Frozen(net, patterns),
                new Shape.Image(view.channels(), view.side(), view.side()));
        return new FineTuning(
                model, net, view, set, weights, freeze, epochs, batch, rate, patterns);
    }

    /**
     * The head alone.
     *
     * @return the recipe, if there are epochs for it
     */
    public Optional<Recipe> head() {
        return freeze == 0
                ? Optional.empty()
                : Optional.of(
                        recipe(
                                "/head",
                                learning(new FrozenBackbone(net), "The head learns alone first"),
                                new ConstantSchedule(10 * rate),
                                ours("ten times the later rate: the head begins from nothing"),
                                freeze));
    }

    /**
     * All of it.
     *
     * @return the recipe, if there are epochs left for it
     */
    public Optional<Recipe> all() {
        int left = epochs - freeze;
        return left == 0
                ? Optional.empty()
                : Optional.of(
                        recipe(
                                "",
                                learning(net, "Training changes numbers"),
                                new LinearToZero(rate, 0, left, EpochRounding.SMOOTH),
                                ours("falls to nothing, so that the end is quiet"),
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

    /**
     * Which pictures.
     *
     * @return all of them
     */
    public DatasetSpec corpus() {
        return new DatasetSpec(set, 0, 0);
    }

    /**
     * How pictures are seen.
     *
     * @return wider when training, for crops by lot
     */
    public Preprocessing preparation() {
        int wider = (int) Math.floor(view.side() / 0.875);
        return new Preprocessing.Viewed(view.of(wider, 1), view);
    }

    private Recipe recipe(String part, Layer layer, Schedule schedule, Origin why, int many) {
        return Recipe.named(
                        set + "/" + model + weights.map(word -> " from " + word).orElse("") + part)
                .corpus(corpus(), SAID)
                .preparation(
                        preparation(), ours("as released; wider when training, for crops by lot"))
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
