package dev.hearth.nn.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;

/**
 * Components that records got after files of theirs had been written, each with the value that is meant
 * where a file lacks it. Hashes are taken without those that have this value, so that what was hashed
 * before keeps its hash.
 */
final class AddedComponents {

    private static final JsonNodeFactory VALUES = JsonNodeFactory.instance;

    /** By the record's name of today: component, value. */
    private static final Map<String, Map<String, JsonNode>> ADDED =
            Map.of(
                    "WeightNorm", Map.of("logScale", VALUES.numberNode(1.0)),
                    "SpatialVae", Map.of("flows", VALUES.numberNode(0)),
                    "EluImageNet", Map.of("divisor", VALUES.numberNode(1)),
                    "EluCifar18",
                            Map.of(
                                    "divisor", VALUES.numberNode(1),
                                    "fineTuning", VALUES.numberNode(-1L),
                                    "more", VALUES.numberNode(-1L)));

    private AddedComponents() {}

    private static Map<String, JsonNode> of(JsonNode tree) {
        String type = RenamedTypes.current(tree.path(LayerMapper.TYPE).asText());
        return tree instanceof ObjectNode ? ADDED.getOrDefault(type, Map.of()) : Map.of();
    }

    /**
     * Gives a tree what it lacks, in place.
     *
     * @return whether it lacked anything
     */
    static boolean fill(JsonNode tree) {
        boolean lacked = false;
        for (Map.Entry<String, JsonNode> added : new TreeMap<>(of(tree)).entrySet()) {
            if (!tree.has(added.getKey())) {
                ((ObjectNode) tree).set(added.getKey(), added.getValue());
                lacked = true;
            }
        }
        for (JsonNode inner : tree) {
            lacked |= fill(inner);
        }
        return lacked;
    }

    /** Takes out what earlier releases would not have written, in place. */
    static void strip(JsonNode tree) {
        of(tree).forEach(
                        (name, value) -> {
                            JsonNode there = tree.path(name);
                            if (there.isNumber() && there.asDouble() == value.asDouble()) {
                                ((ObjectNode) tree).remove(name);
                            }
                        });
        tree.forEach(AddedComponents::strip);
    }
}
