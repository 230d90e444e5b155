package dev.hearth.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import dev.hearth.nn.Layer;
import dev.hearth.nn.json.LayerJson;
import dev.hearth.zoo.ModelRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every net of the zoo can be posted, and every model that is listed arrives as it was. */
class LayerJsonOfPapersTest {

    private static final LayerJson LETTERS = ModelRegistry.layerJson();

    @Test
    void every_net_of_the_zoo_is_known_to_the_papers() {
        List<JavaClass> nets =
                HearthClasses.classes().stream()
                        .filter(type -> type.getPackageName().startsWith("dev.hearth.zoo"))
                        .filter(type -> type.isRecord() && type.isAssignableTo(Layer.class))
                        .toList();
        assertThat(nets).hasSizeGreaterThan(4);
        assertThat(nets).allMatch(net -> isKnown(net.getSimpleName()));
        assertThat(isKnown("NoSuchNet")).isFalse();
    }

    /** An unknown name is refused before a component is missed. */
    private static boolean isKnown(String name) {
        try {
            LETTERS.readLayer("{\"type\":\"" + name + "\"}");
            return true;
        } catch (IllegalArgumentException refusal) {
            return !refusal.getMessage().startsWith("A configuration's type is a record that");
        }
    }

    @Test
    void every_model_of_the_catalogue_arrives_as_it_was() {
        assertThat(ModelRegistry.models())
                .allSatisfy(
                        (name, model) -> {
                            Layer same = LETTERS.readLayer(LETTERS.write(model.layer()));
                            assertThat(same)
                                    .isEqualTo(model.layer())
                                    .hasToString(model.layer().toString());
                            assertThat(same.cost(model.in()))
                                    .isEqualTo(model.layer().cost(model.in()));
                        });
    }
}
