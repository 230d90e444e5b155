package dev.hearth.nn.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Types that files written by earlier releases call otherwise. Files are read under both names; hashes
 * are taken over the earlier ones, so that what was hashed then keeps its hash.
 */
public final class RenamedTypes {

    /** Earlier name, name. */
    private static final Map<String, String> NAMES =
            Map.ofEntries(
                    Map.entry("Fork", "SharedStemConcat"),
                    Map.entry("HeavyBall", "ClassicalMomentum"),
                    Map.entry("Modified", "WithModifiers"),
                    Map.entry("Averaged", "WithMovingAverage"),
                    Map.entry("NegativeBound", "NegativeElbo"),
                    Map.entry("HeadOnly", "FrozenBackbone"),
                    Map.entry("FeatureDropout", "SpatialDropout"),
                    Map.entry("Variational", "VariationalAutoencoder"),
                    Map.entry("FlowingVariational", "FlowVariationalAutoencoder"),
                    Map.entry("GridQ", "GridDqn"),
                    Map.entry("NatureQ", "NatureDqn"),
                    Map.entry("Affine", "RandomAffine"),
                    Map.entry("CentreField", "CentrePad"),
                    Map.entry("Colour", "ColourJitter"),
                    Map.entry("Shift", "RandomShift"));

    private static final Map<String, String> EARLIER =
            NAMES.entrySet().stream()
                    .collect(Collectors.toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey));

    private RenamedTypes() {}

    /**
     * Today's name.
     *
     * @return the same unless it is an earlier one
     */
    public static String current(String name) {
        return NAMES.getOrDefault(name, name);
    }

    /**
     * The name that earlier releases wrote.
     *
     * @return empty if it has not changed
     */
    public static Optional<String> earlier(String name) {
        return Optional.ofNullable(EARLIER.get(name));
    }

    /** Puts earlier names into a tree, in place. */
    public static void restore(JsonNode tree) {
        if (tree instanceof ObjectNode object
                && object.path(LayerMapper.TYPE).isTextual()
                && EARLIER.containsKey(object.path(LayerMapper.TYPE).textValue())) {
            object.put(LayerMapper.TYPE, EARLIER.get(object.path(LayerMapper.TYPE).textValue()));
        }
        if (tree instanceof ObjectNode || tree instanceof ArrayNode) {
            tree.forEach(RenamedTypes::restore);
        }
    }
}
