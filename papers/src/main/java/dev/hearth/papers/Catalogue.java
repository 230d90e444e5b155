package dev.hearth.papers;

import dev.hearth.nn.Layer;
import dev.hearth.nn.Shape;
import dev.hearth.nn.activation.Elu;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.GameRecipe;
import dev.hearth.train.recipe.Prescription;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.zoo.elu.EluAutoencoder;
import dev.hearth.zoo.elu.EluCifar11;
import dev.hearth.zoo.elu.EluCifar18;
import dev.hearth.zoo.elu.EluImageNet;
import dev.hearth.zoo.elu.EluMnist;
import dev.hearth.zoo.elu.Normalization;
import dev.hearth.zoo.gan.GanConvDiscriminator;
import dev.hearth.zoo.gan.GanConvGenerator;
import dev.hearth.zoo.gan.GanDiscriminator;
import dev.hearth.zoo.gan.GanGenerator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Models and recipes by name: explicit lists. */
public final class Catalogue {

    private Catalogue() {}

    /**
     * A model that can be described.
     *
     * @param about what it is, with its source
     * @param layer the letter
     * @param in what it is built for
     */
    public record Model(String about, Layer layer, Shape in) {}

    /**
     * All models.
     *
     * @return by name, in the order of the papers
     */
    public static Map<String, Model> models() {
        Map<String, Model> models = new LinkedHashMap<>();
        Shape mnist = new Shape.Image(1, 28, 28);
        Shape cifar = new Shape.Image(3, 32, 32);
        models.put(
                "elu-mnist",
                new Model(
                        "Clevert et al. 2015, §4.1.1: eight hidden layers of 128",
                        new EluMnist(8, 128, 10, new Elu()),
                        mnist));
        models.put(
                "elu-mnist-notes",
                new Model(
                        "the notes' net: five hidden layers of 256",
                        new EluMnist(5, 256, 10, new Elu()),
                        mnist));
        models.put(
                "elu-autoencoder",
                new Model(
                        "Clevert et al. 2015, §4.1.2: 1000-500-250-30 and back",
                        new EluAutoencoder(784, new Elu()),
                        mnist));
        models.put(
                "elu-cifar-11",
                new Model(
                        "Clevert et al. 2015, §4.2: eleven convolutions",
                        new EluCifar11(1, 100, new Elu(), Normalization.NONE),
                        cifar));
        models.put(
                "elu-cifar-11-quarter",
                new Model(
                        "the same at a quarter of the width",
                        new EluCifar11(4, 100, new Elu(), Normalization.NONE),
                        cifar));
        models.put(
                "elu-cifar-18",
                new Model(
                        "Clevert et al. 2015, §4.3: the large net",
                        new EluCifar18(100, new Elu(), List.of(0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.0)),
                        cifar));
        models.put(
                "elu-imagenet",
                new Model(
                        "Clevert et al. 2015, §4.4: fifteen layers",
                        new EluImageNet(1000, 2, new Elu()),
                        new Shape.Image(3, 224, 224)));
        Shape noise = new Shape.Vector(100);
        models.put(
                "gan-mnist-generator",
                new Model(
                        "Goodfellow et al. 2014, code for MNIST: 1200-1200 ReLU",
                        new GanGenerator(GanGenerator.Images.MNIST),
                        noise));
        models.put(
                "gan-mnist-discriminator",
                new Model("the same: maxout 240×5 twice", new GanDiscriminator(240), mnist));
        models.put(
                "gan-faces-generator",
                new Model(
                        "the same for the Toronto faces, both stages",
                        new GanGenerator(GanGenerator.Images.FACES_SECOND_STAGE),
                        noise));
        models.put(
                "gan-faces-discriminator",
                new Model(
                        "the same: maxout 1200×5 twice",
                        new GanDiscriminator(1200),
                        new Shape.Image(1, 48, 48)));
        models.put(
                "gan-cifar-generator",
                new Model(
                        "the same for CIFAR-10, fully connected",
                        new GanGenerator(GanGenerator.Images.CIFAR),
                        noise));
        models.put(
                "gan-cifar-discriminator",
                new Model("the same: maxout 1600×5 twice", new GanDiscriminator(1600), cifar));
        models.put(
                "gan-cifar-conv-generator",
                new Model(
                        "the same for CIFAR-10, with a transposed convolution",
                        new GanConvGenerator(1),
                        noise));
        models.put(
                "gan-cifar-conv-discriminator",
                new Model("the same: maxout convolutions", new GanConvDiscriminator(1), cifar));
        return models;
    }

    /**
     * All recipes of one net, of all experiments at a budget.
     *
     * @param budget how much work
     * @param available tells which data sets are there
     * @return by name, in the order of the papers
     */
    public static Map<String, Recipe> recipes(Budget budget, Predicate<String> available) {
        return some(Recipe.class, budget, available);
    }

    /**
     * All recipes of games, of all experiments at a budget.
     *
     * @param budget how much work
     * @param available tells which data sets are there
     * @return by name, in the order of the papers
     */
    public static Map<String, GameRecipe> games(Budget budget, Predicate<String> available) {
        return some(GameRecipe.class, budget, available);
    }

    /**
     * All recipes of whatever kind.
     *
     * @param budget how much work
     * @param available tells which data sets are there
     * @return by name, in the order of the papers
     */
    public static Map<String, Prescription> all(Budget budget, Predicate<String> available) {
        return some(Prescription.class, budget, available);
    }

    private static <R extends Prescription> Map<String, R> some(
            Class<R> kind, Budget budget, Predicate<String> available) {
        Map<String, R> recipes = new LinkedHashMap<>();
        for (Experiment experiment : Papers.experiments()) {
            for (Job job : experiment.plan(budget, available).jobs()) {
                if (job instanceof Training training && kind.isInstance(training.recipe())) {
                    recipes.putIfAbsent(training.recipe().name(), kind.cast(training.recipe()));
                }
            }
        }
        return recipes;
    }
}
