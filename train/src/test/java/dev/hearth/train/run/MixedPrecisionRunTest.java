package dev.hearth.train.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.nn.Precision;
import dev.hearth.train.recipe.RunSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MixedPrecisionRunTest {

    @TempDir Path temp;

    private static RunSpec mixed(RunSpec recipe) {
        return Small.TEXT.amendedAny(recipe, "precision=BFLOAT16");
    }

    private Result run(RunSpec recipe, String folder) {
        return Small.run(recipe, 7, temp.resolve(folder)).execute(Small.place(temp), List.of());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_run_of_more_epochs_goes_on_bit_for_bit(boolean isGan) {
        RunSpec whole = mixed(isGan ? Small.game(64, 16, 3) : Small.recipe(96, 16, 3));
        RunSpec part = Small.TEXT.amendedAny(whole, "epochs=1");
        run(whole, "whole");
        run(part, "parts");
        run(whole, "parts");
        assertThat(Small.bits(temp.resolve("parts"))).isEqualTo(Small.bits(temp.resolve("whole")));
    }

    @Test
    void it_learns_nearly_the_same_and_not_the_same() {
        Result single = run(Small.recipe(160, 16, 2), "single");
        Result mixed = run(mixed(Small.recipe(160, 16, 2)), "mixed");
        double loss = single.history().get(1).get("trainLoss");
        assertThat(mixed.history().get(1).get("trainLoss"))
                .isNotEqualTo(loss)
                .isCloseTo(loss, within(0.05 * loss));
        assertThat(mixed.recipeHash()).isNotEqualTo(single.recipeHash());
    }

    @Test
    void a_recipe_that_names_no_precision_is_float32_and_keeps_its_hash() {
        for (RunSpec recipe : List.of(Small.recipe(96, 16, 1), Small.game(64, 16, 1))) {
            String json = Small.TEXT.write(recipe);
            int from = json.indexOf("\"precision\"");
            assertThat(from).isPositive();
            String before = json.substring(0, json.lastIndexOf(',', from)) + "}";
            RunSpec read = Small.TEXT.readAny(before);
            assertThat(read).isEqualTo(recipe);
            assertThat(Small.TEXT.hash(read)).isEqualTo(Small.TEXT.hash(recipe));
            assertThat(Small.TEXT.hash(mixed(recipe))).isNotEqualTo(Small.TEXT.hash(recipe));
        }
    }

    @Test
    void a_folder_of_another_precision_is_refused() throws IOException {
        run(Small.recipe(96, 16, 1), "run");
        Path checkpoint = temp.resolve("run").resolve("checkpoint.safetensors");
        byte[] before = Files.readAllBytes(checkpoint);
        assertThatThrownBy(() -> run(mixed(Small.recipe(96, 16, 1)), "run"))
                .hasMessageContaining("precision")
                .hasMessageContaining(Precision.BFLOAT16.name());
        assertThat(Files.readAllBytes(checkpoint)).isEqualTo(before);
    }
}
