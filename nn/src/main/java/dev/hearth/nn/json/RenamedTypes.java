package dev.hearth.nn.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
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
                    Map.entry("GameRecipe", "GanRecipe"),
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

    private static final Map<String, String> EARLIER = reversed(NAMES);

    /** The key under which earlier releases wrote some types, with names of their own. */
    private static final String EARLIER_KEY = "kind";

    /** Earlier name under that key, name. */
    private static final Map<String, String> KINDS =
            Map.ofEntries(
                    Map.entry("constant", "ConstantSchedule"),
                    Map.entry("step", "StepSchedule"),
                    Map.entry("exponential", "Exponential"),
                    Map.entry("exponentialPerStep", "ExponentialPerStep"),
                    Map.entry("linearToZero", "LinearToZero"),
                    Map.entry("ramp", "Ramp"),
                    Map.entry("graham", "ExponentialDecay"),
                    Map.entry("paper", "Paper"),
                    Map.entry("ours", "Ours"),
                    Map.entry("ofOptimizer", "OfOptimizer"),
                    Map.entry("scheduled", "Scheduled"),
                    Map.entry("asDrawn", "AsDrawn"),
                    Map.entry("fromImages", "FromImages"),
                    Map.entry("parzen", "Parzen"),
                    Map.entry("density", "Density"),
                    Map.entry("plain", "Plain"),
                    Map.entry("whitened", "Whitened"),
                    Map.entry("centred", "Centred"),
                    Map.entry("around zero", "AroundZero"),
                    Map.entry("contrasted", "Contrasted"),
                    Map.entry("binarized", "Binarized"),
                    Map.entry("scaledAndWhitened", "ScaledAndWhitened"),
                    Map.entry("viewed", "Viewed"));

    private static final Map<String, String> EARLIER_KINDS = reversed(KINDS);

    private RenamedTypes() {}

    private static Map<String, String> reversed(Map<String, String> names) {
        return names.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey));
    }

    /**
     * Today's name.
     *
     * @return the same unless it is an earlier one
     */
    public static String current(String name) {
        return NAMES.getOrDefault(name, name);
    }

    /**
     * Puts today's names into a tree, in place, and components that came later.
     *
     * @param tree as read from a file
     */
    public static void renew(JsonNode tree) {
        AddedComponents.fill(tree);
        renamed(tree);
    }

    private static void renamed(JsonNode tree) {
        rename(tree, LayerMapper.TYPE, NAMES, LayerMapper.TYPE);
        rename(tree, EARLIER_KEY, KINDS, LayerMapper.TYPE);
        tree.forEach(RenamedTypes::renamed);
    }

    /** Puts earlier names into a tree, in place, and leaves out what came later. */
    public static void restore(JsonNode tree) {
        AddedComponents.strip(tree);
        restored(tree);
    }

    private static void restored(JsonNode tree) {
        rename(tree, LayerMapper.TYPE, EARLIER, LayerMapper.TYPE);
        rename(tree, LayerMapper.TYPE, EARLIER_KINDS, EARLIER_KEY);
        tree.forEach(RenamedTypes::restored);
    }

    /** Keeps the order of the members, which a hash sees. */
    private static void rename(
            JsonNode tree, String key, Map<String, String> names, String newKey) {
        if (!(tree instanceof ObjectNode object)
                || !names.containsKey(object.path(key).asText())
                || !newKey.equals(key) && object.has(newKey)) {
            return;
        }
        Map<String, JsonNode> members = new LinkedHashMap<>();
        object.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
        object.removeAll();
        members.forEach(
                (name, value) -> {
                    if (name.equals(key)) {
                        object.put(newKey, names.get(value.asText()));
                    } else {
                        object.set(name, value);
                    }
                });
    }
}
