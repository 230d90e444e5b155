package dev.hearth.bench;

import dev.hearth.nn.Composite;
import dev.hearth.nn.Context;
import dev.hearth.nn.Parameters;
import dev.hearth.optim.ClassicalMomentum;
import dev.hearth.optim.OptimizerState;
import dev.hearth.optim.StepHyperparameters;
import dev.hearth.tensor.Autograd;
import dev.hearth.tensor.Functional;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.SparseMaxGradient;
import dev.hearth.tensor.Tensor;
import dev.hearth.zoo.gan.GanDiscriminator;
import dev.hearth.zoo.gan.GanGenerator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the time of a game's step goes: its parts alone, on their real shapes, in turns with one
 * another and with both sides' whole steps.
 */
final class GameProfile implements Measurement {

    static final String GROUP = "Where a GAN step's time goes";
    private static final int STEPS = 10;
    private static final int BATCH = GameSteps.BATCH;
    private static final int PIXELS = 784;
    private static final int NOISE = 100;

    @Override
    public String about() {
        return "Parts of a GAN step alone, on its real shapes, in turns; and the products of both"
                + " sides' steps without anything between them, which is the floor under each.";
    }

    @Override
    public List<Quantity> measure(Effort depth, List<Quantity> before) {
        List<Quantity> figures = new ArrayList<>();
        List<Integer> counts = depth.threads();
        for (int threads : depth.isQuick() ? counts.subList(0, 1) : counts) {
            LibTorch.threads(threads);
            try (var run = Scope.open()) {
                List<Alternation.Turn> turns = turns();
                var rounds =
                        new Alternation(2 * depth.seconds(), 2 * depth.seconds(), 5)
                                .rested(threads)
                                .time(turns);
                double whole = rounds.of(0, 1e3 / STEPS).median();
                for (int i = 0; i < turns.size(); i++) {
                    Spread spread = rounds.of(i, 1e3 / STEPS);
                    figures.add(
                            Quantity.of(GROUP, turns.get(i).name(), "ms a step", threads, spread)
                                    .noted(Text.number(100 * spread.median() / whole) + " %"));
                }
            }
        }
        return figures;
    }

    private static List<Alternation.Turn> turns() {
        List<Alternation.Turn> turns = new ArrayList<>();
        for (Contender side :
                GameSteps.sides(Work.mnist(BATCH, STEPS), GameSteps.Drops.AS_PUBLISHED)) {
            turns.add(new Alternation.Turn("the whole step: " + side.name(), side::run));
        }
        new Parts().all().forEach((name, body) -> turns.add(often(name, body)));
        return turns;
    }

    private static Alternation.Turn often(String name, Runnable body) {
        return new Alternation.Turn(
                name,
                () -> {
                    try (var quiet = NoGrad.open()) {
                        for (int i = 0; i < STEPS; i++) {
                            try (var turn = Scope.open()) {
                                body.run();
                            }
                        }
                    }
                });
    }

    /** A weighted sum: what goes in, what comes back, and the weights. */
    private record Sum(Tensor x, Tensor gradient, Tensor w, Tensor b, Tensor ofW) {

        static Sum of(Parameters home, String layer, Tensor x, Tensor gradient) {
            return new Sum(
                    x,
                    gradient,
                    home.value(layer + ".weight"),
                    home.value(layer + ".bias"),
                    home.gradient(layer + ".weight"));
        }

        void forward() {
            x.linear(w, b);
        }

        void back() {
            gradient.matmul(w);
        }

        void learn() {
            ofW.addMatmulInPlace(gradient.transpose(0, 1), x);
        }

        /** The first of its examples. */
        Sum half() {
            return new Sum(x.narrow(0, 0, BATCH), gradient.narrow(0, 0, BATCH), w, b, ofW);
        }
    }

    /** The step's shapes without the task. */
    private static final class Parts {
        private final RandomTensors chance = RandomTensors.of(new Seed(1).child("parts"));
        private final List<Parameters> homes = new ArrayList<>();
        private final List<Sum> forger = new ArrayList<>();
        private final List<Sum> judge = new ArrayList<>();
        private final List<Tensor> pieces = new ArrayList<>();
        private final List<Tensor> narrow = new ArrayList<>();
        private final List<OptimizerState> steppers = new ArrayList<>();

        Parts() {
            HearthGame game =
                    new HearthGame(
                            Work.mnist(BATCH, 1),
                            new GanGenerator(GanGenerator.Images.MNIST),
                            ((Composite) new GanDiscriminator(240)).body());
            Parameters ofForger = game.task().network().parameters();
            Parameters ofJudge = game.task().discriminator().parameters();
            homes.addAll(List.of(ofForger, ofJudge));
            homes.forEach(home -> steppers.add(new ClassicalMomentum(0.5).over(home)));
            forger.add(Sum.of(ofForger, "0", normal(BATCH, NOISE), normal(BATCH, 1200)));
            forger.add(Sum.of(ofForger, "2", normal(BATCH, 1200), normal(BATCH, 1200)));
            forger.add(Sum.of(ofForger, "4", normal(BATCH, 1200), normal(BATCH, PIXELS)));
            int both = 2 * BATCH;
            for (int i = 0; i < 2; i++) {
                pieces.add(normal(both, 1200));
                narrow.add(normal(both, 240).mul(chance.mask(0.5, 2, both, 240)));
            }
            judge.add(Sum.of(ofJudge, "2", normal(both, PIXELS), behindMaxout(0)));
            judge.add(Sum.of(ofJudge, "4", normal(both, 240), behindMaxout(1)));
            judge.add(Sum.of(ofJudge, "6", normal(both, 240), normal(both, 1)));
        }

