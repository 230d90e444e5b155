package org.example.hearth;

import static dev.hearth.nn.layers.Layers.conv;
import static dev.hearth.nn.layers.Layers.globalAvgPool;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.maxPool;
import static dev.hearth.nn.layers.Layers.sequence;

import dev.hearth.nn.Layer;
import dev.hearth.nn.json.LayerJson;
import dev.hearth.nn.layers.Layers;
import dev.hearth.tensor.Device;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.Origin;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.recipe.RecipeJson;
import dev.hearth.train.run.Result;
import dev.hearth.train.run.Run;
import java.nio.file.Path;
import java.util.List;

/** A recipe that uses all extensions of this package, and a run of it. */
public final class OwnTraining {

    private static final Origin OURS = Origin.ours("an example");

    private OwnTraining() {}

    /** Recipes are read and written with the project's own records among Hearth's. */
    public static RecipeJson json() {
        return RecipeJson.of(LayerJson.standard())
                .with(Swish.class, SqueezeExcitation.class)
                .with(Lion.class, CentralizedGradients.class, CosineSchedule.class)
                .with(FocalLoss.class, Cutout.class);
    }

    /** Recipes may name {@code discs} beside Hearth's data sets. */
    public static DatasetProvider datasets(Path data, Path cache) {
        return new DatasetProvider(data, cache)
                .with(
                        "discs",
                        spec ->
                                new DatasetProvider.Sets(
                                        new Discs("discs/train", spec.training(), 1),
                                        new Discs("discs/test", spec.testing(), 2)));
    }

    /** A small convolutional net. */
    public static Layer model(int classes) {
        return sequence(
                maxPool(2, 2),
                conv(8, 3),
                new Swish(),
                new SqueezeExcitation(4),
                maxPool(3, 3),
                conv(16, 3),
                new Swish(),
                globalAvgPool(),
                Layers.flatten(),
                linear(classes));
    }

    /** Each setting with the reason for it. */
    public static Recipe recipe(int epochs) {
        return Recipe.named("example/discs")
                .corpus(new DatasetSpec("discs", 400, 100), OURS)
                .augment(List.of(new Cutout(4)), OURS)
                .model(model(2), OURS)
                .loss(new FocalLoss(2), Origin.paper("Lin et al. 2017, §3.2"))
                .optimizer(new Lion(0.9, 0.99), Origin.paper("Chen et al. 2023, §4"))
                .modifiers(List.of(new CentralizedGradients()), OURS)
                .rate(new CosineSchedule(0.003, 0, epochs), OURS)
                .batch(20, OURS)
                .epochs(epochs, OURS)
                .build();
    }

    /** Trains; a second call goes on where the first was stopped, or reads the result. */
    public static Result train(Path folder, Recipe recipe, BestEpoch best) {
        DatasetProvider datasets = datasets(Path.of("data"), folder.resolve("cache"));
        return new Run(recipe, Budget.SMOKE, 1, folder, List.of(new MirrorAgreement()))
                .execute(new Run.Place(datasets, json(), Device.CPU), List.of(best));
    }
}
