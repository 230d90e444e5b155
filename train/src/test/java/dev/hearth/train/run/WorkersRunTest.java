package dev.hearth.train.run;

import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.sequence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hearth.data.BadDataException;
import dev.hearth.data.Dataset;
import dev.hearth.data.ImageShape;
import dev.hearth.data.strokes.Strokes;
import dev.hearth.nn.layers.Flatten;
import dev.hearth.optim.Sgd;
import dev.hearth.optim.loss.WeightedCrossEntropy;
import dev.hearth.optim.schedule.ConstantSchedule;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.Seed;
import dev.hearth.train.DivergedException;
import dev.hearth.train.Exchange;
import dev.hearth.train.TrainingEvent;
import dev.hearth.train.TrainingListener;
import dev.hearth.train.WorkerLostException;
import dev.hearth.train.dataset.DatasetOpener;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.exchange.Ranks;
import dev.hearth.train.recipe.BatchStatistics;
import dev.hearth.train.recipe.DataParallelRecipe;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.recipe.RunSpec;
import dev.hearth.train.recipe.Setting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs of several workers, which are threads here. */
@Timeout(120)
class WorkersRunTest {

    @TempDir private Path temp;

    @BeforeAll
    static void oneThread() {
        LibTorch.threads(1);
    }

    private static RunSpec divided(String kind, int epochs) {
        return DataParallelRecipe.of(
                kind.equals("net") ? Small.recipe(300, 3, epochs) : Small.game(300, 4, epochs), 2);
    }

    private Run.Place place(Exchange exchange) {
        return Small.place(temp.resolve("data" + exchange.rank())).with(exchange);
    }

    private List<Result> run(RunSpec recipe, String folder, TrainingListener... of)
            throws Exception {
        Path where = temp.resolve(folder);
        return Ranks.run(
                2,
                exchange -> Small.run(recipe, 7, where).execute(place(exchange), List.of(of), 0));
    }

    private static final class Stopped extends RuntimeException {}

    @ParameterizedTest
    @ValueSource(strings = {"net", "game"})
    void runs_end_alike_and_a_stopped_one_as_if_nothing_had_happened(String kind) throws Exception {
        RunSpec recipe = divided(kind, 2);
        List<Result> results = run(recipe, "whole");
        Result whole = results.get(0);
        assertThat(results.get(1)).isEqualTo(whole);
        assertThat(whole.workers()).isEqualTo(2);
        assertThat(whole.batchStatistics()).isEqualTo(BatchStatistics.LOCAL);
        assertThat(whole.waiting()).isBetween(1e-9, 1.0);
        assertThat(whole.recipeHash())
                .isEqualTo(Small.TEXT.hash(recipe))
                .isNotEqualTo(Small.TEXT.hash(recipe.undivided()));
        assertThat(Result.read(temp.resolve("whole").resolve("result.json"))).isEqualTo(whole);
        assertThatThrownBy(
                        () ->
                                run(
                                        recipe,
                                        "stopped",
                                        event -> {
                                            if (event instanceof TrainingEvent.Saved saved
                                                    && saved.step() > 100) {
                                                throw new Stopped();
                                            }
                                        }))
                .isInstanceOf(Stopped.class);
        Result came = run(recipe, "stopped").get(0);
        assertThat(came.metrics()).isEqualTo(whole.metrics());
        assertThat(came.history()).isEqualTo(whole.history());
        assertThat(Small.bits(temp.resolve("stopped")))
                .isEqualTo(Small.bits(temp.resolve("whole")));
        assertThat(temp.resolve("stopped").resolve("log.csv"))
                .hasSameTextualContentAs(temp.resolve("whole").resolve("log.csv"));
        // What is done is read, by all.
        assertThat(run(recipe, "stopped")).containsExactly(came, came);
        assertThat(Small.TEXT.readAny(Small.text(temp.resolve("whole").resolve("recipe.json"))))
                .isEqualTo(recipe);
    }

