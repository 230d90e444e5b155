package dev.hearth.papers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.hearth.experiments.Experiment;
import dev.hearth.experiments.Job;
import dev.hearth.experiments.Outcome;
import dev.hearth.experiments.Plan;
import dev.hearth.experiments.RunFigure;
import dev.hearth.experiments.claim.BestSettings;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.CombinedCheck;
import dev.hearth.experiments.claim.Contrast;
import dev.hearth.experiments.claim.Equivalence;
import dev.hearth.experiments.claim.Evidence;
import dev.hearth.experiments.claim.Measure;
import dev.hearth.experiments.claim.Ranking;
import dev.hearth.experiments.claim.Reinterpreted;
import dev.hearth.experiments.claim.ReportedError;
import dev.hearth.experiments.claim.RequiresLearning;
import dev.hearth.experiments.claim.Verdict;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.Origin;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.recipe.RecipeJson;
import dev.hearth.train.recipe.Setting;
import dev.hearth.zoo.ModelRegistry;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PapersTest {

    private static final RecipeJson TEXT = Papers.recipeJson();

    @ParameterizedTest
    @EnumSource(Budget.class)
    void every_experiment_plans_with_and_without_data(Budget budget) {
        for (Experiment experiment : Papers.experiments()) {
            for (boolean data : new boolean[] {true, false}) {
                Plan plan = experiment.plan(budget, set -> data);
                assertThat(plan.setting()).as(experiment.name()).isNotBlank();
                assertThat(plan.checks()).as(experiment.name()).isNotEmpty();
                Set<Path> places = new HashSet<>();
                for (Job job : plan.jobs()) {
                    assertThat(job.effort()).isPositive();
                    assertThat(places.add(RunFigure.folder(Path.of("runs"), job.arm(), job.seed())))
                            .as("%s %s %s", experiment.name(), job.arm(), job.seed())
                            .isTrue();
                }
                Evidence nothing = new Evidence(experiment.name(), List.of());
                for (ClaimCheck check : plan.checks()) {
                    assertThat(check.judge(nothing).verdict())
                            .as(check.claim().id())
                            .isEqualTo(Verdict.NOT_TESTED);
                }
                if (data) {
                    assertThat(plan.jobs()).as(experiment.name()).isNotEmpty();
                }
            }
        }
    }

    /** A check, or those that it consists of. */
    private static Stream<ClaimCheck> simple(ClaimCheck check) {
        if (check instanceof CombinedCheck of) {
            return of.parts().stream().flatMap(PapersTest::simple);
        }
        if (check instanceof RequiresLearning of) {
            return simple(of.check());
        }
        if (check instanceof Reinterpreted of) {
            return simple(of.check());
        }
        return check instanceof BestSettings of ? simple(of.check()) : Stream.of(check);
    }

    private static Optional<Measure> measure(ClaimCheck check) {
        return check instanceof Ranking of
                ? Optional.of(of.measure())
                : check instanceof Equivalence of
                        ? Optional.of(of.measure())
                        : check instanceof Contrast of
                                ? Optional.of(of.measure())
                                : Optional.empty();
    }

    private static boolean isOnTestImages(Measure measure) {
        return Set.of(" %", " points").contains(measure.unit())
                && measure.name().matches(".*(error|tests?)\\b.*")
                && !measure.name().startsWith("training");
    }

    /** So that another part of the test images is allowed for, where a budget takes a part. */
    @ParameterizedTest
    @EnumSource(Budget.class)
    void errors_on_test_images_are_known_as_such(Budget budget) {
        int errors = 0;
        for (Experiment experiment : Papers.experiments()) {
            for (ClaimCheck whole : experiment.plan(budget, set -> true).checks()) {
                for (ClaimCheck check : simple(whole).toList()) {
                    Optional<Measure> measure = measure(check).filter(PapersTest::isOnTestImages);
                    if (measure.isPresent()) {
                        assertThat(measure.get().errors())
                                .as("%s: %s", experiment.name(), measure.get().name())
                                .isNotEmpty();
                        errors++;
                    }
                }
            }
        }
        assertThat(errors).isGreaterThan(20);
    }

    /** One run shows nothing; the best number of all ideas is one by its nature. */
    @Test
    void at_the_papers_size_a_printed_error_can_be_reached_or_missed() {
        int found = 0;
        for (Experiment experiment : Papers.experiments()) {
            Plan plan = experiment.plan(Budget.PAPER, set -> true);
            for (ClaimCheck whole : plan.checks()) {
                for (ClaimCheck check : simple(whole).toList()) {
                    if (check instanceof ReportedError printed
                            && !experiment.name().equals("together/best-cifar-10")) {
                        assertThat(plan.jobs())
                                .as(experiment.name())
                                .filteredOn(job -> job.arm().equals(printed.arm()))
                                .hasSizeGreaterThan(1);
                        found++;
                    }
                }
            }
        }
        assertThat(found).isGreaterThan(3);
    }

    @ParameterizedTest
    @EnumSource(Budget.class)
    void every_recipe_survives_being_written(Budget budget) {
        for (boolean data : new boolean[] {true, false}) {
            Map<String, Recipe> recipes = Recipes.supervised(budget, set -> data);
            assertThat(recipes).isNotEmpty();
            Set<String> hashes = new HashSet<>();
            recipes.forEach(
                    (name, recipe) -> {
                        assertThat(recipe.name()).isEqualTo(name);
                        Recipe read = TEXT.read(TEXT.write(recipe));
                        assertThat(read).isEqualTo(recipe);
                        assertThat(TEXT.hash(read)).isEqualTo(TEXT.hash(recipe));
                        assertThat(hashes.add(TEXT.hash(recipe))).as(name).isTrue();
                        assertThat(TEXT.print(recipe)).contains(TEXT.hash(recipe));
                    });
        }
    }

    @ParameterizedTest
    @EnumSource(Budget.class)
    void a_recipe_is_found_by_its_name_and_other_experiments_are_not_planned(Budget budget) {
        Recipes.all(budget, set -> true)
                .forEach(
                        (name, recipe) ->
                                assertThat(Recipes.find(name, budget, set -> true))
                                        .as(name)
                                        .contains(recipe));
        Predicate<String> never =
                set -> {
                    throw new AssertionError("an experiment on " + set + " was planned");
                };
        assertThat(Recipes.find("gan/line/k = 1", budget, never)).isPresent();
        assertThat(Recipes.find("gan/lines", budget, never)).isEmpty();
        assertThat(Recipes.find("", budget, never)).isEmpty();
    }

    @Test
    void the_hash_of_every_recipe_hangs_on_values_and_not_on_origins() {
        for (Recipe recipe : Recipes.supervised(Budget.SHORT, set -> true).values()) {
            Recipe argued =
                    new Recipe(
                            recipe.name(),
                            other(recipe.corpus()),
                            other(recipe.preparation()),
                            other(recipe.augment()),
                            other(recipe.model()),
                            other(recipe.objective()),
                            other(recipe.loss()),
                            other(recipe.optimizer()),
                            other(recipe.rate()),
                            other(recipe.modifiers()),
                            other(recipe.batch()),
                            other(recipe.epochs()),
                            other(recipe.start()),
                            other(recipe.momentum()),
                            other(recipe.precision()),
                            other(recipe.sampling()),
                            other(recipe.keep()),
                            other(recipe.step()));
            assertThat(TEXT.hash(argued)).isEqualTo(TEXT.hash(recipe));
            for (String setting : List.of("batch=7", "epochs=77", "corpus.testing=7")) {
                assertThat(TEXT.hash(TEXT.amended(recipe, setting)))
                        .isNotEqualTo(TEXT.hash(recipe));
            }
        }
    }

    private static <T> Setting<T> other(Setting<T> knob) {
        return new Setting<>(knob.value(), Origin.ours("another reason"));
    }

    @Test
    void a_mutated_recipe_of_ours_is_read_or_refused() {
        List<String> whole =
                Recipes.supervised(Budget.PAPER, set -> true).values().stream()
                        .map(TEXT::write)
                        .toList();
        RandomStream chance = new Seed(8).child("mutations").stream();
        int refused = 0;
        for (int i = 0; i < 1000; i++) {
            StringBuilder text =
                    new StringBuilder(whole.get(Math.floorMod(chance.nextLong(), whole.size())));
            for (int n = Math.floorMod(chance.nextLong(), 3); n >= 0; n--) {
                int at = Math.floorMod(chance.nextLong(), text.length());
                text.setCharAt(at, (char) (32 + Math.floorMod(chance.nextLong(), 95)));
            }
            Throwable came = catchThrowable(() -> TEXT.hash(TEXT.read(text.toString())));
            if (came != null) {
                refused++;
                assertThat(came).as(text.toString()).isInstanceOf(IllegalArgumentException.class);
                assertThat(came).hasMessageContaining(". Received: ");
            }
        }
        assertThat(refused).isBetween(100, 999);
    }

    @Test
    void models_have_the_parameters_that_they_announce() {
        ModelRegistry.models()
                .forEach(
                        (name, model) -> {
                            assertThatCode(() -> model.layer().out(model.in()))
                                    .as(name)
                                    .doesNotThrowAnyException();
                            assertThat(model.layer().cost(model.in()).parameters()).isPositive();
                            assertThat(
                                            ModelRegistry.layerJson()
                                                    .readLayer(
                                                            ModelRegistry.layerJson()
                                                                    .write(model.layer())))
                                    .isEqualTo(model.layer());
                        });
        assertThat(Papers.all().papers()).contains("elu");
        assertThat(Papers.all().title("elu")).contains("Clevert");
    }

    @Test
    void a_broken_outcome_is_refused(@org.junit.jupiter.api.io.TempDir java.nio.file.Path temp)
            throws java.io.IOException {
        java.nio.file.Path file = temp.resolve("o.json");
        for (String text : List.of("", "null", "{}", "[", "{\"experiment\":\"x\"}")) {
            java.nio.file.Files.writeString(file, text);
            assertThatThrownBy(() -> Outcome.read(file))
                    .as(text)
                    .isInstanceOf(dev.hearth.data.BadDataException.class)
                    .hasMessageContaining(". Received: ")
                    .hasMessageEndingWith("Run ./hearth reproduce again.");
        }
    }
}
