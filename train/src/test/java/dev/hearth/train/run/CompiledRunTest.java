package dev.hearth.train.run;

import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.sequence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.nn.layers.Dropout;
import dev.hearth.nn.layers.Elu;
import dev.hearth.nn.layers.Flatten;
import dev.hearth.nn.layers.LeakyRelu;
import dev.hearth.nn.layers.Tanh;
import dev.hearth.optim.Adam;
import dev.hearth.optim.AppliesTo;
import dev.hearth.optim.ClipNorm;
import dev.hearth.optim.L2;
import dev.hearth.optim.Nesterov;
import dev.hearth.optim.Optimizer;
import dev.hearth.optim.Sgd;
import dev.hearth.optim.loss.MeanSquaredError;
import dev.hearth.optim.schedule.ExponentialPerStep;
import dev.hearth.optim.schedule.Schedule;
import dev.hearth.optim.schedule.StepSchedule;
import dev.hearth.tensor.LibTorch;
import dev.hearth.train.DivergedException;
import dev.hearth.train.TrainingEvent;
import dev.hearth.train.exchange.Ranks;
import dev.hearth.train.recipe.DataParallelRecipe;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.Objective;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.recipe.RecipeBuilder;
import dev.hearth.train.recipe.RunSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs with {@code step=COMPILED}. */
class CompiledRunTest {

    @TempDir Path temp;

    @AfterEach
    void oneThread() {
        LibTorch.threads(1);
    }

    private static RecipeBuilder builder(Optimizer optimizer, Schedule rate, int epochs) {
        return Recipe.named("test/compiled")
                .corpus(new DatasetSpec("strokes", 200, 40), Small.TEST)
                .model(
                        sequence(
                                new Flatten(),
                                linear(24),
                                new Elu(),
                                new Dropout(0.2),
                                linear(24),
                                new LeakyRelu(),
                                linear(24),
                                new Tanh(),
                                linear(10)),
                        Small.TEST)
                .optimizer(optimizer, Small.TEST)
                .rate(rate, Small.TEST)
                .modifiers(
                        List.of(new L2(1e-4, AppliesTo.WEIGHTS_ONLY), new ClipNorm(5)), Small.TEST)
                .batch(66, Small.TEST)
                .epochs(epochs, Small.TEST);
    }

    private static Recipe nesterov(int epochs) {
        return builder(
                        new Sgd(0.9, Nesterov.YES),
                        new ExponentialPerStep(0.02, 1.01, 0.001),
                        epochs)
                .build();
    }

    private static Recipe adam(int epochs) {
        return builder(new Adam(), StepSchedule.byEpochs(0.003).then(2, 0.001), epochs).build();
    }

    static Stream<Recipe> recipes() {
        return Stream.of(nesterov(4), adam(4));
    }

    private static RunSpec compiled(RunSpec recipe) {
        return Small.TEXT.amendedAny(recipe, "step=COMPILED");
    }

