package dev.hearth.train.recipe;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Settings that recipes of earlier releases did not have, with what those recipes meant. */
final class AddedSettings {

    private static final String TYPE = "type";

    private AddedSettings() {}

    /** Adds what is missing in a recipe of one net, or of a GAN. */
    static void complete(ObjectNode recipe, Class<?> kind, ObjectMapper mapper) {
        String type = recipe.path(TYPE).asText(kind.getSimpleName());
        boolean isOfOneNet = type.equals(Recipe.class.getSimpleName());
        if (isOfOneNet || type.equals(GanRecipe.class.getSimpleName())) {
            add(recipe, "precision", RunSpec.float32(), mapper);
        }
        if (isOfOneNet) {
            add(recipe, "sampling", Recipe.EACH_ONCE, mapper);
            add(recipe, "keep", Recipe.LAST, mapper);
            add(recipe, "step", Recipe.LAYERS, mapper);
        }
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