    @Test
    void a_run_goes_on_with_more_epochs() throws Exception {
        run(divided("net", 1), "longer");
        run(divided("net", 2), "longer");
        run(divided("net", 2), "at once");
        assertThat(Small.bits(temp.resolve("longer")))
                .isEqualTo(Small.bits(temp.resolve("at once")));
    }

    @Test
    void other_recipes_are_refused_by_all() {
        Path folder = temp.resolve("mixed");
        for (int rank = 0; rank < 2; rank++) {
            int looked = rank;
            assertThatThrownBy(
                            () ->
                                    Ranks.run(
                                            2,
                                            exchange -> {
                                                try {
                                                    return Small.run(
                                                                    divided(
                                                                            "net",
                                                                            1 + exchange.rank()),
                                                                    7,
                                                                    folder)
                                                            .execute(place(exchange), List.of(), 0);
                                                } catch (RuntimeException thrown) {
                                                    if (exchange.rank() == looked) {
                                                        throw thrown;
                                                    }
                                                    return null;
                                                }
                                            }))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("The workers of a run need the same recipe. Received: ")
                    .hasMessageContaining(" on worker 1. Start all with the same program");
        }
        assertThat(folder.resolve("result.json")).doesNotExist();
    }

    @Test
    void what_worker_0_refuses_ends_the_others() throws Exception {
        Path folder = temp.resolve("taken");
        Small.run(Small.recipe(300, 3, 1), 7, folder).execute(Small.place(temp), List.of());
        assertThatThrownBy(() -> run(divided("net", 1), "taken"))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("Name another folder");
        assertThatThrownBy(
                        () ->
                                Ranks.run(
                                        2,
                                        exchange -> {
                                            try {
                                                return Small.run(divided("net", 1), 7, folder)
                                                        .execute(place(exchange), List.of(), 0);
                                            } catch (BadDataException told) {
                                                return null;
                                            }
                                        }))
                .isInstanceOf(WorkerLostException.class)
                .hasMessageContaining("worker 0 failed: ");
        assertThat(Files.exists(folder.resolve("result.json"))).isTrue();
    }