    private Result run(RunSpec recipe, String folder) {
        return Small.run(recipe, 7, temp.resolve(folder)).execute(Small.place(temp), List.of());
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void it_learns_what_the_layers_learn_up_to_rounding(Recipe recipe) {
        Result layers = run(recipe, "layers");
        Result compiled = run(compiled(recipe), "compiled");
        for (int epoch = 0; epoch < 4; epoch++) {
            double loss = layers.history().get(epoch).get("trainLoss");
            assertThat(compiled.history().get(epoch).get("trainLoss"))
                    .isCloseTo(loss, within(1e-4 * loss));
        }
        assertThat(Small.bits(temp.resolve("compiled")))
                .as("the compiled step was taken")
                .isNotEqualTo(Small.bits(temp.resolve("layers")));
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void a_run_of_more_epochs_goes_on_bit_for_bit_on_any_count_of_threads(Recipe recipe) {
        run(compiled(recipe), "whole");
        run(compiled(Small.TEXT.amended(recipe, "epochs=1")), "parts");
        LibTorch.threads(2);
        run(compiled(Small.TEXT.amended(recipe, "epochs=2")), "parts");
        LibTorch.threads(3);
        run(compiled(recipe), "parts");
        assertThat(Small.bits(temp.resolve("parts"))).isEqualTo(Small.bits(temp.resolve("whole")));
    }

    private static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    @Test
    void a_run_that_was_stopped_within_an_epoch_goes_on_bit_for_bit() {
        RunSpec recipe = Small.TEXT.amendedAny(compiled(nesterov(2)), "batch=2");
        run(recipe, "whole");
        Run run = Small.run(recipe, 7, temp.resolve("stopped"));
        assertThatThrownBy(
                        () ->
                                run.execute(
                                        Small.place(temp),
                                        List.of(
                                                event -> {
                                                    if (event
                                                            instanceof TrainingEvent.Saved saved) {
                                                        assertThat(saved.step()).isEqualTo(50);
                                                        throw new Stopped();
                                                    }
                                                }),
                                        0))
                .isInstanceOf(Stopped.class);
        run.execute(Small.place(temp), List.of());
        assertThat(Small.bits(temp.resolve("stopped")))
                .isEqualTo(Small.bits(temp.resolve("whole")));
    }

    @Test
    void a_loss_that_is_no_number_stops_the_run_at_its_step() {
        RunSpec recipe =
                compiled(builder(new Sgd(), StepSchedule.bySteps(0.01).then(7, 1e38), 4).build());
        DivergedException came =
                catchThrowableOfType(DivergedException.class, () -> run(recipe, "diverging"));
        assertThat(came.participant()).isEqualTo("net");
        assertThat(came.step()).isEqualTo(8);
    }

    @Test
    void a_net_that_gives_its_input_back_is_compiled_with_the_squared_error() {
        Recipe recipe =
                builder(new Adam(), StepSchedule.byEpochs(0.003).then(2, 0.001), 2)
                        .model(
                                sequence(new Flatten(), linear(16), new Elu(), linear(784)),
                                Small.TEST)
                        .objective(Objective.RECONSTRUCT, Small.TEST)
                        .loss(new MeanSquaredError(), Small.TEST)
                        .build();
        double loss = run(recipe, "layers").history().get(1).get("trainLoss");
        assertThat(run(compiled(recipe), "compiled").history().get(1).get("trainLoss"))
                .isCloseTo(loss, within(1e-4 * loss));
        assertThat(Small.bits(temp.resolve("compiled")))
                .isNotEqualTo(Small.bits(temp.resolve("layers")));
    }

    /** Convolutions, batch norm; bfloat16. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_net_of_another_kind_is_trained_layer_by_layer(boolean isMixed) {
        RunSpec recipe =
                isMixed
                        ? Small.TEXT.amendedAny(adam(2), "precision=BFLOAT16")
                        : Small.recipe(96, 64, 2);
        run(recipe, "layers");
        run(compiled(recipe), "compiled");
        assertThat(Small.bits(temp.resolve("compiled")))
                .isEqualTo(Small.bits(temp.resolve("layers")));
    }

    @Test
    void two_workers_have_the_losses_of_one() throws Exception {
        RunSpec one = compiled(nesterov(2));
        Result alone = run(one, "alone");
        List<Result> both =
                Ranks.run(
                        2,
                        exchange ->
                                Small.run(DataParallelRecipe.of(one, 2), 7, temp.resolve("both"))
                                        .execute(
                                                Small.place(temp.resolve("data" + exchange.rank()))
                                                        .with(exchange),
                                                List.of(),
                                                0));
        double loss = alone.history().get(1).get("trainLoss");
        assertThat(both.get(0).history().get(1).get("trainLoss"))
                .isCloseTo(loss, within(1e-4 * loss));
    }

    @Test
    void a_recipe_that_names_no_way_keeps_its_hash() {
        RunSpec recipe = nesterov(1);
        String json = Small.TEXT.write(recipe);
        int from = json.indexOf("\"step\"");
        assertThat(from).isPositive();
        RunSpec read = Small.TEXT.readAny(json.substring(0, json.lastIndexOf(',', from)) + "}");
        assertThat(read).isEqualTo(recipe);
        assertThat(Small.TEXT.hash(read)).isEqualTo(Small.TEXT.hash(recipe));
        assertThat(Small.TEXT.hash(compiled(recipe))).isNotEqualTo(Small.TEXT.hash(recipe));
    }
}
