package dev.hearth.inference;

import dev.hearth.data.BadDataException;
import dev.hearth.data.dataset.ImageNetClasses;
import dev.hearth.data.image.Interpolation;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.nn.Shape;
import dev.hearth.train.recipe.Objective;
import dev.hearth.train.recipe.Preprocessing;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.task.TrainedNet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A run of {@code ./hearth run} as a trained model: the recipe tells how its net sees pictures. That it
 * cannot, where images are whitened or normalised by figures of the data set or of each image.
 *
 * <pre>{@code
 * static TrainedModel letter(Path run, RecipeJson text) {
 *     return RunModel.of(TrainedNet.open(run, text, Device.CPU));   // its network() has the numbers
 * }
 * }</pre>
 */
public final class RunModel {

    private static final List<String> DIGITS =
            List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");

    /** As the files name them (Krizhevsky 2009). */
    private static final Map<String, List<String>> CLASSES =
            Map.of(
                    "mnist",
                    DIGITS,
                    "strokes",
                    DIGITS,
                    "cifar-10",
                    List.of(
                            "airplane",
                            "automobile",
                            "bird",
                            "cat",
                            "deer",
                            "dog",
                            "frog",
                            "horse",
                            "ship",
                            "truck"));

    private RunModel() {}

    /**
     * Says what a run's net is.
     *
     * @param run open
     * @return its letter; classes whose names neither the run nor the recipe tells are {@code class 0} and on
     * @throws BadDataException if it is no classifier, or no view says how its images were prepared
     */
    public static TrainedModel of(TrainedNet run) {
        Recipe recipe = run.recipe();
        if (recipe.objective().value() != Objective.CLASSIFY) {
            throw refused(recipe, "which gives images back", "Read its result.json");
        }
        Shape.Image in = Shape.image("A view", run.network().in());
        int count = Math.toIntExact(recipe.model().value().out(in).count());
        return new TrainedModel(
                recipe.name(),
                recipe.model().value(),
                view(recipe, in),
                run.classes().size() == count ? run.classes() : classes(recipe, count));
    }

    private static InputSpec view(Recipe recipe, Shape.Image in) {
        Preprocessing preparation = recipe.preparation().value();
        double fraction = recipe.corpus().value().set().equals("imagenet") ? 0.875 : 1;
        if (preparation instanceof Preprocessing.Viewed viewed) {
            return viewed.testing();
        } else if (preparation instanceof Preprocessing.Plain) {
            return new InputSpec(in.channels(), in.height(), fraction, Interpolation.BICUBIC, 0, 1);
        } else if (preparation instanceof Preprocessing.AroundZero) {
            return new InputSpec(
                    in.channels(), in.height(), fraction, Interpolation.BICUBIC, 0.5, 0.5);
        }
        throw refused(
                recipe,
                "whose images are prepared by " + preparation + ", which no single picture can be",
                "Measure it with ./hearth evaluate RUN, or train with ./hearth train --images");
    }

    private static BadDataException refused(Recipe recipe, String why, String mend) {
        return new BadDataException(
                "A run's net is used on pictures if it classifies them as they are",
                recipe.name() + ", " + why,
                mend);
    }

    private static List<String> classes(Recipe recipe, int count) {
        List<String> names =
                count == 1000
                        ? ImageNetClasses.read().names()
                        : CLASSES.getOrDefault(recipe.corpus().value().set(), List.of());
        return names.size() == count
                ? names
                : IntStream.range(0, count).mapToObj(label -> "class " + label).toList();
    }
}
