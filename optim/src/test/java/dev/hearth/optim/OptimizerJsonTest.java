package dev.hearth.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.nn.json.LayerJson;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OptimizerJsonTest {

    private static final ObjectMapper JSON =
            LayerJson.standard()
                    .with(
                            EveryOptimizer.all()
                                    .map(Object::getClass)
                                    .distinct()
                                    .toArray(Class<?>[]::new))
                    .with(L2.class, MaxNorm.class, ClipNorm.class, ClipValue.class)
                    .mapper();

    @ParameterizedTest
    @MethodSource("dev.hearth.optim.EveryOptimizer#all")
    void an_optimizer_survives_json(Optimizer letter) throws JsonProcessingException {
        String text = JSON.writerFor(Optimizer.class).writeValueAsString(letter);
        assertThat(text).contains("\"type\":\"" + letter.getClass().getSimpleName() + "\"");
        assertThat(JSON.readValue(text, Optimizer.class)).isEqualTo(letter);
    }

    @Test
    void a_modifier_survives_json() throws JsonProcessingException {
        for (StepModifier letter :
                new StepModifier[] {
                    new L2(5e-4, AppliesTo.WEIGHTS_ONLY),
                    new L2(4e-5, AppliesTo.ALL),
                    new MaxNorm(1.9365),
                    new ClipNorm(10),
                    new ClipValue(1)
                }) {
            String text = JSON.writerFor(StepModifier.class).writeValueAsString(letter);
            assertThat(JSON.readValue(text, StepModifier.class)).isEqualTo(letter);
        }
    }

    @Test
    void a_moving_average_survives_json() throws JsonProcessingException {
        MovingAverage letter = new MovingAverage(0.999, MovingAverage.Beginning.GENTLE);
        String text = JSON.writeValueAsString(letter);
        assertThat(JSON.readValue(text, MovingAverage.class)).isEqualTo(letter);
    }

    @Test
    void json_without_a_form_is_refused() {
        assertThatThrownBy(
                        () ->
                                JSON.readValue(
                                        "{\"type\":\"RmsProp\",\"decay\":0.9,\"epsilon\":1}",
                                        Optimizer.class))
                .isInstanceOf(JsonProcessingException.class)
                .hasMessageContaining("form");
    }

    private static Arguments refusal(Supplier<Object> letter, String sentence) {
        return Arguments.of(letter, sentence);
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                refusal(
                        () -> new Sgd(1),
                        "Sgd needs 0 ≤ momentum < 1. Received: momentum=1.0. Use 0.9, the usual"
                                + " value."),
                refusal(
                        () -> new Sgd(0, Nesterov.YES),
                        "Sgd looks ahead along its velocity. Received: nesterov=YES,"
                                + " momentum=0.0. Give a momentum above 0, or Nesterov.NO."),
                refusal(
                        () -> new ClassicalMomentum(-0.1),
                        "ClassicalMomentum needs 0 ≤ momentum < 1. Received: momentum=-0.1. Use 0.5 to"
                                + " 0.9."),
                refusal(
                        () -> new DampedNesterov(Double.NaN),
                        "DampedNesterov needs 0 ≤ momentum < 1. Received: momentum=NaN. Use 0.99,"
                                + " as published."),
                refusal(
                        () -> new Adam(1, 0.999),
                        "Adam needs 0 ≤ beta1 < 1. Received: beta1=1.0. Use 0.9, as published."),
                refusal(
                        () -> new Adam(0.9, 1.5),
                        "Adam needs 0 ≤ beta2 < 1. Received: beta2=1.5. Use 0.999, as published."),
                refusal(
                        () -> new Adam(0.9, 0.999, 0, EpsilonPlacement.INSIDE_ROOT),
                        "Adam needs a finite epsilon of 1e-30 or more. Received: epsilon=0.0. Use"
                                + " 1e-8, the usual value."),
                refusal(
                        () -> new Adamax(0.9, 1, 1e-8),
                        "Adamax needs 0 ≤ beta2 < 1. Received: beta2=1.0. Use 0.999, as"
                                + " published."),
                refusal(
                        () -> RmsProp.tensorFlow(1, 1),
                        "RmsProp needs 0 ≤ decay < 1. Received: decay=1.0. Use 0.9, the usual"
                                + " value."),
                refusal(
                        () -> RmsProp.tensorFlow(0.9, 1).withMomentum(1),
                        "RmsProp needs 0 ≤ momentum < 1. Received: momentum=1.0. Use 0 for none,"
                                + " or 0.9."),
                refusal(
                        () -> new L2(0, AppliesTo.ALL),
                        "L2 needs a finite decay above 0. Received: decay=0.0. Leave L2 out for"
                                + " none."),
                refusal(
                        () -> new MaxNorm(-1),
                        "MaxNorm needs a finite limit above 0. Received: limit=-1.0. Leave MaxNorm"
                                + " out for no limit."),
                refusal(
                        () -> new ClipNorm(Double.POSITIVE_INFINITY),
                        "ClipNorm needs a finite limit above 0. Received: limit=Infinity. Leave"
                                + " ClipNorm out for no limit."),
                refusal(
                        () -> new ClipValue(Double.NaN),
                        "ClipValue needs a finite limit above 0. Received: limit=NaN. Leave"
                                + " ClipValue out for no limit."),
                refusal(
                        () -> new Sgd().with(),
                        "with needs at least one modifier. Received: none. Use the optimizer as it"
                                + " is."),
                refusal(
                        () -> new MovingAverage(1),
                        "MovingAverage needs 0 ≤ decay < 1. Received: decay=1.0. Use 0.9999, or"
                                + " overEpochs(10, steps)."),
                refusal(
                        () -> StepHyperparameters.of(-0.1),
                        "Rates need a finite learning rate of 0 or more. Received: rate=-0.1. Let"
                                + " the schedule end at 0."),
                refusal(
                        () -> StepHyperparameters.of(0.1, 1),
                        "Rates needs 0 ≤ momentum < 1. Received: momentum=1.0. Ramp up to 0.99 at"
                                + " most."),
                refusal(
                        () -> OptimizerChecks.steps(-1),
                        "resumeAt needs a count of steps, 0 or more. Received: -1. Give the count"
                                + " that steps() said when the state was saved."));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refuses_in_three_parts(Supplier<Object> letter, String sentence) {
        assertThatThrownBy(letter::get)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(sentence);
    }
}
