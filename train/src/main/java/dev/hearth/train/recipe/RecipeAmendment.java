package dev.hearth.train.recipe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.data.DidYouMean;
import java.util.ArrayList;
import java.util.List;

/** A setting of a recipe, or a part of its value, replaced by a text such as {@code batch=32}. */
final class RecipeAmendment {

    private final ObjectMapper mapper;

    RecipeAmendment(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    ObjectNode tree(RunSpec recipe, String amendment, Origin origin) {
        int equals = amendment.indexOf('=');
        if (equals < 1) {
            throw new IllegalArgumentException(
                    "An amendment needs setting=value. Received: "
                            + amendment
                            + ". Write, for instance, batch=32.");
        }
        String[] path = amendment.substring(0, equals).strip().split("\\.", -1);
        ObjectNode tree = mapper.valueToTree(recipe);
        if (!(tree.get(path[0]) instanceof ObjectNode setting) || !setting.has("value")) {
            throw new IllegalArgumentException(
                    "An amendment needs the name of a setting. Received: "
                            + (path[0].isEmpty() ? "none in " + amendment : path[0])
                            + ". "
                            + DidYouMean.question(path[0], settings(tree))
                            + "There are: "
                            + settings(tree)
                            + ".");
        }
        JsonNode value = parsed(amendment.substring(equals + 1).strip());
        JsonNode parent = setting;
        String last = "value";
        for (int i = 1; i < path.length; i++) {
            parent = parent.isArray() ? parent.path(number(last)) : parent.path(last);
            last = path[i];
        }
        boolean known =
                parent.isArray() ? parent.has(number(last)) : parent.isObject() && parent.has(last);
        if (!known) {
            throw new IllegalArgumentException(
                    "An amendment needs a path that is there. Received: "
                            + String.join(".", path)
                            + ", but "
                            + last
                            + " is not in "
                            + parent
                            + ". "
                            + DidYouMean.question(last, fields(parent))
                            + "Print the recipe with ./hearth describe.");
        }
        if (parent instanceof ArrayNode array) {
            array.set(number(last), value);
        } else {
            ((ObjectNode) parent).set(last, value);
        }
        setting.set("origin", mapper.valueToTree(origin));
        return tree;
    }

    private static List<String> settings(ObjectNode tree) {
        List<String> names = new ArrayList<>();
        for (var field : tree.properties()) {
            if (field.getValue().has("value")) {
                names.add(field.getKey());
            }
        }
        return names;
    }

    private static List<String> fields(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException word) {
            return -1;
        }
    }

    private JsonNode parsed(String text) {
        try {
            return mapper.readTree(text);
        } catch (JsonProcessingException word) {
            return mapper.getNodeFactory().textNode(text);
        }
    }
}
