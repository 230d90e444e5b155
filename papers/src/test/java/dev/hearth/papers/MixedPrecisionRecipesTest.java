package dev.hearth.papers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.data.Dataset;
import dev.hearth.data.ImageShape;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import dev.hearth.train.dataset.DatasetOpener;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.GanRecipe;
import dev.hearth.train.recipe.Preprocessing;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.recipe.RecipeJson;
import dev.hearth.train.recipe.RunSpec;
import dev.hearth.train.run.Result;
import dev.hearth.train.run.Run;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every model of the papers' experiments trains in bfloat16. */
@Tag("long")
class MixedPrecisionRecipesTest {

    private static final RecipeJson TEXT = Papers.recipeJson();

    @TempDir private Path temp;

    /** Sets that nothing stands in for here; without them their recipes take drawn digits. */
    private static final Set<String> ELSEWHERE =
            Set.of("imagenet", "imagenet-256", "assamese", "casia-olhwdb1.1", "faces");

    /** One recipe for each kind of model: the first one of each experiment and data set. */
    static Stream<RunSpec> recipes() {
        Set<String> seen = new HashSet<>();
        return Stream.of(false, true)
                .flatMap(has -> Recipes.all(Budget.SMOKE, set -> has).values().stream())
                .filter(each -> each instanceof Recipe || each instanceof GanRecipe)
                .filter(each -> !ELSEWHERE.contains(setOf(each)))
                .filter(each -> seen.add(each.name().replaceFirst("/[^/]*$", "") + setOf(each)));
    }

    private static String setOf(RunSpec recipe) {
        return recipe.images().map(images -> images.spec().set()).orElse("");
    }

    /** Noise in the place of photographs, drawn strokes in the place of digits. */
    private DatasetProvider provider() {
        DatasetProvider drawn = new DatasetProvider(temp, temp.resolve("cache"));
        DatasetOpener noise =
                spec ->
                        new DatasetProvider.Sets(
                                new NoisePictures(spec.set() + "/train", spec.training()),
                                new NoisePictures(spec.set() + "/test", spec.testing()));
        return drawn.with("mnist", spec -> drawn.open(strokes(spec), new Preprocessing.Plain()))
                .with("cifar-10", noise)
                .with("cifar-100", noise);
    }

    private static DatasetSpec strokes(DatasetSpec spec) {
        return new DatasetSpec("strokes", spec.training(), spec.testing());
    }

    private record NoisePictures(String name, int size) implements Dataset {

        private int classes() {
            return name.startsWith("cifar-100") ? 100 : 10;
        }

        @Override
        public ImageShape pixels() {
            return new ImageShape(3, 32, 32);
        }

        @Override
        public List<String> classNames() {
            return IntStream.range(0, classes()).mapToObj(Integer::toString).toList();
        }

        @Override
        public int label(int index) {
            return index % classes();
        }

        @Override
        public void read(int index, float[] target, int offset) {
            RandomStream random = new Seed(index).stream();
            for (int i = 0; i < 3 * 32 * 32; i++) {
                target[offset + i] = (float) random.nextDouble();
            }
        }

        @Override
        public String digest() {
            return name + size;
        }
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void an_epoch_has_finite_figures(RunSpec recipe) {
        RunSpec mixed = TEXT.amendedAny(recipe, "precision=BFLOAT16");
        for (String setting :
                List.of("epochs=1", "batch=40", "corpus.training=520", "corpus.testing=100")) {
            mixed = TEXT.amendedAny(mixed, setting);
        }
        Result result =
                new Run(mixed, Budget.SMOKE, 1, temp.resolve("run"), List.of())
                        .execute(new Run.Place(provider(), TEXT, Device.CPU), List.of());
        assertThat(result.history()).hasSize(1);
        for (Map.Entry<String, Double> figure : result.history().get(0).entrySet()) {
            assertThat(figure.getValue()).as(figure.getKey()).isFinite();
        }
    }
}
