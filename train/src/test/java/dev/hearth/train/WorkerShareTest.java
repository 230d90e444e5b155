package dev.hearth.train;

import static dev.hearth.nn.layers.Layers.linear;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.data.Batch;
import dev.hearth.data.ImageShape;
import dev.hearth.nn.Context;
import dev.hearth.nn.Model;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.DType;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What workers refuse to sum, and what they hand on. */
class WorkerShareTest {

    private static final Seed SEED = new Seed(1);

    /** Worker 1 of two, whose other does as this one; only sums are its own. */
    private record Twice(int rank) implements Exchange {

        @Override
        public int workers() {
            return 2;
        }

        @Override
        public void sum(float[] values) {
            for (int i = 0; i < values.length; i++) {
                values[i] *= 2;
            }
        }

        @Override
        public void fail(String why) {}

        @Override
        public void close() {}
    }

    private static Parameters parameters(DType type) {
        return Model.build(linear(3), new Shape.Vector(2), SEED, Device.CPU, type).parameters();
    }

    @ParameterizedTest
    @CsvSource({"false, true", "false, false", "true, false"})
    void gradients_of_another_type_are_refused_before_their_pass(
            boolean isSynchronised, boolean isOverlapped) {
        Batch batch = new Batch(new float[2], new int[1], 1, new ImageShape(1, 1, 2));
        try (Scope scope = Scope.open();
                NoGrad quiet = NoGrad.open()) {
            WorkerShare share = new WorkerShare(new Twice(1), isSynchronised, isOverlapped);
            for (DType type : List.of(DType.FLOAT64, DType.FLOAT32)) {
                Parameters net = parameters(type);
                net.gradients().addInPlace(3);
                if (type == DType.FLOAT64) {
                    assertThatThrownBy(() -> share.of(Context.training(SEED), batch, 2, net))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessage(
                                    "Several workers train nets of FLOAT32. Received: FLOAT64."
                                            + " Train it on one worker.");
                } else {
                    share.of(Context.training(SEED), batch, 2, net);
                    share.average(net, 1, 2);
                }
                assertThat(net.gradients().to(DType.FLOAT32).toFloats()).containsOnly(3);
            }
        }
    }

    @Test
    void a_part_of_another_size_is_refused() {
        Batch batch = new Batch(new float[4], new int[2], 2, new ImageShape(1, 1, 2));
        try (Scope scope = Scope.open()) {
            assertThatThrownBy(
                            () ->
                                    new WorkerShare(new Twice(1), false, true)
                                            .of(
                                                    Context.training(SEED),
                                                    batch,
                                                    6,
                                                    parameters(DType.FLOAT32)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("Received: a part of 2 examples of a batch of 6. Use ");
        }
    }

    @Test
    void a_message_too_long_for_sums_is_refused() {
        assertThatThrownBy(() -> new Twice(1).gather(new byte[Exchange.LONGEST]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "A message that is handed on by sums has less than 16777216 bytes."
                                + " Received: 16777216. Override gather and fromFirst.");
    }
}
