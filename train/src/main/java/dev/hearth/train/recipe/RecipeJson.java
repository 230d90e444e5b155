package dev.hearth.train.recipe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.data.DidYouMean;
import dev.hearth.data.Sha256;
import dev.hearth.data.TerminalText;
import dev.hearth.nn.json.LayerJson;
import dev.hearth.nn.json.RenamedTypes;
import dev.hearth.tensor.Check;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Recipes as JSON: written, read, amended by {@code setting=value}, and hashed. A record that a recipe
 * holds in the place of an interface, such as an optimizer, is an object with its simple name under
 * {@code type}. What earlier releases wrote, with other names or under {@code kind}, is read as well.
 *
 * <p>The hash is a SHA-256 over the settings' values in the form of the first release, without their
 * origins: neither a better reason nor a better name makes another recipe.
 *
 * <pre>{@code
 * record Inverse(double start) implements Schedule {
 *     @Override
 *     public double at(long step, long stepsPerEpoch) {
 *         return start / (1 + step);
 *     }
 * }
 *
 * RecipeJson json = RecipeJson.of(LayerJson.standard()).with(Inverse.class);
 * }</pre>
 */
public final class RecipeJson {

    private static final Origin BY_HAND = Origin.ours("set by hand");

    private static final String DATA = "data";
    private static final String TYPE = "type";

    private final LayerJson types;
    private final ObjectMapper mapper;

    private RecipeJson(LayerJson types) {
        this.types = types;
        this.mapper = types.mapper().enable(SerializationFeature.INDENT_OUTPUT);
    }

    /**
     * A codec that knows every optimizer, loss, schedule, augmentation and metric of Hearth.
     *
     * @param layers which layers it knows
     */
    public static RecipeJson of(LayerJson layers) {
        return new RecipeJson(layers.with(BuiltInTypes.TYPES.toArray(Class<?>[]::new)));
    }

    /**
     * The same that knows records of one's own: of {@link dev.hearth.nn.Layer}, {@link
     * dev.hearth.optim.Optimizer}, {@link dev.hearth.optim.StepModifier}, {@link
     * dev.hearth.optim.loss.Loss}, {@link dev.hearth.optim.schedule.Schedule}, {@link Momentum}, {@link
     * dev.hearth.data.Augmentation}, {@link GeneratorMetric}, {@link RunSpec} or any interface
     * that such a record holds.
     *
     * @param more records, whose simple names are new
     * @return another codec; this stays as it is
     * @throws IllegalArgumentException if one is not a record, or its name is taken
     */
    public RecipeJson with(Class<?>... more) {
        return new RecipeJson(types.with(more));
    }

    /**
     * The types that a place in a recipe may name.
     *
     * @param kind the interface that stands there, such as {@link dev.hearth.optim.Optimizer}
     * @return simple names, in order
     */
    public List<String> names(Class<?> kind) {
        return types.names(kind);
    }

    /** Writes a recipe. */
    public String write(RunSpec recipe) {
        return text(mapper.valueToTree(recipe));
    }

    /**
     * Writes a recipe with a note of the data that it was run on, which is no part of it.
     *
     * @param data words by key
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
     * @return by setting
     * @throws IllegalArgumentException if it is not a recipe, in three parts
     */
    public RecipeDifference difference(String written, RunSpec recipe) {
        return RecipeDifference.of(
                flat(mapper.valueToTree(readAny(written))), flat(mapper.valueToTree(recipe)));
    }

    /** With the settings of a divided recipe beside those of its workers. */
    private static JsonNode flat(JsonNode tree) {
        if (!(tree instanceof ObjectNode divided
                && tree.path("recipe") instanceof ObjectNode inner)) {
            return tree;
        }
        ObjectNode flat = inner.deepCopy();
        divided.properties().stream()
                .filter(member -> member.getValue().has("value"))
                .forEach(member -> flat.set(member.getKey(), member.getValue()));
        return flat;
    }

    /**
     * Reads a recipe, as one worker trains it.
     *
     * @param json what {@link #write} wrote
     * @throws IllegalArgumentException if it is not a recipe, in three parts
     */
    public Recipe read(String json) {
        JsonNode tree = tree(json);
        boolean isDivided =
                tree.path(TYPE).asText().equals(DataParallelRecipe.class.getSimpleName());
        return recipe(isDivided ? tree.path("recipe") : tree, Recipe.class);
    }

    /**
     * Reads a recipe of whatever kind that is known. Earlier releases wrote some without a type: then it
     * is the kind that has most of the members.
     *
     * @param json what {@link #write} wrote
     * @throws IllegalArgumentException if it is not a recipe, in three parts
     */
    public RunSpec readAny(String json) {
        JsonNode tree = tree(json);
        RenamedTypes.renew(tree);
        return recipe(tree, kind(tree));
    }

    private Class<? extends RunSpec> kind(JsonNode tree) {
        if (tree.has(TYPE)) {
            return RunSpec.class;
        }
        Class<? extends RunSpec> nearest = Recipe.class;
        for (Class<? extends RunSpec> kind : types.records(RunSpec.class)) {
            nearest = members(kind, tree) > members(nearest, tree) ? kind : nearest;
        }
        if (tree instanceof ObjectNode recipe && !recipe.isEmpty()) {
            recipe.put(TYPE, nearest.getSimpleName());
        }
        return nearest;
    }

