package dev.hearth.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import dev.hearth.data.Augmentation;
import dev.hearth.data.transform.Preprocess;
import dev.hearth.optim.Optimizer;
import dev.hearth.optim.StepModifier;
import dev.hearth.optim.loss.Loss;
import dev.hearth.optim.schedule.Schedule;
import dev.hearth.papers.Papers;
import dev.hearth.rl.Game;
import dev.hearth.train.recipe.GeneratorMetric;
import dev.hearth.train.recipe.Momentum;
import dev.hearth.train.recipe.RunSpec;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a recipe can hold can be written, without a project's having to make it known. */
class RecipeTypesTest {

    @ParameterizedTest
    @ValueSource(
            classes = {
                Optimizer.class,
                StepModifier.class,
                Loss.class,
                Schedule.class,
                Momentum.class,
                Augmentation.class,
                GeneratorMetric.class,
                Game.class,
                RunSpec.class
            })
    void every_record_of_an_open_interface_is_known_to_recipes(Class<?> kind) {
        List<String> records =
                HearthClasses.classes().stream()
                        .filter(type -> type.isRecord() && type.isAssignableTo(kind))
                        // Done once to all images, not each time that one is seen.
                        .filter(type -> !type.isAssignableTo(Preprocess.class))
                        .map(JavaClass::getSimpleName)
                        .sorted()
                        .toList();
        assertThat(records).isNotEmpty();
        assertThat(Papers.recipeJson().names(kind)).isEqualTo(records);
    }
}