    @Test
    void settings_are_the_divided_recipes_own_or_those_of_the_one_within() {
        RunSpec recipe = divided("net", 1);
        RunSpec larger = Small.TEXT.amendedAny(recipe, "batch=12");
        assertThat(larger.workerCount()).isEqualTo(2);
        assertThat(larger.batch().value()).isEqualTo(12);
        assertThat(larger.undivided())
                .isEqualTo(Small.TEXT.amendedAny(recipe.undivided(), "batch=12"));
        assertThat(Small.TEXT.amendedAny(recipe, "workers=3").workerCount()).isEqualTo(3);
        assertThat(Small.TEXT.amendedAny(recipe, "batchStatistics=SYNCHRONISED").statistics())
                .isEqualTo(BatchStatistics.SYNCHRONISED);
        assertThatThrownBy(() -> Small.TEXT.amendedAny(recipe, "size=3"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Received: size.");
    }

    @Test
    void a_recipe_and_its_workers_belong_together() {
        assertThatThrownBy(
                        () ->
                                Small.run(divided("net", 1), 7, temp.resolve("alone"))
                                        .execute(Small.place(temp), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "The recipe test/small is trained by 2 workers. Received: 1 worker. Give the"
                                + " run's place an exchange with as many, as ./hearth run --workers"
                                + " does.");
        assertThatThrownBy(() -> DataParallelRecipe.of(Small.recipe(300, 3, 1), 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Received: workers=4. Use fewer workers or a larger batch.");
        assertThat(temp.resolve("alone")).doesNotExist();
    }

    @Test
    void a_loss_that_is_no_mean_over_examples_is_not_divided() {
        Recipe weighted =
                Recipe.named("test/weighted")
                        .corpus(new DatasetSpec("strokes", 40, 40), Small.TEST)
                        .model(sequence(new Flatten(), linear(10)), Small.TEST)
                        .loss(new WeightedCrossEntropy(Collections.nCopies(10, 2.0)), Small.TEST)
                        .optimizer(new Sgd(0.9), Small.TEST)
                        .rate(new ConstantSchedule(0.02), Small.TEST)
                        .batch(4, Small.TEST)
                        .epochs(1, Small.TEST)
                        .build();
        String refused =
                "Data parallelism needs a loss that is the mean of its examples' losses. Received:"
                        + " WeightedCrossEntropy, whose value for a batch is not the mean of those for"
                        + " its parts.";
        assertThatThrownBy(() -> DataParallelRecipe.of(weighted, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(refused);
        // As an earlier release wrote it: it is read, and not trained.
        DataParallelRecipe written =
                new DataParallelRecipe(
                        weighted,
                        new Setting<>(2, Small.TEST),
                        new Setting<>(BatchStatistics.LOCAL, Small.TEST));
        RunSpec read = Small.TEXT.readAny(Small.TEXT.write(written));
        assertThat(read).isEqualTo(written);
        assertThatThrownBy(() -> run(read, "weighted")).hasStackTraceContaining(refused);
        assertThat(temp.resolve("weighted")).doesNotExist();
    }

    /** One of so many of its pictures has a NaN. */
    private record Spoilt(Dataset whole, int every) implements Dataset {

        @Override
        public String name() {
            return whole.name();
        }

        @Override
        public int size() {
            return whole.size();
        }

        @Override
        public ImageShape pixels() {
            return whole.pixels();
        }

        @Override
        public List<String> classNames() {
            return whole.classNames();
        }

        @Override
        public int label(int index) {
            return whole.label(index);
        }

        @Override
        public void read(int index, float[] target, int offset) {
            whole.read(index, target, offset);
            if (every > 0 && index % every == 0) {
                target[offset + pixels().count() / 2] = Float.NaN;
            }
        }

        @Override
        public String digest() {
            return whole.digest();
        }
    }

    private Run.Place spoilt(Exchange exchange, int every) {
        Path root = temp.resolve("data" + exchange.rank());
        DatasetOpener opener =
                spec ->
                        new DatasetProvider.Sets(
                                new Spoilt(Strokes.training(spec.training(), new Seed(1)), every),
                                Strokes.training(spec.testing(), new Seed(2)));
        DatasetProvider datasets =
                new DatasetProvider(root, root.resolve("cache")).with("strokes", opener);
        return new Run.Place(datasets, Small.TEXT, Device.CPU).with(exchange);
    }

    /** Gloo's maximum passes over NaN: of 1, NaN and 3 it says 3. */
    @ParameterizedTest
    @CsvSource({
        "2, 1, on worker 1",
        "2, 0, on worker 0",
        "3, 1, on worker 1",
        "2, -1, on 2 of 2 workers"
    })
    void a_worker_that_diverges_alone_ends_all_at_its_step_and_is_named(
            int workers, int who, String named) throws Exception {
        // One of seven pictures is met after some steps; all of them at the first step.
        RunSpec recipe = DataParallelRecipe.of(Small.recipe(300, 3, 1), workers);
        Path folder = temp.resolve("diverged");
        List<DivergedException> all =
                Ranks.run(
                        workers,
                        exchange ->
                                catchThrowableOfType(
                                        DivergedException.class,
                                        () ->
                                                Small.run(recipe, 7, folder)
                                                        .execute(
                                                                spoilt(
                                                                        exchange,
                                                                        who < 0
                                                                                ? 1
                                                                                : exchange.rank()
                                                                                                == who
                                                                                        ? 7
                                                                                        : 0),
                                                                List.of(),
                                                                0)));
        assertThat(all).hasSize(workers).doesNotContainNull();
        assertThat(all.get(0))
                .hasMessageStartingWith(
                        "Training needs a finite loss. Received: NaN from participant net "
                                + named
                                + " at step "
                                + all.get(0).step()
                                + ".");
        for (DivergedException each : all) {
            assertThat(each.getMessage().replaceAll("The last good .*", ""))
                    .isEqualTo(all.get(0).getMessage().replaceAll("The last good .*", ""));
            assertThat(each.step()).isEqualTo(all.get(0).step());
        }
        assertThat(folder.resolve("result.json")).doesNotExist();
    }
}
