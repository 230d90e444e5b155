package dev.hearth.train.recipe;

import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.sequence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.hearth.data.transform.Flip;
import dev.hearth.data.transform.PadCropFlip;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.json.LayerJson;
import dev.hearth.nn.layers.Elu;
import dev.hearth.nn.layers.Flatten;
import dev.hearth.optim.AppliesTo;
import dev.hearth.optim.L2;
import dev.hearth.optim.Optimizer;
import dev.hearth.optim.OptimizerState;
import dev.hearth.optim.Sgd;
import dev.hearth.optim.schedule.ConstantSchedule;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecipeJsonTest {

    private static final RecipeJson TEXT = RecipeJson.of(LayerJson.standard());

    private static Recipe recipe(Origin origin) {
        return Recipe.named("test/recipe")
                .corpus(new DatasetSpec("strokes", 100, 0), origin)
                .preparation(new Preprocessing.Whitened(55, 0.1), origin)
                .augment(List.of(new PadCropFlip(4, Flip.HORIZONTAL)), origin)
                .model(sequence(new Flatten(), linear(16), new Elu(), linear(10)), origin)
                .optimizer(new Sgd(0.9), origin)
                .rate(new ConstantSchedule(0.01), origin)
                .modifiers(List.of(new L2(5e-4, AppliesTo.WEIGHTS_ONLY)), origin)
                .batch(64, origin)
                .epochs(3, origin)
                .build();
    }

    private static final Recipe RECIPE = recipe(Origin.paper("§4"));

    @Test
    void a_recipe_survives_being_written() {
        assertThat(TEXT.read(TEXT.write(RECIPE))).isEqualTo(RECIPE);
        assertThat(TEXT.hash(TEXT.read(TEXT.write(RECIPE)))).isEqualTo(TEXT.hash(RECIPE));
    }

    /** An optimizer of a project of one's own. */
    record Own(double momentum) implements Optimizer {
        @Override
        public OptimizerState over(Parameters parameters) {
            return new Sgd(momentum).over(parameters);
        }
    }

    @Test
    void a_record_of_ones_own_is_written_read_and_hashed() {
        RecipeJson wider = TEXT.with(Own.class);
        Recipe own = wider.amended(RECIPE, "optimizer={\"type\":\"Own\",\"momentum\":0.5}");
        assertThat(own.optimizer().value()).isEqualTo(new Own(0.5));
        assertThat(wider.write(own)).contains("\"type\" : \"Own\"");
        assertThat(wider.read(wider.write(own))).isEqualTo(own);
        assertThat(wider.hash(own)).isNotEqualTo(wider.hash(RECIPE));
        assertThat(wider.hash(RECIPE)).isEqualTo(TEXT.hash(RECIPE));
        assertThatThrownBy(() -> TEXT.write(own))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("RecipeJsonTest$Own");
    }

    @Test
    void an_unknown_type_is_refused_with_the_list_and_the_nearest_name() {
        assertThatThrownBy(() -> TEXT.amended(RECIPE, "optimizer.type=Adm"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "A recipe needs types that its RecipeJson knows. Received: type=Adm for"
                                + " Optimizer at optimizer.value. Did you mean Adam? There are:"
                                + " Adam, Adamax, ClassicalMomentum, DampedNesterov, RmsProp, Sgd,"
                                + " WithModifiers, WithMovingAverage. Make one of your own known"
                                + " with RecipeJson.with.");
        // A schedule is known, but no optimizer.
        assertThatThrownBy(() -> TEXT.amended(RECIPE, "optimizer.type=Ramp"))
                .hasMessageContaining("type=Ramp for Optimizer");
    }

    @Test
    void a_recipe_of_an_earlier_release_is_read() {
        String text =
                TEXT.write(RECIPE)
                        .replace("\"type\" : \"ConstantSchedule\"", "\"kind\" : \"constant\"")
                        .replace("\"type\" : \"Whitened\"", "\"kind\" : \"whitened\"")
                        .replace("\"type\" : \"Paper\"", "\"kind\" : \"paper\"");
        assertThat(text).contains("\"kind\" : \"constant\"", "\"kind\" : \"whitened\"");
        assertThat(TEXT.write(RECIPE)).doesNotContain("kind");
        assertThat(TEXT.read(text)).isEqualTo(RECIPE);
        assertThat(TEXT.amended(RECIPE, "preparation={\"kind\":\"around zero\"}"))
                .isEqualTo(TEXT.amended(RECIPE, "preparation={\"type\":\"AroundZero\"}"));
    }

    @Test
    void what_is_no_record_of_an_interface_is_not_taken() {
        assertThatThrownBy(() -> TEXT.with(DatasetSpec.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("which implements none");
        assertThatThrownBy(() -> TEXT.with(String.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("(?s).+\\. Received: .+\\. .+\\.");
    }

    @Test
    void the_hash_does_not_see_origins() {
        assertThat(TEXT.hash(recipe(Origin.ours("a better reason")))).isEqualTo(TEXT.hash(RECIPE));
        assertThat(TEXT.hash(RECIPE)).matches("[0-9a-f]{64}");
    }

    @Test
    void the_hash_sees_every_value() {
        List<String> settings =
                List.of(
                        "corpus.set=mnist",
                        "corpus.training=101",
                        "corpus.testing=1",
                        "preparation.scale=54",
                        "preparation.epsilon=0.2",
                        "augment.0.pad=3",
                        "augment=[]",
                        "model.layers.1.units=17",
                        "model.layers.2.alpha=0.5",
                        "objective=RECONSTRUCT",
                        "loss.smoothing=0.1",
                        "optimizer.momentum=0.8",
                        "rate.value=0.02",
                        "modifiers.0.decay=1e-4",
                        "modifiers=[]",
                        "batch=32",
                        "epochs=4");
        Set<String> hashes = new HashSet<>(Set.of(TEXT.hash(RECIPE)));
        List<String> unknown = new ArrayList<>();
        for (String setting : settings) {
            try {
                hashes.add(TEXT.hash(TEXT.amended(RECIPE, setting)));
            } catch (IllegalArgumentException refused) {
                unknown.add(setting + ": " + refused.getMessage());
            }
        }
        assertThat(unknown).isEmpty();
        assertThat(hashes).hasSize(settings.size() + 1);
        Recipe renamed = TEXT.read(TEXT.write(RECIPE).replace("test/recipe", "test/another"));
        assertThat(TEXT.hash(renamed)).isNotIn(hashes);
    }

    @Test
    void a_setting_makes_a_new_recipe_that_says_who_chose() {
        Recipe amended = TEXT.amended(RECIPE, " batch = 32 ");
        assertThat(amended.batch()).isEqualTo(new Setting<>(32, Origin.ours("set by hand")));
        assertThat(amended.epochs()).isEqualTo(RECIPE.epochs());
        assertThat(RECIPE.batch().value()).isEqualTo(64);
        assertThat(TEXT.print(amended))
                .contains("batch       32  (ours: set by hand)")
                .contains("epochs      3  (paper, §4)")
                .contains(TEXT.hash(amended));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "batch",
                "=3",
                ".=3",
                "..=3",
                "batch.=32",
                ".batch=3",
                "batches=3",
                "name=other",
                "batch=",
                "batch=0",
                "batch=-1",
                "batch=2.5",
                "batch=1 2",
                "batch=many",
                "batch=null",
                "batch=true",
                "batch=99999999999",
                "batch.value=3",
                "batch.origin=x",
                "corpus=strokes",
                "corpus.size=3",
                "corpus.training=-1",
                "corpus=null",
                "augment=null",
                "augment=[null]",
                "augment.1.pad=3",
                "augment.-1.pad=3",
                "augment.x.pad=3",
                "augment.0=3",
                "augment.0.type=Exploit",
                "modifiers=[null]",
                "modifiers=[{}]",
                "model.layers.1.units=0",
                "model.layers.9.units=3",
                "model.layers.1.units.deep=3",
                "model={\"type\":\"java.lang.Runtime\"}",
                "model=[]",
                "objective=GUESS",
                "rate.value=fast",
                "epochs={}",
                "epochs=[1]"
            })
    void a_wrong_setting_is_refused_in_three_parts(String setting) {
        assertThatThrownBy(() -> TEXT.amended(RECIPE, setting))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("(?s).+\\. Received: .+\\. .+\\.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "batch    | An amendment needs setting=value. Received: batch. Write, for instance, batch=32.",
                "size=3   | An amendment needs the name of a setting. Received: size. There are: [corpus,",
                "batch=0  | A recipe needs a name, a batch and epochs from 1 to a million. Received:"
                        + " name=test/recipe, batch=0, epochs=3.",
                "corpus.size=3 | An amendment needs a path that is there. Received: corpus.size, but size is"
                        + " not in {",
            })
    void the_sentence_says_what_is_wrong(String setting, String beginning) {
        assertThatThrownBy(() -> TEXT.amended(RECIPE, setting)).hasMessageStartingWith(beginning);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "null", "3", "[]", "{}", "{\"name\":\"x\"}", "{", "\"x\"", "nul"})
    void what_is_no_recipe_is_refused(String text) {
        assertThatThrownBy(() -> TEXT.read(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("(?s)A recipe needs .+\\. Received: .+\\. .+\\.");
    }

    @Test
    void what_nests_too_deeply_is_refused() {
        String deep = "[".repeat(100_000);
        assertThatThrownBy(() -> TEXT.read(deep))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(". Received: ");
    }

    @Test
    void a_mutated_recipe_is_read_or_refused_and_nothing_else() {
        byte[] whole = TEXT.write(RECIPE).getBytes(StandardCharsets.UTF_8);
        RandomStream chance = new Seed(6).child("mutations").stream();
        int read = 0;
        for (int i = 0; i < 3000; i++) {
            String text = mutated(whole, chance);
            Throwable came = catchThrowable(() -> TEXT.hash(TEXT.read(text)));
            if (came == null) {
                read++;
            } else {
                assertThat(came).as(text).isInstanceOf(IllegalArgumentException.class);
                assertThat(came.getMessage()).as(text).matches("(?s).+\\. Received: .+\\. .+\\.");
            }
        }
        assertThat(read).isBetween(30, 2900);
    }

    private static String mutated(byte[] whole, RandomStream chance) {
        byte[] bytes = whole.clone();
        int at = Math.floorMod(chance.nextLong(), bytes.length);
        int kind = Math.floorMod(chance.nextLong(), 5);
        if (kind == 0) {
            return new String(bytes, 0, at, StandardCharsets.UTF_8);
        }
        if (kind == 1) { // something appears twice or goes
            int to = Math.min(bytes.length, at + Math.floorMod(chance.nextLong(), 40));
            String text = new String(bytes, StandardCharsets.UTF_8);
            int from = Math.min(at, text.length());
            int end = Math.min(to, text.length());
            return chance.nextLong() < 0
                    ? text.substring(0, from) + text.substring(end)
                    : text.substring(0, end) + text.substring(from);
        }
        if (kind == 2) { // a token becomes another
            String text = new String(bytes, StandardCharsets.UTF_8);
            String[] tokens = {"null", "-1", "1e999", "NaN", "[]", "{}", "\"\"", "true", "0.5"};
            String with = tokens[Math.floorMod(chance.nextLong(), tokens.length)];
            int skip = Math.floorMod(chance.nextLong(), 40);
            int[] left = {skip};
            return java.util.regex.Pattern.compile(": (\"[^\"]*\"|[0-9.e-]+)")
                    .matcher(text)
                    .replaceAll(
                            found ->
                                    left[0]-- == 0
                                            ? ": " + with
                                            : java.util.regex.Matcher.quoteReplacement(
                                                    found.group()));
        }
        for (int n = 0; n < kind - 2; n++) {
            int where = Math.floorMod(chance.nextLong(), bytes.length);
            bytes[where] ^= (byte) (1 << Math.floorMod(chance.nextLong(), 8));
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
