package dev.hearth.rl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.hearth.rl.TemporalDifferenceLoss.Best;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import org.junit.jupiter.api.Test;

class DqnRecipeJsonTest {

    @Test
    void a_course_survives_being_written() {
        for (DqnRecipe recipe :
                new DqnRecipe[] {
                    DqnRecipes.raiders(3, 40), DqnRecipes.corridor(Best.ONLINE, 1, 2)
                }) {
            DqnRecipe read = (DqnRecipe) DqnRecipes.TEXT.readAny(DqnRecipes.TEXT.write(recipe));
            assertThat(read).isEqualTo(recipe);
            assertThat(DqnRecipes.TEXT.hash(read))
                    .isEqualTo(DqnRecipes.TEXT.hash(recipe))
                    .hasSize(64);
        }
    }

    @Test
    void the_hash_hangs_on_values_and_not_on_origins() {
        DqnRecipe recipe = DqnRecipes.raiders(3, 40);
        String text = DqnRecipes.TEXT.write(recipe);
        DqnRecipe argued =
                (DqnRecipe) DqnRecipes.TEXT.readAny(text.replace("a test", "another reason"));
        assertThat(argued).isNotEqualTo(recipe);
        assertThat(DqnRecipes.TEXT.hash(argued)).isEqualTo(DqnRecipes.TEXT.hash(recipe));
        DqnRecipe longer =
                (DqnRecipe)
                        DqnRecipes.TEXT.readAny(text.replace("\"epochs\" : 3", "\"epochs\" : 4"));
        assertThat(longer.length().value().epochs()).isEqualTo(4);
        assertThat(DqnRecipes.TEXT.hash(longer)).isNotEqualTo(DqnRecipes.TEXT.hash(recipe));
    }

    @Test
    void a_course_of_an_earlier_release_had_no_type() {
        DqnRecipe recipe = DqnRecipes.raiders(3, 40);
        String text = DqnRecipes.TEXT.write(recipe);
        String earlier =
                text.replaceFirst("\"type\" : \"DqnRecipe\",", "")
                        .replace("\"type\" : \"Ramp\"", "\"kind\" : \"ramp\"");
        assertThat(earlier).isNotEqualTo(text).contains("kind").doesNotContain("DqnRecipe");
        assertThat(DqnRecipes.TEXT.readAny(earlier)).isEqualTo(recipe);
    }

    @Test
    void what_is_no_course_is_refused() {
        String text = DqnRecipes.TEXT.write(DqnRecipes.raiders(3, 40));
        for (String broken : new String[] {"", "null", "{}", "[]", "{\"name\":\"x\"}"}) {
            assertThatThrownBy(() -> DqnRecipes.TEXT.readAny(broken))
                    .as(broken)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(". Received: ")
                    .hasMessageStartingWith("A recipe needs ");
        }
        assertThatThrownBy(
                        () ->
                                DqnRecipes.TEXT.readAny(
                                        text.replace("\"epochs\" : 3", "\"epochs\" : 0")))
                .hasMessage(
                        "Length needs at least one epoch of one update. Received: epochs=0,"
                                + " updates=40. Give counts above 0.");
    }

    @Test
    void a_mutated_course_is_read_or_refused() {
        String whole = DqnRecipes.TEXT.write(DqnRecipes.raiders(3, 40));
        RandomStream chance = new Seed(8).child("mutations").stream();
        int refused = 0;
        for (int i = 0; i < 500; i++) {
            StringBuilder text = new StringBuilder(whole);
            text.setCharAt(chance.nextInt(text.length()), (char) (32 + chance.nextInt(95)));
            Throwable came =
                    catchThrowable(
                            () -> DqnRecipes.TEXT.hash(DqnRecipes.TEXT.readAny(text.toString())));
            if (came != null) {
                refused++;
                assertThat(came).as(text.toString()).isInstanceOf(IllegalArgumentException.class);
                assertThat(came).hasMessageContaining(". Received: ");
            }
        }
        assertThat(refused).isBetween(50, 499);
    }
}
