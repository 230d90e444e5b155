package dev.hearth.train.recipe;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.data.Augmentation;
import dev.hearth.data.Chain;
import dev.hearth.data.DidYouMean;
import dev.hearth.data.Sha256;
import dev.hearth.data.TerminalText;
import dev.hearth.data.transform.Brightness;
import dev.hearth.data.transform.CentrePad;
import dev.hearth.data.transform.ColourJitter;
import dev.hearth.data.transform.PadCropFlip;
import dev.hearth.data.transform.RandomAffine;
import dev.hearth.data.transform.RandomResizedCrop;
import dev.hearth.data.transform.RandomShift;
import dev.hearth.nn.json.LayerJson;
import dev.hearth.nn.json.RenamedTypes;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Recipes as JSON: written, read, amended by {@code knob=value}, and hashed.
 *
 * <p>The hash is a SHA-256 over the knobs' values, without their origins: a better reason does not
 * make another recipe.
 */
public final class RecipeJson {

    private static final String DATA = "data";

    private final ObjectMapper mapper;

    /** Tells one augmentation from another by its simple name, out of a closed list. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    private interface NamedAugment {}

    /**
     * A codec that knows every augmentation of {@link dev.hearth.data.transform}.
     *
     * @param layers which layers it knows
     * @return a codec
     */
    public static RecipeJson of(LayerJson layers) {
        return new RecipeJson(
                layers,
                List.of(
                        PadCropFlip.class,
                        RandomAffine.class,
                        ColourJitter.class,
                        Brightness.class,
                        CentrePad.class,
                        Chain.class,
                        RandomResizedCrop.class,
                        RandomShift.class));
    }

    /**
     * A codec.
     *
     * @param letters which layers it knows
     * @param augments which augmentations it knows
     */
    public RecipeJson(LayerJson letters, List<Class<? extends Augmentation>> augments) {
        this.mapper = letters.mapper();
        mapper.addMixIn(Augmentation.class, NamedAugment.class);
        for (Class<? extends Augmentation> augment : augments) {
            String name = augment.getSimpleName();
            mapper.registerSubtypes(new NamedType(augment, name));
            RenamedTypes.earlier(name)
                    .ifPresent(old -> mapper.registerSubtypes(new NamedType(augment, old)));
        }
        mapper.enable(SerializationFeature.INDENT_OUTPUT);
    }

    /**
     * Writes a recipe.
     *
     * @param recipe the letter
     * @return JSON, indented
     */
    public String write(RunSpec recipe) {
        return text(mapper.valueToTree(recipe));
    }

    /**
     * Writes a recipe with a note of the data that it was run on, which is no part of it.
     *
     * @param recipe the letter
     * @param data words by key
     * @return JSON, indented
     */
    public String write(RunSpec recipe, Map<String, String> data) {
        ObjectNode tree = mapper.valueToTree(recipe);
        tree.set(DATA, mapper.valueToTree(data));
        return text(tree);
    }

    /**
     * The note of the data that a recipe was run on.
     *
     * @param json what {@link #write(Prescription, Map)} wrote
     * @return words by key; empty where there is no note
     * @throws IllegalArgumentException if it is not JSON, in three parts
     */
    public Map<String, String> data(String json) {
        Map<String, String> words = new TreeMap<>();
        JsonNode note = whole(json).path(DATA);
        note.fieldNames().forEachRemaining(key -> words.put(key, note.path(key).asText()));
        return words;
    }

    /**
     * How a recipe differs from one that was written.
     *
     * @param written what {@link #write} wrote
     * @param recipe another
     * @return by knob
     * @throws IllegalArgumentException if it is not a recipe, in three parts
     */
    public RecipeDifference difference(String written, RunSpec recipe) {
        return RecipeDifference.of(
                mapper.valueToTree(readAny(written)), mapper.valueToTree(recipe));
    }

    /**
     * Reads a recipe.
     *
     * @param json what {@link #write} wrote
     * @return an equal letter
     * @throws IllegalArgumentException if it is not a recipe, in three parts
     */
    public Recipe read(String json) {
        return recipe(tree(json), Recipe.class);
    }

    /**
     * Reads a recipe of whatever kind: one with a {@code generator} is a game's.
     *
     * @param json what {@link #write} wrote
     * @return an equal letter
     * @throws IllegalArgumentException if it is not a recipe, in three parts
     */
    public RunSpec readAny(String json) {
        JsonNode tree = tree(json);
        return tree.has("generator") ? recipe(tree, GanRecipe.class) : recipe(tree, Recipe.class);
    }

    private JsonNode tree(String json) {
        JsonNode tree = whole(json);
        if (tree instanceof ObjectNode recipe) {
            recipe.remove(DATA);
        }
        return tree;
    }

    private JsonNode whole(String json) {
        try {
            return mapper.readTree(json);
        } catch (JsonProcessingException | StackOverflowError broken) {
            throw refused("JSON text", broken.getMessage(), broken);
        }
    }

    private <R extends RunSpec> R recipe(JsonNode tree, Class<R> kind) {
        try {
            R recipe = mapper.treeToValue(tree, kind);
            if (recipe == null) {
                throw refused("an object", "nothing", null);
            }
            return recipe;
        } catch (JsonProcessingException | NullPointerException broken) {
            throw refused("every knob with its value and origin", broken.getMessage(), broken);
        }
    }