    /** The record that a type names, where it is known. */
    private Class<?> record(ObjectNode recipe, Class<?> kind) {
        String type = recipe.path(TYPE).asText();
        return types.records(RunSpec.class).stream()
                .filter(known -> known.getSimpleName().equals(type))
                .findFirst()
                .<Class<?>>map(known -> known)
                .orElse(kind);
    }

    private static long members(Class<?> kind, JsonNode tree) {
        return Stream.of(kind.getRecordComponents()).filter(c -> tree.has(c.getName())).count();
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
        RenamedTypes.renew(tree);
        if (tree instanceof ObjectNode members) {
            AddedSettings.complete(members, record(members, kind), mapper);
        }
        try {
            R recipe = mapper.treeToValue(tree, kind);
            if (recipe == null) {
                throw refused("an object", "nothing", null);
            }
            return recipe;
        } catch (InvalidTypeIdException stranger) {
            throw unknown(stranger);
        } catch (JsonProcessingException | NullPointerException broken) {
            throw refused("every setting with its value and origin", broken.getMessage(), broken);
        }
    }

    private IllegalArgumentException unknown(InvalidTypeIdException stranger) {
        Class<?> kind = stranger.getBaseType().getRawClass();
        List<String> names = types.names(kind);
        String came = String.valueOf(stranger.getTypeId());
        return Check.error(
                "A recipe needs types that its RecipeJson knows",
                "type=" + came + " for " + kind.getSimpleName() + place(stranger),
                DidYouMean.question(came, names)
                        + "There are: "
                        + String.join(", ", names)
                        + ". Make one of your own known with RecipeJson.with",
                stranger);
    }

    private static String place(JsonMappingException failure) {
        String path =
                failure.getPath().stream()
                        .map(JsonMappingException.Reference::getFieldName)
                        .filter(Objects::nonNull)
                        .collect(Collectors.joining("."));
        return path.isEmpty() ? "" : " at " + path;
    }

    private static IllegalArgumentException refused(String wanted, String came, Throwable cause) {
        for (Throwable below = cause; below != null; below = below.getCause()) {
            // A record that refuses its values says it better than the parser does.
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
     * @param setting {@code setting=value}; a dot goes into a setting's value, as in {@code
     *     rate.value=0.1} or {@code model.units=64}
     * @return the new one; the setting's origin says that it was set by hand
     * @throws IllegalArgumentException if there is no such setting or it cannot have this value
     */
    public Recipe amended(Recipe recipe, String setting) {
        return recipe(new RecipeAmendment(mapper).tree(recipe, setting, BY_HAND), Recipe.class);
    }

    /**
     * Makes a new recipe of an old one of whatever kind.
     *
     * @param recipe the old one, which stays as it is
     * @param setting {@code setting=value}
     * @return the new one, of the same kind
     * @throws IllegalArgumentException if there is no such setting or it cannot have this value
     */
    public RunSpec amendedAny(RunSpec recipe, String setting) {
        return amendedAny(recipe, setting, BY_HAND);
    }

    /**
     * The same, with the origin of the value.
     *
     * @param origin of the setting that is replaced
     */
    public RunSpec amendedAny(RunSpec recipe, String setting, Origin origin) {
        if (recipe instanceof DataParallelRecipe divided
                && !setting.matches("(workers|batchStatistics)\\b.*")) {
            return new DataParallelRecipe(
                    amendedAny(divided.recipe(), setting, origin),
                    divided.workers(),
                    divided.batchStatistics());
        }
        return recipe(new RecipeAmendment(mapper).tree(recipe, setting, origin), recipe.getClass());
    }

    /** The same recipe under another name. */
    public RunSpec renamed(RunSpec recipe, String name) {
        ObjectNode tree = mapper.valueToTree(recipe);
        tree.put("name", name);
        return recipe(tree, recipe.getClass());
    }

    /** A recipe for people: a setting a line, with its value and where it comes from. */
    public String print(RunSpec recipe) {
        StringBuilder page = new StringBuilder("Recipe " + TerminalText.of(recipe.name()) + "\n");
        recipe.settings().forEach((name, setting) -> line(page, name, setting));
        return page.append("  hash        ").append(hash(recipe)).append('\n').toString();
    }

    private static void line(StringBuilder page, String name, Setting<?> setting) {
        String value = TerminalText.of(String.valueOf(setting.value()));
        String origin = TerminalText.of(String.valueOf(setting.origin()));
        page.append(String.format(Locale.ROOT, "  %-11s %s  (%s)%n", name, value, origin));
    }

    /** What tells recipes apart: 64 hexadecimal digits. */
    public String hash(RunSpec recipe) {
        if (recipe instanceof DataParallelRecipe divided) {
            return Sha256.of(
                    hash(divided.recipe())
                            + " on "
                            + divided.workers().value()
                            + " workers, batch statistics "
                            + divided.batchStatistics().value());
        }
        ObjectNode tree = mapper.valueToTree(recipe);
        tree.remove(recipe.unhashed());
        for (JsonNode setting : tree) {
            if (setting instanceof ObjectNode object && object.has("value")) {
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
