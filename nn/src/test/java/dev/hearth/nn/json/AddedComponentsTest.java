package dev.hearth.nn.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.nn.layers.GainMode;
import dev.hearth.nn.layers.Linear;
import dev.hearth.nn.layers.Sequence;
import dev.hearth.nn.layers.WeightNorm;
import java.util.List;
import org.junit.jupiter.api.Test;

class AddedComponentsTest {

    private static final LayerJson LAYERS = LayerJson.standard();
    private static final ObjectMapper TREES = new ObjectMapper();

    private static final WeightNorm USUAL = new WeightNorm(new Linear(2), GainMode.PLAIN, 0.5);
    private static final WeightNorm SCALED = WeightNorm.logarithmic(new Linear(2), 3);

    private static String earlier(WeightNorm layer) {
        return LAYERS.write(new Sequence(List.of(layer))).replaceFirst(",\"logScale\":[0-9.]+", "");
    }

    @Test
    void a_file_without_the_component_is_read_with_the_value_that_is_meant() {
        assertThat(earlier(USUAL)).doesNotContain("logScale");
        assertThat(LAYERS.readLayer(earlier(USUAL))).isEqualTo(new Sequence(List.of(USUAL)));
    }

    @Test
    void a_broken_file_is_refused_as_before() {
        assertThatThrownBy(() -> LAYERS.readLayer(earlier(USUAL).replace("\"limit\"", "\"limt\"")))
                .hasMessageContaining("Missing creator property 'limit'");
    }

    @Test
    void a_hash_sees_the_component_only_where_it_has_another_value() throws Exception {
        JsonNode usual = TREES.readTree(LAYERS.write(USUAL));
        assertThat(usual.has("logScale")).isTrue();
        RenamedTypes.restore(usual);
        assertThat(usual.has("logScale")).isFalse();
        RenamedTypes.renew(usual);
        assertThat(LAYERS.readLayer(usual.toString())).isEqualTo(USUAL);
        JsonNode scaled = TREES.readTree(LAYERS.write(SCALED));
        RenamedTypes.restore(scaled);
        assertThat(scaled.path("logScale").asDouble()).isEqualTo(3);
    }
}
