package dev.hearth.papers.weightnorm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.Layers;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LengthChangeTest {

    @Test
    void shorter_units_are_counted_and_growth_is_the_mean() {
        try (var scope = Scope.open()) {
            Model net =
                    Model.build(
                            Layers.weightNorm(Layers.linear(4)),
                            new Shape.Vector(3),
                            new Seed(1),
                            Device.CPU);
            LengthChange before = LengthChange.now(net.parameters());
            assertThat(before.shrunken(before)).isZero();
            assertThat(before.growth(before)).isEqualTo(1);
            Tensor v = net.parameters().value("weight.direction");
            v.copyInPlace(v.mul(Tensor.of(new float[] {0.5f, 2, 1, 3}, 4, 1)));
            LengthChange after = LengthChange.now(net.parameters());
            assertThat(before.shrunken(after)).isEqualTo(0.25);
            assertThat(before.growth(after)).isCloseTo(6.5 / 4, within(1e-6));
            float[] numbers = v.toFloats();
            double square = 0;
            for (int i = 0; i < 3; i++) {
                square += (double) numbers[i] * numbers[i];
            }
            assertThat(after.lengths().get(0)[0]).isCloseTo(Math.sqrt(square), within(1e-6));
        }
    }

    @Test
    void plain_descent_shortens_nothing_and_adam_something() {
        LibTorch.threads(1);
        Map<String, Double> plain =
                WeightNormAdamLengths.measure("SGD", 30, new Seed(1), Device.CPU);
        assertThat(plain.get("shrunkenShare")).isZero();
        assertThat(plain.get("length 0030")).isGreaterThan(1);
        Map<String, Double> adam =
                WeightNormAdamLengths.measure("Adam", 30, new Seed(1), Device.CPU);
        assertThat(adam.get("shrunkenShare")).isBetween(0.001, 0.999);
    }
}
