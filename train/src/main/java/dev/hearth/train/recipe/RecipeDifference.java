package dev.hearth.train.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * How a recipe differs from an earlier one, origins aside.
 *
 * @param words a setting each, such as {@code batch 8, now 4}
 * @param isLonger whether it is the same but for more epochs, and a learning rate that falls until the
 *     last of them
 */
public record RecipeDifference(List<String> words, boolean isLonger) {

    private static final int LONGEST = 40;

    /** Copies the list. */
    public RecipeDifference {
        words = List.copyOf(words);
    }

    static RecipeDifference of(JsonNode before, JsonNode now) {
        List<String> words = new ArrayList<>();
        var names = new TreeSet<String>();
        before.fieldNames().forEachRemaining(names::add);
        now.fieldNames().forEachRemaining(names::add);
        for (String name : names) {
            JsonNode old = value(before, name);
            JsonNode young = value(now, name);
            if (!old.equals(young)) {
                words.add(
                        old.toString().length() + young.toString().length() > LONGEST
                                ? "another " + (name.equals("augment") ? "augmentation" : name)
                                : name + " " + old + ", now " + young);
            }
        }
        int first = value(before, "epochs").asInt();
        int last = value(now, "epochs").asInt();
        boolean same = withoutEpochs(before, first).equals(withoutEpochs(now, last));
        return new RecipeDifference(words, same && last > first);
    }

    private static JsonNode value(JsonNode recipe, String name) {
        return recipe.path(name).has("value") ? recipe.path(name).path("value") : recipe.path(name);
    }

    private static JsonNode withoutEpochs(JsonNode recipe, int epochs) {
        ObjectNode bare = recipe.deepCopy();
        for (JsonNode setting : bare) {
            if (setting instanceof ObjectNode object && object.has("value")) {
                object.remove("origin");
            }
        }
        bare.remove("epochs");
        if (bare.path("rate").path("value") instanceof ObjectNode rate
                && rate.path("toEpoch").asDouble(-1) == epochs) {
            rate.remove("toEpoch");
        }
        return bare;
    }
}
