package dev.hearth.papers;

import dev.hearth.nn.Layer;
import dev.hearth.nn.Shape;
import dev.hearth.nn.activation.Elu;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.zoo.elu.EluAutoencoder;
import dev.hearth.zoo.elu.EluCifar11;
import dev.hearth.zoo.elu.EluCifar18;
import dev.hearth.zoo.elu.EluImageNet;
import dev.hearth.zoo.elu.EluMnist;
import dev.hearth.zoo.elu.Normalization;
import dev.hearth.zoo.weightnorm.ConvVae;
import dev.hearth.zoo.weightnorm.GridQ;
import dev.hearth.zoo.weightnorm.NatureQ;
import dev.hearth.zoo.weightnorm.Offset;
import dev.hearth.zoo.weightnorm.WeightNormCifar;
import dev.hearth.zoo.weightnorm.Weights;
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
        models.put(
                "weightnorm-cifar",
                new Model(
                        "Salimans and Kingma 2016, table 2, weight norm with mean-only batch norm",
                        new WeightNormCifar(Weights.NORMALIZED, Offset.MEAN_ONLY_BATCH_NORM),
                        cifar));
        models.put(
                "weightnorm-cifar-quarter",
                new Model(
                        "the same at a quarter of the width",
                        new WeightNormCifar(
                                4,
                                10,
                                Weights.NORMALIZED,
                                Offset.MEAN_ONLY_BATCH_NORM,
                                Double.POSITIVE_INFINITY),
                        cifar));
        models.put(
                "weightnorm-vae-mnist",
                new Model(
                        "Salimans and Kingma 2016, §5.2, without the autoregressive flow",
                        new ConvVae(28, 1, 32, 1),
                        mnist));
        models.put(
                "weightnorm-vae-cifar",
                new Model(
                        "the same for CIFAR-10: a mean and a log scale for each number",
                        new ConvVae(32, 6, 64, 1),
                        cifar));
        models.put(
                "nature-q",
                new Model(
                        "Mnih et al. 2015, Atari, as Salimans and Kingma 2016, §5.4, took it",
                        new NatureQ(6),
                        new Shape.Image(4, 84, 84)));
        models.put(
                "grid-q",
                new Model(
                        "a small net that plays on a small grid",
                        new GridQ(16, 64, 4),
                        new Shape.Image(6, 10, 10)));
        return models;
    }

    /**
     * All recipes of all experiments at a budget.
     *
     * @param budget how much work
     * @param available tells which data sets are there
     * @return by name, in the order of the papers
     */
    public static Map<String, Recipe> recipes(Budget budget, Predicate<String> available) {
        Map<String, Recipe> recipes = new LinkedHashMap<>();
        for (Experiment experiment : Papers.experiments()) {
            for (Job job : experiment.plan(budget, available).jobs()) {
                if (job instanceof Training training) {
                    recipes.putIfAbsent(training.recipe().name(), training.recipe());
                }
            }
        }
        return recipes;
    }
}
