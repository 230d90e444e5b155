package dev.hearth.nn.json;

// Above 400 lines, because all that JSON may and may not say of layers stands in one list.

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.hearth.nn.Complexity;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Initializer;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.nn.init.Constant;
import dev.hearth.nn.init.GlorotNormal;
import dev.hearth.nn.init.GlorotUniform;
import dev.hearth.nn.init.GrahamUniform;
import dev.hearth.nn.init.HeNormal;
import dev.hearth.nn.init.HeUniform;
import dev.hearth.nn.init.LeCunNormal;
import dev.hearth.nn.init.Normal;
import dev.hearth.nn.init.Sparse;
import dev.hearth.nn.init.Uniform;
import dev.hearth.nn.layers.Activation;
import dev.hearth.nn.layers.BatchNorm;
import dev.hearth.nn.layers.BatchNormScale;
import dev.hearth.nn.layers.Bias;
import dev.hearth.nn.layers.Dropout;
import dev.hearth.nn.layers.Elu;
import dev.hearth.nn.layers.FixedCountDropout;
import dev.hearth.nn.layers.Flatten;
import dev.hearth.nn.layers.GaussianNoise;
import dev.hearth.nn.layers.Layers;
import dev.hearth.nn.layers.LeakyRelu;
import dev.hearth.nn.layers.Linear;
import dev.hearth.nn.layers.Maxout;
import dev.hearth.nn.layers.MaxoutChannels;
import dev.hearth.nn.layers.Prelu;
import dev.hearth.nn.layers.Relu;
import dev.hearth.nn.layers.Rrelu;
import dev.hearth.nn.layers.ShiftedRelu;
import dev.hearth.nn.layers.Sigmoid;
import dev.hearth.nn.layers.SlopeSharing;
import dev.hearth.nn.layers.Softmax;
import dev.hearth.nn.layers.SpatialDropout;
import dev.hearth.nn.layers.Tanh;
import dev.hearth.nn.layers.Tap;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class LayerJsonTest {

    private final LayerJson letters = LayerJson.standard();

    static Stream<Layer> layers() {
        return Stream.of(
                new Flatten(),
                new Tap("here \"quoted\" ∂"),
                new Elu(),
                new Elu(0.1 + 0.2),
                new LeakyRelu(1.0 / 3),
                new Prelu(SlopeSharing.PER_CHANNEL),
                new Prelu(SlopeSharing.SHARED, -1e-300),
                new Relu(),
                new Rrelu(),
                new ShiftedRelu(),
                new Sigmoid(),
                new Softmax(),
                new Tanh(),
                new Linear(10),
                new Linear(3, Bias.NO, new Sparse(2, 1), Constant.ONE),
                new Maxout(240, 5, new Uniform(0.005), Constant.ZERO),
                new MaxoutChannels(2),
                new BatchNorm(),
                new BatchNorm(0.001, 3e-4, BatchNormScale.NO),
                new Dropout(0.5),
                new SpatialDropout(0.2),
                new FixedCountDropout(0.3),
                new GaussianNoise(0.15),
                net());
    }

    static Stream<Initializer> initializers() {
        return Stream.of(
                new Constant(-0.0),
                new Constant(Double.MIN_VALUE),
                new Constant(Double.NEGATIVE_INFINITY),
                new Constant(Double.NaN),
                new GlorotNormal(),
                new GlorotUniform(4),
                new GrahamUniform(Math.cbrt(2)),
                new HeNormal(),
                new HeUniform(),
                new LeCunNormal(),
                new Normal(0.05),
                new Sparse(15, 1),
                new Uniform(0.05));
    }

    private static Layer net() {
        return Layers.sequence(
                new Flatten(),
                new Linear(128),
                Layers.sequence(new Elu(), new Dropout(0.5)),
                new Maxout(4, 2),
                new Linear(10, Bias.YES, new GlorotUniform(), new Constant(0.5)));
    }

    @ParameterizedTest
    @MethodSource("layers")
    void a_layer_survives_the_journey(Layer layer) {
        assertThat(letters.readLayer(letters.write(layer))).isEqualTo(layer);
    }

    @ParameterizedTest
    @MethodSource("initializers")
    void an_initialiser_survives_the_journey(Initializer initializer) {
        Initializer same = letters.readInitializer(letters.write(initializer));
        assertThat(same).isEqualTo(initializer).hasToString(initializer.toString());
    }

    @Test
    void a_shape_survives_the_journey() {
        for (Shape shape : List.of(new Shape.Image(3, 32, 31), new Shape.Vector(784))) {
            assertThat(letters.readShape(letters.write(shape))).isEqualTo(shape);
        }
    }

    @Test
    void the_text_is_the_type_and_the_components_in_their_order() {
        assertThat(
                        letters.write(
                                Layers.sequence(
                                        new Linear(2, Bias.NO, new HeNormal(2), Constant.ZERO),
                                        new Relu())))
                .isEqualTo(
                        "{\"type\":\"Sequence\",\"layers\":[{\"type\":\"Linear\",\"units\":2,\"bias\":\"NO\","
                                + "\"weights\":{\"type\":\"HeNormal\",\"gain\":2.0},"
                                + "\"biases\":{\"type\":\"Constant\",\"value\":0.0}},{\"type\":\"Relu\"}]}");
        assertThat(letters.write(new Shape.Image(3, 5, 7)))
                .isEqualTo("{\"type\":\"Image\",\"channels\":3,\"height\":5,\"width\":7}");
    }

    @Test
    void the_type_may_stand_anywhere_and_whole_numbers_are_numbers() {
        assertThat(letters.readLayer(" {\"alpha\" : 2, \"type\" : \"Elu\"} "))
                .isEqualTo(new Elu(2));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
        {"type":"Elo","alpha":1}                 | A configuration's type is a record that this LayerJson knows, and that fits. Received: at $, type=Elo for a Layer. Mend the name, or use LayerJson.with for a class of your own.
        {"type":"java.lang.String"}              | A configuration's type is a record that this LayerJson knows, and that fits. Received: at $, type=java.lang.String for a Layer. Mend the name, or use LayerJson.with for a class of your own.
        {"type":"HeNormal","gain":1}             | A configuration's type is a record that this LayerJson knows, and that fits. Received: at $, type=HeNormal for a Layer. Mend the name, or use LayerJson.with for a class of your own.
        {"alpha":1}                              | A configuration says what it is under the key type. Received: at $, no type for a Layer. Name a record that this LayerJson knows.
        {"type":"Elu","alpha":1,"beta":2}        | A configuration holds its record's components and nothing else. Received: $.beta, which is none of [alpha]. Leave it out, or mend its name.
        {"type":"Relu","alpha":1}                | A configuration holds its record's components and nothing else. Received: $.alpha, which is none of []. Leave it out, or mend its name.
        {"type":"Elu"}                           | A configuration holds each component of its record, in its type. Received: at $.alpha, Missing creator property 'alpha' (index 0). Mend the text there.
        {"type":"Elu","alpha":-1}                | A configuration holds what its record accepts. Received: at $, Elu needs alpha above 0; received: alpha=-1.0; Use 1 as in the paper, or Relu for no negative part. Mend the values there.
        """)
    void what_does_not_fit_is_said_in_three_parts(String json, String sentence) {
        assertThatThrownBy(() -> letters.readLayer(json))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage(sentence);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
        {"type":"Elu","alpha":"1"}                                         | $.alpha
        {"type":"Elu","alpha":"NaN"}                                       | $
        {"type":"Elu","alpha":true}                                        | $.alpha
        {"type":"Elu","alpha":null}                                        | $.alpha
        {"type":"Elu","alpha":[1]}                                         | $.alpha
        {"type":"Elu","alpha":1,"alpha":2}                                 | Duplicate field 'alpha'
        {"type":"Elu","type":"Elu","alpha":2}                              | Duplicate field 'type'
        {"type":"MaxoutChannels","pieces":2.5}                             | $.pieces
        {"type":"MaxoutChannels","pieces":99999999999}                     | $.pieces
        {"type":"Prelu","sharing":0,"slope":1}                             | $.sharing
        {"type":"Prelu","sharing":"shared","slope":1}                      | $.sharing
        {"type":"Prelu","sharing":null,"slope":1}                          | $.sharing
        {"type":"Tap","name":7}                                            | $.name
        {"type":"Sequence","layers":[{"type":"Relu"},{"type":"Elu","alpha":0}]} | $.layers[1]
        {"type":"Sequence","layers":[{"type":"Relu"},{"type":"Nothing"}]}  | $.layers[1]
        {"type":"Sequence","layers":[{"type":"Relu"},null]}                | at $, a null among the values. Mend
        {"type":"Sequence","layers":{"type":"Relu"}}                       | $.layers
        {"type":"Sequence","layers":[]}                                    | Sequence needs at least one layer
        {"type":["Relu"]}                                                  | $
        {"type":"Relu"} {"type":"Relu"}                                    | Trailing token (of type START_OBJECT) found after value (bound as `dev.hearth.nn.Layer`). Mend
        {"type":"Relu"} x                                                  | line 1
        {"type":"Relu"                                                     | expected close marker for Object, at line 1, column 15. Mend
        [{"type":"Relu"}]                                                  | $
        ["Relu",{}]                                                        | $
        "Relu"                                                             | $
        7                                                                  | $
        null                                                               | null
        ``                                                                 | $
        """)
    void what_does_not_fit_is_refused_and_the_place_named(String json, String part) {
        assertThatThrownBy(() -> letters.readLayer(json))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(". Received: ")
                .hasMessageContaining(part);
    }

    @Test
    void a_bomb_of_nested_layers_is_refused() {
        String deep =
                "{\"type\":\"Sequence\",\"layers\":[".repeat(50_000)
                        + "{\"type\":\"Relu\"}"
                        + "]}".repeat(50_000);
        assertThatThrownBy(() -> letters.readLayer(deep))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "A configuration keeps within limits of depth and length. Received: ");
        String typeLast = "{\"layers\":[".repeat(50_000) + "]}".repeat(50_000);
        assertThatThrownBy(() -> letters.readLayer(typeLast))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "A configuration keeps within limits of depth and length. Received: ");
    }

    @Test
    void what_is_too_deep_to_read_is_not_written_and_the_deepest_that_is_can_be_read() {
        Layer layer = new Relu();
        for (int i = 0; i < 99; i++) {
            layer = Layers.sequence(layer);
        }
        assertThat(letters.readLayer(letters.write(layer))).isEqualTo(layer);
        Layer deeper = Layers.sequence(layer);
        assertThatThrownBy(() -> letters.write(deeper))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "A configuration keeps within limits of depth and length. Received: ");
    }

    /** A net of somebody else's. */
    record Tower(int width, Activation between, Linear last, List<Shape> shapes) implements Layer {

        /** Looks like a property, but is none. */
        public boolean isTall() {
            return true;
        }

        /** Looks like another. */
        public int getHeight() {
            return 7;
        }

        @Override
        public Shape out(Shape in) {
            return in;
        }

        @Override
        public Complexity cost(Shape in) {
            return Complexity.NONE;
        }

        @Override
        public Forward build(Shape in, Parameters home) {
            return (x, pass) -> x;
        }
    }

    @Test
    void a_net_of_somebody_else_travels_once_it_is_known() {
        Layer tower = new Tower(3, new Elu(), new Linear(2), List.of(new Shape.Vector(3)));
        assertThatThrownBy(() -> letters.write(Layers.sequence(tower)))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "This LayerJson writes the records that it knows; received:"
                                + " dev.hearth.nn.json.LayerJsonTest$Tower; Use"
                                + " LayerJson.standard().with(Tower.class).");
        LayerJson wider = letters.with(Tower.class);
        String json = wider.write(Layers.sequence(tower));
        assertThat(json).doesNotContain("tall", "height").contains("\"between\":{\"type\":\"Elu\"");
        assertThat(wider.readLayer(json)).isEqualTo(Layers.sequence(tower));
        assertThatThrownBy(() -> letters.readLayer(json))
                .hasMessageContaining("at $.layers[0], type=Tower for a Layer");
        assertThatThrownBy(
                        () ->
                                wider.readLayer(
                                        json.replace("\"type\":\"Elu\"", "\"type\":\"Flatten\"")))
                .hasMessageContaining("at $.layers[0].between, type=Flatten for a Activation");
    }

    private abstract static class Hidden {
        record Elu(double alpha) implements Activation {
            @Override
            public Forward build(Shape in, Parameters home) {
                return (x, pass) -> x;
            }
        }
    }

    @Test
    void two_classes_of_one_name_and_a_class_that_is_no_record_are_refused() {
        assertThatThrownBy(() -> letters.with(Hidden.Elu.class))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "A configuration has a simple name of its own. Received:"
                                + " dev.hearth.nn.json.LayerJsonTest$Hidden$Elu beside"
                                + " dev.hearth.nn.layers.Elu. Rename one.");
        assertThatThrownBy(() -> letters.with(Activation.class))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "A configuration is a record. Received: dev.hearth.nn.layers.Activation. Make"
                                + " it one, so that its components can be written.");
    }

    /** A closed choice, as a padding is. */
    sealed interface Edge permits Edge.Soft, Edge.Hard {
        record Soft() implements Edge {}

        record Hard(int width) implements Edge {}
    }

    record Framed(Edge edge, List<Edge> more, Edge.Hard last) implements Activation {
        @Override
        public Forward build(Shape in, Parameters home) {
            return (x, pass) -> x;
        }
    }

    @Test
    void records_of_a_sealed_interface_travel_within_a_letter_without_being_named() {
        LayerJson wider = letters.with(Framed.class);
        Layer framed =
                new Framed(
                        new Edge.Soft(),
                        List.of(new Edge.Hard(3), new Edge.Soft()),
                        new Edge.Hard(4));
        String json = wider.write(framed);
        assertThat(json).startsWith("{\"type\":\"Framed\",\"edge\":{\"type\":\"Soft\"}");
        assertThat(wider.readLayer(json)).isEqualTo(framed);
        assertThatThrownBy(() -> wider.readLayer(json.replaceFirst("Soft", "Relu")))
                .hasMessageContaining("at $.edge, type=Relu for a Edge");
        assertThatThrownBy(() -> wider.readLayer("{\"type\":\"Soft\"}"))
                .hasMessageContaining("at $, type=Soft for a Layer");
    }

    record Recipe(String name, Layer model, Shape in, Initializer start) {}

    @Test
    void the_mapper_reads_records_that_hold_letters_and_is_a_copy() throws JsonProcessingException {
        Recipe recipe = new Recipe("x", net(), new Shape.Vector(4), new HeNormal());
        String json = letters.mapper().writeValueAsString(recipe);
        assertThat(json).startsWith("{\"name\":\"x\",\"model\":{\"type\":\"Sequence\"");
        assertThat(letters.mapper().readValue(json, Recipe.class)).isEqualTo(recipe);
        assertThat(letters.mapper()).isNotSameAs(letters.mapper());
    }

    @Test
    void a_mutated_letter_reads_or_is_refused_in_one_way() {
        RandomStream random = new Seed(11).child("mutations").stream();
        String alphabet = "{}[]\":,0123456789.eE+-\\ntrufalsyp \u0000é";
        int read = 0;
        int refused = 0;
        String valid = letters.write(net());
        for (int i = 0; i < 3000; i++) {
            StringBuilder text = new StringBuilder(valid);
            for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
                int at = random.nextInt(text.length());
                char other = alphabet.charAt(random.nextInt(alphabet.length()));
                switch (random.nextInt(5)) {
                    case 0 -> text.setCharAt(at, other);
                    case 1 -> text.insert(at, other);
                    case 2 -> text.deleteCharAt(at);
                    case 3 -> text.delete(at, Math.min(text.length() - 1, at + random.nextInt(40)));
                    default -> {
                        int end = Math.min(text.length(), at + random.nextInt(60));
                        text.insert(random.nextInt(text.length()), text.substring(at, end));
                    }
                }
            }
            String mutated = text.toString();
            try {
                Layer layer = letters.readLayer(mutated);
                assertThat(letters.readLayer(letters.write(layer))).isEqualTo(layer);
                read++;
            } catch (IllegalArgumentException refusal) {
                assertThat(refusal.getClass()).isEqualTo(IllegalArgumentException.class);
                assertThat(refusal.getMessage()).as(mutated).contains(". Received: ");
                refused++;
            }
        }
        assertThat(read).isPositive();
        assertThat(refused).isGreaterThan(1500);
    }
}