        private Tensor normal(long... shape) {
            return chance.normal(0, 1e-3, shape);
        }

        /** Nine tenths of it are zeros. */
        private Tensor behindMaxout(int i) {
            return Autograd.maxOfGroupsBackward(pieces.get(i), narrow.get(i));
        }

        Map<String, Runnable> all() {
            Map<String, Runnable> parts = new LinkedHashMap<>();
            parts.put("floor: Hearth's products", this::products);
            parts.put("floor: the presets' products", this::productsOfPresets);
            parts.put("generator, forward: products", () -> forger.forEach(Sum::forward));
            parts.put("generator, backward: by weights", () -> forger.forEach(Sum::learn));
            parts.put("generator, backward: by inputs", this::forgersInputs);
            parts.put("discriminator, forward: products", () -> judge.forEach(Sum::forward));
            parts.put("discriminator, backward: by weights, dense", this::judgesWeights);
            parts.put("discriminator, backward: both, sparse, with the maxima", this::sparse);
            parts.put("discriminator, backward: by inputs, dense", this::judgesInputs);
            parts.put("generator: ReLU, sigmoid, there and back", this::activations);
            parts.put("discriminator: maxout forward", this::maxout);
            parts.put("discriminator: masks, drawn and applied", this::masks);
            parts.put("biases' gradients", this::biases);
            parts.put("gradients: clearing", () -> homes.forEach(Parameters::clearGradients));
            parts.put("gradients: norms", () -> homes.forEach(home -> home.gradients().norm()));
            parts.put(
                    "updates",
                    () -> steppers.forEach(step -> step.step(StepHyperparameters.of(1e-9, 0.5))));
            parts.put("noise and batch", this::feed);
            return parts;
        }

        private void products() {
            forger.forEach(Sum::forward);
            judge.forEach(Sum::forward);
            sparse();
            forger.forEach(Sum::learn);
            forgersInputs();
        }

        /** Every judgement by itself, forward and by weights; by inputs what autograd needs. */
        private void productsOfPresets() {
            forger.forEach(Sum::forward);
            List<Sum> halves = judge.stream().map(Sum::half).toList();
            for (int i = 0; i < 3; i++) {
                halves.forEach(Sum::forward);
                for (Sum sum : halves) {
                    sum.gradient.transpose(0, 1).matmul(sum.x);
                }
                halves.get(1).back();
                halves.get(2).back();
            }
            halves.get(0).back();
            for (Sum sum : forger) {
                sum.gradient.transpose(0, 1).matmul(sum.x);
            }
            forgersInputs();
        }

        private void forgersInputs() {
            forger.get(1).back();
            forger.get(2).back();
        }

        private void judgesInputs() {
            judge.get(0).half().back();
            judge.get(1).back();
            judge.get(2).back();
        }

        private void judgesWeights() {
            judge.forEach(Sum::learn);
        }

        private void sparse() {
            for (int i = 0; i < 2; i++) {
                Sum sum = judge.get(i);
                SparseMaxGradient peaks = SparseMaxGradient.of(pieces.get(i), narrow.get(i));
                peaks.addProductTo(sum.ofW, sum.x);
                peaks.matmul(sum.w, i == 0 ? BATCH : 0);
            }
            judge.get(2).learn();
            judge.get(2).back();
        }

        private void activations() {
            for (int i = 1; i < 3; i++) {
                Tensor hidden = forger.get(i).x.reluInPlace();
                Autograd.leakyReluBackward(hidden, forger.get(i - 1).gradient, 0);
            }
            Tensor y = forger.get(2).gradient.sigmoid();
            y.neg().sumOfInPlace(y, 1).mulInPlace(y).mulInPlace(y);
        }

        private void maxout() {
            for (int i = 0; i < 2; i++) {
                Functional.maxOfGroups(pieces.get(i), 5);
            }
        }

        private void masks() {
            RandomTensors fresh = RandomTensors.of(new Seed(3));
            for (int i = 0; i < 3; i++) {
                Tensor x = judge.get(i).x;
                Tensor mask = fresh.mask(0.5, 2, x.shape());
                x.mul(mask);
                (i == 0 ? x.narrow(0, 0, BATCH) : x).mul(i == 0 ? mask.narrow(0, 0, BATCH) : mask);
            }
        }

        private void biases() {
            for (Sum sum : forger) {
                sum.gradient.sum(Tensor.Keep.NOTHING, 0);
            }
            for (Sum sum : judge) {
                sum.gradient.sum(Tensor.Keep.NOTHING, 0);
            }
        }

        private void feed() {
            HearthGame.NOISE.draw(BATCH, Context.training(new Seed(5)).chance());
            Tensor images = judge.get(0).x.narrow(0, 0, BATCH);
            Tensor.concat(0, images, images);
        }
    }
}
