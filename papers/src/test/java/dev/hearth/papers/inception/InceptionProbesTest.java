package dev.hearth.papers.inception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.data.strokes.Strokes;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.Layers;
import dev.hearth.nn.layers.Tap;
import dev.hearth.papers.Papers;
import dev.hearth.papers.Recipes;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.Recipe;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class InceptionProbesTest {

    private static final DatasetProvider.Sets SETS =
            new DatasetProvider.Sets(
                    Strokes.training(30, new Seed(1)), Strokes.test(150, new Seed(1)));

    @Test
    void channels_that_are_zero_on_every_image_are_counted() {
        try (var room = Scope.open()) {
            Model net =
                    Model.build(
                            Layers.sequence(
                                    Layers.conv(4, 3),
                                    Layers.relu(),
                                    new Tap("last"),
                                    Layers.globalAvgPool(),
                                    Layers.linear(10)),
                            new Shape.Image(1, 28, 28),
                            new Seed(2),
                            Device.CPU);
            // One channel sees nothing and is lifted, one is pushed below zero whatever it sees.
            Tensor weight = net.parameters().value("0.weight");
            Tensor bias = net.parameters().value("0.bias");
            weight.fillInPlace(0);
            bias.copyInPlace(new float[] {1, -1, -1, 0.5f});
            Map<String, Double> figures = new DeadUnits("last").look(net, SETS, new Seed(1));
            assertThat(figures.get("deadUnits")).isEqualTo(50);
            assertThat(figures.get("lastMean")).isCloseTo(1.5 / 4, within(1e-6));
            weight.fillInPlace(0.3);
            assertThat(new DeadUnits("last").look(net, SETS, new Seed(1)).get("deadUnits"))
                    .as("strokes lift them")
                    .isZero();
        }
    }

    @Test
    @Tag("long")
    void variance_by_depth_has_a_figure_a_block_and_repeats_itself() {
        try (var room = Scope.open()) {
            Map<String, Double> damped = DepthProbe.measure(0.1, 75, 2, new Seed(4), Device.CPU);
            assertThat(damped).hasSize(23).containsKeys("variance01", "variance20", "growthB");
            assertThat(damped.values()).allMatch(figure -> figure > 0 && Double.isFinite(figure));
            assertThat(DepthProbe.measure(0.1, 75, 2, new Seed(4), Device.CPU)).isEqualTo(damped);
            // Over three seeds and sides of 75, 107 and 139: 0.936 to 0.942, and 1.525 to 1.593.
            assertThat(damped.get("growthB")).isBetween(0.9, 1.0);
            assertThat(DepthProbe.measure(1, 75, 2, new Seed(4), Device.CPU).get("growthB"))
                    .isBetween(1.4, 1.7);
        }
    }

    @Test
    void imagenet_recipes_are_the_papers() {
        Map<String, Recipe> recipes = Recipes.supervised(Budget.PAPER, set -> true);
        for (String net :
                new String[] {
                    "inception-v4",
                    "inception-resnet-v1",
                    "inception-resnet-v2",
                    "inception-resnet-v2-released"
                }) {
            Recipe recipe = recipes.get("inception/imagenet/" + net);
            assertThat(recipe.rate().value().at(0, 10)).isEqualTo(0.045);
            assertThat(recipe.rate().value().at(40, 10))
                    .isCloseTo(0.045 * 0.94 * 0.94, within(1e-12));
            assertThat(Papers.recipeJson().print(recipe))
                    .contains("decay=0.9", "epsilon=1.0", "TENSORFLOW", "ClipNorm[limit=2.0]")
                    .contains("MovingAverage[decay=0.9999", "RandomResizedCrop[size=299")
                    .contains("paper, §4", "ours: not given");
        }
    }
}
