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
 * The trained model of a run of {@code ./hearth run}: the recipe says how its pictures are prepared. A
 * run whose images are whitened, or normalised by statistics of the data set, cannot classify single
 * pictures.
 *
 * <pre>{@code
 * static TrainedModel description(Path run, RecipeJson json) {
 *     return RunModel.of(TrainedNet.open(run, json, Device.CPU));
 * }
 * }</pre>
 */
public final class RunModel {

    private static final List<String> DIGITS =
            List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");

    /** By data set; CIFAR-10's names are those of its files (Krizhevsky 2009). */
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
     * Describes the model of a run. Classes that neither the run nor the data set names are called
     * {@code class 0} and so on.
     *
     * @throws BadDataException if it is no classifier, or single pictures cannot be prepared for it
     */
    public static TrainedModel of(TrainedNet run) {
        Recipe recipe = run.recipe();
        if (recipe.objective().value() != Objective.CLASSIFY) {
            throw refused(recipe, "which reconstructs images", "Read its result.json");
        }
        Shape.Image in = Shape.image("A classifier of pictures", run.network().in());
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
                "whose images are prepared by " + preparation + ", which needs the whole data set",
                "Measure it with ./hearth evaluate RUN, or train with ./hearth train --images");
    }

    private static BadDataException refused(Recipe recipe, String why, String remedy) {
        return new BadDataException(
                "A run's model classifies single pictures as they are",
                recipe.name() + ", " + why,
                remedy);
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
