package dev.hearth.papers.elu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.data.strokes.Strokes;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.Elu;
import dev.hearth.nn.layers.LeakyRelu;
import dev.hearth.nn.layers.Relu;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.zoo.elu.EluMnist;
import java.util.Map;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.junit.jupiter.api.Test;

class ProbeTest {

    private static final DatasetProvider.Sets SETS =
            new DatasetProvider.Sets(
                    Strokes.training(60, new Seed(1)), Strokes.test(60, new Seed(1)));

    private static Model net(Layer activation) {
        return Model.build(
                new EluMnist(3, 24, 10, activation),
                new Shape.Image(1, 28, 28),
                new Seed(5),
                Device.CPU);
    }

    private static double[] draw(RandomStream chance, int count) {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = (chance.nextLong() >> 11) * 0x1.0p-52;
        }
        return values;
    }

    /** The definition, with a matrix library of its own. */
    private static double naive(double[] z, double[] delta, int examples, int inputs) {
        RealMatrix fisher = new Array2DRowRealMatrix(inputs, inputs);
        RealVector gradient = new ArrayRealVector(inputs);
        for (int e = 0; e < examples; e++) {
            for (int i = 0; i < inputs; i++) {
                double a = delta[e] * z[e * inputs + i];
                gradient.addToEntry(i, a / examples);
                for (int j = 0; j < inputs; j++) {
                    double b = delta[e] * z[e * inputs + j];
                    fisher.addToEntry(i, j, a * b / examples);
                }
            }
        }
        double damping = 1e-3 * fisher.getTrace() / inputs;
        RealMatrix damped =
                fisher.add(MatrixUtils.createRealIdentityMatrix(inputs).scalarMultiply(damping));
        RealVector natural = new LUDecomposition(damped).getSolver().solve(gradient);
        return gradient.dotProduct(natural) / gradient.getNorm() / natural.getNorm();
    }

    @Test
    void cosines_are_those_of_the_definition() {
        int examples = 40;
        int inputs = 7;
        int units = 5;
        RandomStream chance = new Seed(2).stream();
        double[] z = draw(chance, examples * inputs);
        double[] deltas = draw(chance, examples * units);
        for (int e = 0; e < examples; e++) {
            z[e * inputs + inputs - 1] = 1;
            z[e * inputs] = 0; // an input that is never active: the Fisher matrix is singular
            deltas[e * units + 3] = 0; // a unit that nothing moves
        }
        try (var room = Scope.open()) {
            double[] got =
                    NaturalGradientProbe.cosines(
                            Tensor.of(z, examples, inputs), Tensor.of(deltas, examples, units));
            assertThat(got).hasSize(units);
            for (int unit = 0; unit < units; unit++) {
                if (unit == 3) {
                    assertThat(got[unit]).isNaN();
                    continue;
                }
                double[] delta = new double[examples];
                for (int e = 0; e < examples; e++) {
                    delta[e] = deltas[e * units + unit];
                }
                assertThat(got[unit])
                        .isCloseTo(naive(z, delta, examples, inputs), within(1e-9))
                        .isBetween(0.0, 1.0);
            }
        }
    }

    @Test
    void the_natural_gradient_probe_looks_at_a_net_and_leaves_it_as_it_was() {
        try (var room = Scope.open()) {
            Model net = net(new Elu());
            float[] before = net.parameters().values().toFloats();
            Map<String, Double> figures = new NaturalGradientProbe(2).look(net, SETS, new Seed(1));
            assertThat(figures.get("naturalGradientCosine")).isBetween(0.0, 1.0);
            assertThat(figures.get("unitsWithoutGradient")).isZero();
            assertThat(net.parameters().values().toFloats()).isEqualTo(before);
            assertThat(net.parameters().gradients().toFloats()).containsOnly(0f);
            assertThat(new NaturalGradientProbe(2).look(net, SETS, new Seed(1))).isEqualTo(figures);
        }
    }

    /** A net whose hidden sums all lie so far below zero that no noise carries one across. */
    private static Model deactivated(Layer activation) {
        Model net = net(activation);
        for (Parameters.Entry entry : net.parameters().entries()) {
            if (entry.name().endsWith("bias")) {
                net.parameters().value(entry.name()).fillInPlace(-20);
            }
        }
        return net;
    }

    @Test
    void noise_moves_deactivated_units_by_their_slope() {
        try (var room = Scope.open()) {
            for (double slope : new double[] {0.1, 1.0 / 3}) {
                Map<String, Double> figures =
                        new NoiseProbe(0.2)
                                .look(deactivated(new LeakyRelu(slope)), SETS, new Seed(3));
                assertThat(figures.get("deactivatedMovement")).isCloseTo(slope, within(1e-6));
                assertThat(figures.get("saturatedMovement")).isCloseTo(slope, within(1e-6));
            }
        }
    }

    @Test
    void units_that_are_off_do_not_move_and_saturated_ones_hardly() {
        try (var room = Scope.open()) {
            // Behind the first layer nothing moves: what is left is 0 of something.
            Map<String, Double> relu =
                    new NoiseProbe(0.2).look(deactivated(new Relu()), SETS, new Seed(3));
            assertThat(relu.get("deactivatedMovement")).isZero();
            Map<String, Double> elu =
                    new NoiseProbe(0.2).look(deactivated(new Elu()), SETS, new Seed(3));
            assertThat(elu.get("saturatedMovement")).isBetween(0.0, 1e-4);
        }
    }

    @Test
    void without_noise_there_is_no_movement_to_measure() {
        try (var room = Scope.open()) {
            Map<String, Double> figures = new NoiseProbe(0).look(net(new Elu()), SETS, new Seed(3));
            assertThat(figures.get("deactivatedMovement")).isNaN();
            assertThat(figures.get("saturatedMovement")).isNaN();
            assertThat(figures.get("noisyTestError")).isBetween(0.0, 100.0);
        }
    }
}
