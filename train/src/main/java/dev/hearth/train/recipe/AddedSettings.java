package dev.hearth.train.recipe;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.stream.Stream;

/** Settings that recipes of earlier releases did not have, with what those recipes meant. */
final class AddedSettings {

    private static final String TYPE = "type";

    private AddedSettings() {}

    /**
     * Adds what is missing.
     *
     * @param kind the record that the recipe is
     */
    static void complete(ObjectNode recipe, Class<?> kind, ObjectMapper mapper) {
        if (hasPrecision(kind)) {
            add(recipe, "precision", RunSpec.float32(), mapper);
        }
        if (kind == Recipe.class) {
            add(recipe, "sampling", Recipe.EACH_ONCE, mapper);
            add(recipe, "keep", Recipe.LAST, mapper);
            add(recipe, "step", Recipe.LAYERS, mapper);
        }
    }

    private static boolean hasPrecision(Class<?> kind) {
        return kind.isRecord()
                && Stream.of(kind.getRecordComponents())
                        .anyMatch(component -> component.getName().equals("precision"));
    }

    private static void add(
            ObjectNode recipe, String name, Setting<?> setting, ObjectMapper mapper) {
        if (recipe.has(name)) {
            return;
        }
        ObjectNode node = mapper.valueToTree(setting);
        if (node.get("value") instanceof ObjectNode value) {
            value.put(TYPE, setting.value().getClass().getSimpleName());
        }
        recipe.set(name, node);
    }
}
