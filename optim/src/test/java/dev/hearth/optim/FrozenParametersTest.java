package dev.hearth.optim;

import static dev.hearth.nn.layers.Layers.conv;
import static dev.hearth.nn.layers.Layers.frozen;
import static dev.hearth.nn.layers.Layers.frozenBackbone;
import static dev.hearth.nn.layers.Layers.globalAvgPool;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.named;
import static dev.hearth.nn.layers.Layers.sequence;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.nn.Context;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.BatchNorm;
import dev.hearth.nn.layers.Elu;
import dev.hearth.nn.layers.GainMode;
import dev.hearth.nn.layers.MeanOnlyBatchNorm;
import dev.hearth.nn.layers.WeightNorm;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is frozen keeps every bit, whatever the optimiser and its modifiers do to the rest. */
class FrozenParametersTest {

    private static final Seed SEED = new Seed(1);
    private static final Shape IN = new Shape.Image(2, 5, 5);

    private static final Layer NET =
            sequence(
                    named("stem", sequence(conv(4, 3), new BatchNorm(), new Elu())),
                    globalAvgPool(),
                    named("head", linear(3)));

    private static Stream<Optimizer> optimizers() {
        return Stream.of(
                        new Sgd(),
                        new Sgd(0.9, Nesterov.YES),
                        new ClassicalMomentum(0.9),
                        new DampedNesterov(0.9),
                        new Adam(),
                        new Adamax(),
                        RmsProp.pyTorch(0.9, 1e-8).withMomentum(0.9),
                        RmsProp.tensorFlow(0.9, 1).withMomentum(0.9),
                        RmsProp.deepMind(0.95, 0.01))
                .flatMap(
                        each ->
                                Stream.of(
                                        each.with(new L2(0.1, AppliesTo.ALL), new MaxNorm(0.2)),
                                        each.with(
                                                new L2(0.1, AppliesTo.WEIGHTS_ONLY),
                                                new ClipNorm(1),
                                                new ClipValue(0.5)),
                                        new WithMovingAverage(
                                                each.with(new L2(0.1, AppliesTo.ALL)),
                                                new MovingAverage(0.9))));
    }

    private static void train(Model net, Optimizer optimizer) {
        Parameters home = net.parameters();
        OptimizerState stepper = optimizer.over(home);
        for (int step = 0; step < 4; step++) {
            try (var turn = Scope.open()) {
                home.clearGradients();
                Tensor x = RandomTensors.of(SEED.child(step)).normal(1, 2, IN.batch(6));
                net.apply(x, Context.training(SEED.child(step))).square().sum().backward();
                stepper.step(StepHyperparameters.of(0.05));
            }
        }
        stepper.standIn().ifPresent(standIn -> assertThat(standIn).isNotNull());
    }

    private static void keepsAllBut(String learning, Layer letter, Optimizer optimizer) {
        try (var run = Scope.open()) {
            Model net = Model.build(letter, IN, SEED, Device.CPU);
            // Away from where they begin: a velocity or a mean would show.
            net.parameters().state().addInPlace(0.25);
            Map<String, float[]> before = net.arrays();
            train(net, optimizer);
            Map<String, float[]> after = net.arrays();
            for (String name : before.keySet()) {
                if (name.startsWith(learning)) {
                    assertThat(after.get(name)).as(name).isNotEqualTo(before.get(name));
                } else {
                    assertThat(after.get(name)).as(name).isEqualTo(before.get(name));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void a_body_below_a_head(Optimizer optimizer) {
        keepsAllBut("2.head.", frozenBackbone(NET), optimizer);
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void a_part_by_its_name(Optimizer optimizer) {
        keepsAllBut("2.head.", frozen(NET, "stem.*"), optimizer);
        keepsAllBut("0.stem.", frozen(NET, "head.*"), optimizer);
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void part_of_a_weight_that_is_computed(Optimizer optimizer) {
        Layer normed =
                sequence(
                        named("a", new WeightNorm(conv(4, 3).noBias(), GainMode.EXPONENTIAL, 0.01)),
                        new MeanOnlyBatchNorm(),
                        globalAvgPool(),
                        named("b", new WeightNorm(linear(3))));
        keepsAllBut("3.b.", frozen(normed, "a.*", "shift", "mean"), optimizer);
    }
}
