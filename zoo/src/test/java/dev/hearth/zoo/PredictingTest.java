package dev.hearth.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.nn.Context;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.nn.init.Normal;
import dev.hearth.nn.layers.IncrementDraw;
import dev.hearth.nn.layers.Linear;
import dev.hearth.nn.layers.RegionOverlap;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.zoo.fmp.FmpNets;
import dev.hearth.zoo.weightnorm.DrawNet;
import dev.hearth.zoo.weightnorm.FlowVariationalAutoencoder;
import dev.hearth.zoo.weightnorm.InverseFlow;
import dev.hearth.zoo.weightnorm.VariationalAutoencoder;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nets that draw when tested predict for an example what they predict for it alone. */
class PredictingTest {

    private static final Seed SEED = new Seed(3);

    private record Case(String name, Layer letter, Shape in) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static List<Case> nets() {
        Shape twelve = new Shape.Vector(12);
        return List.of(
                new Case(
                        "fmp",
                        FmpNets.mnist(2, RegionOverlap.OVERLAPPING, IncrementDraw.RANDOM),
                        new Shape.Image(1, 36, 36)),
                new Case(
                        "variational",
                        new VariationalAutoencoder(new Linear(8), new Linear(12), 4),
                        twelve),
                new Case(
                        "flowing",
                        new FlowVariationalAutoencoder(
                                new Linear(10), new Linear(12), new InverseFlow(4, 2, 8, 2)),
                        twelve),
                new Case(
                        "draw",
                        new DrawNet(3, 2, 2, 4, 2, new Normal(0.5)),
                        new Shape.Image(1, 6, 6)));
    }

    @ParameterizedTest
    @MethodSource("nets")
    void alone_as_among_others(Case net) {
        try (var scope = Scope.open();
                var quiet = NoGrad.open()) {
            Model living = Model.build(net.letter(), net.in(), SEED, Device.CPU);
            Tensor x = RandomTensors.of(SEED.child("x")).uniform(0, 1, net.in().batch(3));
            Tensor together = living.apply(x, Context.predicting(SEED));
            Tensor other = living.apply(x, Context.predicting(SEED.child(1)));
            assertThat(other.sub(together).abs().max().item()).isGreaterThan(1e-4);
            for (int i = 0; i < 3; i++) {
                Tensor alone = living.apply(x.narrow(0, i, 1), Context.predicting(SEED));
                assertThat(alone.sub(together.narrow(0, i, 1)).abs().max().item())
                        .isCloseTo(0, within(1e-5));
            }
        }
    }
}
