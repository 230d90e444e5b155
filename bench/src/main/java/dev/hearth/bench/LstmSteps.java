package dev.hearth.bench;

import dev.hearth.nn.Complexity;
import dev.hearth.nn.Context;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.Lstm;
import dev.hearth.nn.layers.LstmCell;
import dev.hearth.nn.layers.WeightNorm;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Functional;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** DRAW's LSTM, forward and backward, beside libtorch's own operation. */
final class LstmSteps implements Measurement {

    static final String GROUP = "LSTM step of DRAW";
    private static final int BATCH = 100;
    private static final int UNITS = 256;
    private static final int INPUTS = 264;
    private static final int STEPS = 10;
    private static final Shape IN = new Shape.Image(1, STEPS, INPUTS);
    private static final Seed SEED = new Seed(1).child("lstm");

    @Override
    public String about() {
        return "256 units, batch 100, inputs of 264 (DRAW's encoder with 2×2 attention), ten steps,"
                + " forward and backward from the last state to weights and inputs. One by one is what"
                + " DRAW needs, where each input depends on the step before; beside it the sequence"
                + " at once, and libtorch's own LSTM operation straight from the presets.";
    }

    @Override
    public List<Quantity> measure(Effort depth, List<Quantity> before) {
        List<Quantity> figures = new ArrayList<>();
        for (int threads : depth.threads()) {
            LibTorch.threads(threads);
            try (var run = Scope.open();
                    var natives = new PointerScope()) {
                List<Alternation.Turn> turns =
                        List.of(
                                hearth("Hearth, one by one", new Loop(new Lstm(UNITS))),
                                hearth(
                                        "Hearth, one by one, weight norm",
                                        new WeightNorm(new Loop(new Lstm(UNITS)))),
                                hearth("Hearth, at once", new Lstm(UNITS)),
                                presets());
                var rounds = depth.alternation().time(turns);
                for (int i = 0; i < turns.size(); i++) {
                    figures.add(
                            Quantity.of(
                                    GROUP,
                                    turns.get(i).name(),
                                    "ms a step",
                                    threads,
                                    rounds.of(i, 1e3 / STEPS)));
                }
                for (int i = 0; i < turns.size() - 1; i++) {
                    Quantity ratio =
                            Quantity.of(
                                    GROUP,
                                    turns.get(i).name() + ", times as fast as libtorch's",
                                    "×",
                                    threads,
                                    rounds.timesAsFast(i, turns.size() - 1));
                    figures.add(i == 2 ? ratio.atLeast(1) : ratio);
                }
            }
        }
        return figures;
    }

    private static Alternation.Turn hearth(String name, Layer layer) {
        Model net = Model.build(layer, IN, SEED, Device.CPU);
        Tensor x = RandomTensors.of(SEED).normal(0, 1, IN.batch(BATCH)).requireGrad();
        return new Alternation.Turn(
                name,
                () -> {
                    try (var turn = Scope.open()) {
                        net.parameters().clearGradients();
                        net.apply(x, Context.training(SEED)).square().sum().backward();
                    }
                });
    }

    /** The operation itself, with leaves of its own. */
    private static Alternation.Turn presets() {
        org.bytedeco.pytorch.Tensor x = torch.randn(BATCH, STEPS, INPUTS).set_requires_grad(true);
        org.bytedeco.pytorch.Tensor state = torch.zeros(1, BATCH, UNITS);
        double radius = Math.sqrt(6.0 / (INPUTS + UNITS));
        TensorVector learned =
                new TensorVector(
                        leaf(radius, 4 * UNITS, INPUTS),
                        leaf(radius, 4 * UNITS, UNITS),
                        leaf(0, 4 * UNITS),
                        leaf(0, 4 * UNITS));
        return new Alternation.Turn(
                "libtorch's operation",
                () -> {
                    try (PointerScope turn = new PointerScope()) {
                        for (long i = 0; i < learned.size(); i++) {
                            org.bytedeco.pytorch.Tensor gradient = learned.get(i).grad();
                            if (gradient.defined()) {
                                gradient.zero_();
                            }
                        }
                        var all =
                                torch.lstm(
                                        x,
                                        new TensorVector(state, state),
                                        learned,
                                        true,
                                        1,
                                        0,
                                        true,
                                        false,
                                        true);
                        all.get0().select(1, STEPS - 1).square().sum().backward();
                    }
                });
    }

    private static org.bytedeco.pytorch.Tensor leaf(double radius, long... shape) {
        return torch.rand(shape)
                .mul(new org.bytedeco.pytorch.Scalar(2 * radius))
                .sub(new org.bytedeco.pytorch.Scalar(radius))
                .set_requires_grad(true);
    }

    /** An LSTM as DRAW has to run it. */
    private record Loop(Lstm lstm) implements Layer {

        @Override
        public Shape out(Shape in) {
            return lstm.out(in);
        }

        @Override
        public Complexity cost(Shape in) {
            return lstm.cost(in);
        }

        @Override
        public Forward build(Shape in, Parameters home) {
            LstmCell cell = lstm.cell(INPUTS, home);
            return (x, pass) -> {
                Tensor steps = x.squeeze(1);
                Functional.LstmState state = cell.begin(x.size(0), x.device());
                for (int i = 0; i < STEPS; i++) {
                    state = cell.step(steps.select(1, i), state, pass);
                }
                return state.hidden();
            };
        }
    }
}
