package dev.hearth.train.run;

import dev.hearth.data.Batch;
import dev.hearth.data.Loader;
import dev.hearth.data.strokes.Strokes;
import dev.hearth.nn.Context;
import dev.hearth.nn.Model;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.Linear;
import dev.hearth.optim.Adam;
import dev.hearth.optim.OptimizerState;
import dev.hearth.optim.Sgd;
import dev.hearth.optim.StepHyperparameters;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Functional;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.Participant;
import dev.hearth.train.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Two who learn from one another: one wants its answer to be the image's mean, the other wants its own
 * to be the first one's.
 */
final class Pair implements Task {

    private final Loader loader;
    private final Follower lead;
    private final Follower second;
    private final List<String> turns = new ArrayList<>();
    private long breakAt = -1;
    private Runnable measuring = () -> {};

    Pair(int images, int batch, Seed seed) {
        loader = new Loader(Strokes.training(images, new Seed(1)), batch, seed.child("data"));
        lead = new Follower("lead", seed, new Sgd(0.9)::over);
        second = new Follower("second", seed, new Adam()::over);
    }

    /** Its second player's weights break at the end of this step. */
    Pair breakingAt(long step) {
        breakAt = step;
        return this;
    }

    /** What happens before an epoch is measured. */
    Pair measuring(Runnable before) {
        measuring = before;
        return this;
    }

    List<String> turns() {
        return turns;
    }

    @Override
    public List<Participant> participants() {
        return List.of(lead, second);
    }

    @Override
    public Loader loader() {
        return loader;
    }

    @Override
    public Map<String, Double> evaluate(int epoch) {
        measuring.run();
        try (var room = Scope.open();
                var quiet = NoGrad.open()) {
            return Map.of(
                    "lead", lead.net.parameters().values().norm().item(),
                    "second", second.net.parameters().values().norm().item());
        }
    }

    private static Tensor images(Batch batch) {
        return batch.on(Device.CPU).images().flatten(1);
    }

    private final class Follower implements Participant {
        private final String name;
        private final Model net;
        private final OptimizerState stepper;

        Follower(
                String name,
                Seed seed,
                java.util.function.Function<Parameters, OptimizerState> optimizer) {
            this.name = name;
            this.net =
                    Model.build(new Linear(1), new Shape.Vector(784), seed.child(name), Device.CPU);
            this.stepper = optimizer.apply(net.parameters());
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Parameters parameters() {
            return net.parameters();
        }

        @Override
        public Tensor loss(Batch batch, Context pass) {
            Tensor images = images(batch);
            turns.add(name + " " + images.sum().item());
            Tensor noise = pass.chance().normal(0, 0.01, images.shape());
            Tensor answer = net.apply(images.add(noise), pass);
            Tensor target =
                    this == lead
                            ? images.mean(Tensor.Keep.DIMENSIONS, 1)
                            : lead.net.apply(images, pass).detach();
            return Functional.meanSquaredError(answer, target);
        }

        @Override
        public double update(long step, long stepsPerEpoch) {
            stepper.step(StepHyperparameters.of(0.001));
            if (this == second && step == breakAt) {
                parameters().values().fillInPlace(Double.NaN);
            }
            return 0.001;
        }

        @Override
        public Map<String, Tensor> memory() {
            return stepper.state();
        }

        @Override
        public void resumeAt(long steps) {
            stepper.resumeAt(steps);
        }
    }
}