    private static IllegalArgumentException refused(String wanted, String came, Throwable cause) {
        for (Throwable below = cause; below != null; below = below.getCause()) {
            // A letter that refuses its values says it better than the parser does.
            if (below instanceof IllegalArgumentException own
                    && String.valueOf(own.getMessage()).contains(". Received: ")) {
                return new IllegalArgumentException(own.getMessage(), cause);
            }
        }
        String first = came == null ? "nothing" : came.lines().findFirst().orElse("nothing");
        return new IllegalArgumentException(
                "A recipe needs "
                        + wanted
                        + ". Received: "
                        + first
                        + ". Compare it with a recipe.json that a run wrote.",
                cause);
    }

    /**
     * Makes a new recipe of an old one.
     *
     * @param recipe the old one, which stays as it is
     * @param setting {@code knob=value}; a dot goes into a knob's value, as in {@code
     *     rate.value=0.1} or {@code model.units=64}
     * @return the new one; the knob's origin says that it was set by hand
     * @throws IllegalArgumentException if there is no such knob or it cannot have this value
     */
    public Recipe amended(Recipe recipe, String setting) {
        return recipe(amendedTree(recipe, setting), Recipe.class);
    }

    /**
     * Makes a new recipe of an old one of whatever kind.
     *
     * @param recipe the old one, which stays as it is
     * @param setting {@code knob=value}
     * @return the new one, of the same kind
     * @throws IllegalArgumentException if there is no such knob or it cannot have this value
     */
    public RunSpec amendedAny(RunSpec recipe, String setting) {
        return recipe(amendedTree(recipe, setting), recipe.getClass());
    }

    private ObjectNode amendedTree(RunSpec recipe, String setting) {
        int equals = setting.indexOf('=');
        if (equals < 1) {
            throw new IllegalArgumentException(
                    "A setting needs knob=value. Received: "
                            + setting
                            + ". Write, for instance, batch=32.");
        }
        String[] path = setting.substring(0, equals).strip().split("\\.", -1);
        ObjectNode tree = mapper.valueToTree(recipe);
        if (!(tree.get(path[0]) instanceof ObjectNode knob) || !knob.has("value")) {
            throw new IllegalArgumentException(
                    "A setting needs the name of a knob. Received: "
                            + (path[0].isEmpty() ? "none in " + setting : path[0])
                            + ". "
                            + DidYouMean.question(path[0], knobs(tree))
                            + "There are: "
                            + knobs(tree)
                            + ".");
        }
        JsonNode value = parsed(setting.substring(equals + 1).strip());
        JsonNode parent = knob;
        String last = "value";
        for (int i = 1; i < path.length; i++) {
            parent = parent.isArray() ? parent.path(number(last)) : parent.path(last);
            last = path[i];
        }
        boolean known =
                parent.isArray() ? parent.has(number(last)) : parent.isObject() && parent.has(last);
        if (!known) {
            throw new IllegalArgumentException(
                    "A setting needs a path that is there. Received: "
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
        knob.set("origin", mapper.valueToTree(Origin.ours("set by hand")));
        return tree;
    }

    private static List<String> knobs(ObjectNode tree) {
        List<String> names = new java.util.ArrayList<>();
        for (var field : tree.properties()) {
            if (field.getValue().has("value")) {
                names.add(field.getKey());
            }
        }
        return names;
    }

    private static List<String> fields(JsonNode node) {
        List<String> names = new java.util.ArrayList<>();
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

    /**
     * A recipe for people: a knob a line, with its value and where it comes from.
     *
     * @param recipe the letter
     * @return lines
     */
    public String print(RunSpec recipe) {
        StringBuilder page = new StringBuilder("Recipe " + TerminalText.of(recipe.name()) + "\n");
        recipe.knobs().forEach((name, knob) -> line(page, name, knob));
        return page.append("  hash        ").append(hash(recipe)).append('\n').toString();
    }

    private static void line(StringBuilder page, String name, Setting<?> knob) {
        String value = TerminalText.of(String.valueOf(knob.value()));
        String origin = TerminalText.of(String.valueOf(knob.origin()));
        page.append(String.format(Locale.ROOT, "  %-11s %s  (%s)%n", name, value, origin));
    }

    /**
     * What tells recipes apart.
     *
     * @param recipe the letter
     * @return 64 hexadecimal digits
     */
    public String hash(RunSpec recipe) {
        ObjectNode tree = mapper.valueToTree(recipe);
        // Younger than results that stand: a recipe that does without them keeps its hash.
        if (recipe instanceof Recipe classic) {
            if (classic.start().value() instanceof ParameterStart.AsDrawn) {
                tree.remove("start");
            }
            if (classic.momentum().value() instanceof Momentum.OfOptimizer) {
                tree.remove("momentum");
            }
        }
        for (JsonNode knob : tree) {
            if (knob instanceof ObjectNode object && object.has("value")) {
                object.remove("origin");
            }
        }
        RenamedTypes.restore(tree);
        return Sha256.of(tree.toString());
    }

    private String text(JsonNode tree) {
        try {
            return mapper.writeValueAsString(tree);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
