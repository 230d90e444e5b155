package dev.hearth.nn;

import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.residual;
import static dev.hearth.nn.layers.Layers.sequence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.nn.layers.Elu;
import dev.hearth.nn.layers.Named;
import dev.hearth.nn.layers.Repeat;
import dev.hearth.nn.layers.WeightNorm;
import dev.hearth.tensor.DType;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WatchedGradientsTest {

    private static final Layer NET =
            sequence(
                    linear(1100),
                    new Elu(),
                    new Named("trunk", new Repeat(2, sequence(linear(1100), new Elu()))),
                    new WeightNorm(linear(1000)),
                    residual(sequence(linear(1100), new Elu(), linear(1000))),
                    linear(5));

    /** What is told, each with the gradients as they are then. */
    private static List<Long> told(Model net, int times) {
        List<Long> offsets = new ArrayList<>();
        List<float[]> then = new ArrayList<>();
        Parameters parameters = net.parameters();
        try (var turn = Scope.open()) {
            Tensor x = RandomTensors.of(new Seed(2)).normal(0, 1, 3, 1000);
            Context pass = Context.training(new Seed(3));
            pass.onWholeGradients(
                    parameters,
                    from -> {
                        offsets.add(from);
                        Tensor all = parameters.gradients();
                        then.add(all.narrow(0, from, all.count() - from).toFloats());
                    });
            Tensor y = net.apply(x, pass);
            for (int i = 1; i < times; i++) {
                y = y.add(net.apply(x, pass));
            }
            y.square().sum().backward();
            for (int i = 0; i < offsets.size(); i++) {
                Tensor all = parameters.gradients();
                long from = offsets.get(i);
                assertThat(all.narrow(0, from, all.count() - from).toFloats())
                        .isEqualTo(then.get(i));
            }
        }
        return offsets;
    }

    @Test
    void what_is_told_does_not_change_any_more() {
        try (var run = Scope.open()) {
            Model net = Model.build(NET, new Shape.Vector(1000), new Seed(1), Device.CPU);
            List<Long> told = told(net, 1);
            List<Long> begins =
                    net.parameters().entries().stream()
                            .filter(
                                    entry ->
                                            List.of("2.trunk.0.0.weight", "2.trunk.1.0.weight")
                                                            .contains(entry.name())
                                                    || entry.name().startsWith("3.")
                                                    || entry.name().startsWith("4.")
                                                    || entry.name().startsWith("5."))
                            .map(Parameters.Entry::offset)
                            .toList();
            assertThat(told).isNotEmpty().isSortedAccordingTo((a, b) -> Long.compare(b, a));
            assertThat(begins).containsAll(told);
            float[] watched = net.parameters().gradients().toFloats();
            // The same without.
            net.parameters().clearGradients();
            try (var turn = Scope.open()) {
                Tensor x = RandomTensors.of(new Seed(2)).normal(0, 1, 3, 1000);
                net.apply(x, Context.training(new Seed(3))).square().sum().backward();
            }
            float[] plain = net.parameters().gradients().toFloats();
            double largest = 0;
            for (float each : plain) {
                largest = Math.max(largest, Math.abs(each));
            }
            for (int i = 0; i < plain.length; i++) {
                assertThat((double) watched[i]).isCloseTo(plain[i], within(1e-6 * largest));
            }
        }
    }

    @Test
    void nothing_is_told_of_a_net_that_is_applied_twice_or_is_small() {
        try (var run = Scope.open()) {
            Model net = Model.build(NET, new Shape.Vector(1000), new Seed(1), Device.CPU);
            assertThat(told(net, 2)).isEmpty();
            Model small =
                    Model.build(
                            sequence(linear(10), new Elu(), linear(5)),
                            new Shape.Vector(1000),
                            new Seed(1),
                            Device.CPU,
                            DType.FLOAT32);
            assertThat(told(small, 1)).isEmpty();
        }
    }
}
