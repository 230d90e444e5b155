package dev.hearth.rl;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.data.Sha256;
import dev.hearth.nn.json.LayerJson;
import java.util.List;

/**
 * Recipes of deep Q-learning as JSON: written, read and hashed. The hash is over the settings' values,
 * without their origins.
 */
public final class DqnRecipeJson {

    private final ObjectMapper mapper;

    /** Tells one game from another by its simple name, out of a closed list. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    private interface NamedGame {}

    /** A codec for all games of this package. */
    public static DqnRecipeJson of(LayerJson layers) {
        return new DqnRecipeJson(layers, List.of(Raiders.class));
    }

    /** A codec for some games. */
    public DqnRecipeJson(LayerJson layers, List<Class<? extends Game>> games) {
        mapper = layers.mapper();
        mapper.addMixIn(Game.class, NamedGame.class);
        for (Class<? extends Game> game : games) {
            mapper.registerSubtypes(new NamedType(game, game.getSimpleName()));
        }
        mapper.enable(SerializationFeature.INDENT_OUTPUT);
    }

    /** Writes a recipe as JSON, indented. */
    public String write(DqnRecipe recipe) {
        try {
            return mapper.writeValueAsString(mapper.valueToTree(recipe));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * Reads a recipe.
     *
     * @throws IllegalArgumentException if the JSON holds none
     */
    public DqnRecipe read(String json) {
        try {
            DqnRecipe recipe = mapper.readValue(json, DqnRecipe.class);
            if (recipe != null) {
                return recipe;
            }
            throw refused("nothing", null);
        } catch (JsonProcessingException | NullPointerException | StackOverflowError broken) {
            for (Throwable below = broken; below != null; below = below.getCause()) {
                if (below instanceof IllegalArgumentException own
                        && String.valueOf(own.getMessage()).contains(". Received: ")) {
                    throw new IllegalArgumentException(own.getMessage(), broken);
                }
            }
            throw refused(String.valueOf(broken.getMessage()), broken);
        }
    }

    private static IllegalArgumentException refused(String came, Throwable cause) {
        return new IllegalArgumentException(
                "A DqnRecipe needs every setting with its value and origin. Received: "
                        + came.lines().findFirst().orElse("nothing")
                        + ". Compare it with a recipe.json that a run wrote.",
                cause);
    }

    /** SHA-256 over the settings' values, without their origins, as 64 hexadecimal digits. */
    public String hash(DqnRecipe recipe) {
        ObjectNode tree = mapper.valueToTree(recipe);
        for (JsonNode knob : tree) {
            if (knob instanceof ObjectNode object && object.has("value")) {
                object.remove("origin");
            }
        }
        return Sha256.of(tree.toString());
    }
}
