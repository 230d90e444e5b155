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
import dev.hearth.zoo.inception.InceptionMiniature;
import dev.hearth.zoo.inception.InceptionResNetV1;
import dev.hearth.zoo.inception.InceptionResNetV2;
import dev.hearth.zoo.inception.InceptionResNetV2Released;
import dev.hearth.zoo.inception.InceptionV4;
import dev.hearth.zoo.inception.InceptionV4Released;
import dev.hearth.zoo.inception.InceptionWide;
import dev.hearth.zoo.inception.Wiring;
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
        Shape inception = new Shape.Image(3, 299, 299);
        models.put(
                "inception-v4",
                new Model("Szegedy et al. 2016, fig. 9", InceptionV4.asPublished(), inception));
        models.put(
                "inception-v4-released",
                new Model(
                        "the same in the order of the released weights (TF-Slim, timm)",
                        InceptionV4Released.asPublished(),
                        inception));
        models.put(
                "inception-resnet-v1",
                new Model(
                        "Szegedy et al. 2016, fig. 15, left",
                        InceptionResNetV1.asPublished(),
                        inception));
        models.put(
                "inception-resnet-v2",
                new Model(
                        "Szegedy et al. 2016, fig. 15, right, two misprints mended",
                        InceptionResNetV2.asPublished(),
                        inception));
        models.put(
                "inception-resnet-v2-released",
                new Model(
                        "what was released under that name (TF-Slim, timm): another net",
                        InceptionResNetV2Released.asPublished(),
                        inception));
        models.put(
                "inception-miniature",
                new Model(
                        "the residual twin at an eighth of the width, for small images",
                        new InceptionMiniature(Wiring.RESIDUAL, 1, 0.2, 10, 0),
                        cifar));
        models.put(
                "inception-miniature-plain",
                new Model(
                        "its plain twin of the same cost",
                        new InceptionMiniature(Wiring.PLAIN, 1, 0.2, 10, 0),
                        cifar));
        models.put(
                "inception-wide",
                new Model(
                        "a small net with sums of 1152 channels",
                        new InceptionWide(1152, 8, 0.1, 10),
                        cifar));
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
