package dev.hearth.peers.djl;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import dev.hearth.peers.plan.Burst;
import dev.hearth.peers.plan.Net;
import dev.hearth.peers.plan.PeerProtocol;
import dev.hearth.peers.plan.Plan;
import dev.hearth.peers.plan.UnsupportedException;
import dev.hearth.peers.plan.Weight;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The process of DJL: its functions, gradient collector, losses and optimisers. */
public final class DjlPeer {

    private DjlPeer() {}

    /**
     * The entry.
     *
     * @param arguments the plan's folder
     * @throws IOException if the driver cannot be heard
     */
    public static void main(String[] arguments) throws IOException {
        PeerProtocol.serve(arguments, System.getProperty("peer.version"), DjlPeer::stretch);
    }

    private static Burst stretch(Plan plan) {
        NDManager manager = NDManager.newBaseManager("PyTorch");
        JniUtils.setNumThreads(plan.threads());
        Engine.getInstance().setRandomSeed(1);
        return switch (plan.kind()) {
            case TRAIN -> training(plan, manager);
            case INFERENCE -> inference(plan, manager);
            case POOL -> throw new UnsupportedException("no fractional max-pool in DJL");
            case GAME -> game(plan, manager);
        };
    }

    private static List<NDArray> arrays(Net net, NDManager manager) {
        List<NDArray> arrays = new ArrayList<>();
        for (Weight weight : net.weights()) {
            NDArray array = manager.create(weight.values(), new Shape(weight.extents()));
            array.setRequiresGradient(weight.learned());
            arrays.add(array);
        }
        return arrays;
    }

    private static Optimizer optimizer(Plan plan) {
        Tracker rate = Tracker.fixed((float) plan.rate());
        return switch (plan.method()) {
            case SGD -> Optimizer.sgd().setLearningRateTracker(rate).build();
            case MOMENTUM ->
                    Optimizer.sgd()
                            .setLearningRateTracker(rate)
                            .optMomentum((float) plan.momentum())
                            .build();
            case ADAM -> Optimizer.adam().optLearningRateTracker(rate).build();
        };
    }

    /** As DJL's parameter store does: parameter by parameter, each under a name. */
    private static void update(Optimizer optimizer, Net net, List<NDArray> arrays) {
        for (int i = 0; i < arrays.size(); i++) {
            if (net.weights().get(i).learned()) {
                try (NDArray gradient = arrays.get(i).getGradient()) {
                    optimizer.update(net.name() + i, arrays.get(i), gradient);
                }
            }
        }
    }

    private static Burst training(Plan plan, NDManager manager) {
        List<NDArray> arrays = arrays(plan.net(), manager);
        Optimizer optimizer = optimizer(plan);
        DjlAdapter dialect = new DjlAdapter(true);
        Loss entropy = Loss.softmaxCrossEntropyLoss();
        return () -> {
            double sum = 0;
            for (int i = 0; i < plan.batches(); i++) {
                try (NDScope scope = new NDScope();
                        NDManager turn = manager.newSubManager();
                        GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                    scope.suppressNotUsedWarning();
                    NDArray x = turn.create(plan.images().get(i), new Shape(plan.shape()));
                    NDArray labels = turn.create(plan.labels().get(i));
                    NDArray logits = plan.net().say(dialect, x, arrays);
                    NDArray loss = entropy.evaluate(new NDList(labels), new NDList(logits));
                    collector.backward(loss);
                    sum += loss.getFloat();
                }
                update(optimizer, plan.net(), arrays);
            }
            return sum / plan.batches();
        };
    }

    private static Burst inference(Plan plan, NDManager manager) {
        List<NDArray> arrays = arrays(plan.net(), manager);
        arrays.forEach(array -> array.setRequiresGradient(false));
        DjlAdapter dialect = new DjlAdapter(false);
        return () -> {
            try (NDScope scope = new NDScope();
                    NDManager turn = manager.newSubManager()) {
                scope.suppressNotUsedWarning();
                NDArray x = turn.create(plan.images().get(0), new Shape(plan.shape()));
                return Burst.square(plan.net().say(dialect, x, arrays).toFloatArray());
            }
        };
    }

    private static NDArray loss(NDArray logits, double target) {
        NDArray labels = logits.getManager().full(logits.getShape(), (float) target);
        return Loss.sigmoidBinaryCrossEntropyLoss()
                .evaluate(new NDList(labels), new NDList(logits));
    }

    /** The generator moves first, but on fakes from before, as if both moved at once. */
    private static Burst game(Plan plan, NDManager manager) {
        Net generator = plan.nets().get(0);
        Net discriminator = plan.nets().get(1);
        List<NDArray> forger = arrays(generator, manager);
        List<NDArray> judge = arrays(discriminator, manager);
        Optimizer forging = optimizer(plan);
        Optimizer judging = optimizer(plan);
        DjlAdapter dialect = new DjlAdapter(true);
        return () -> {
            double sum = 0;
            for (int i = 0; i < plan.batches(); i++) {
                try (NDManager turn = manager.newSubManager()) {
                    NDArray fakes;
                    try (GradientCollector collector =
                            Engine.getInstance().newGradientCollector()) {
                        NDArray noise =
                                turn.create(plan.noise().get(i), new Shape(plan.batch(), 100));
                        NDArray forged = generator.say(dialect, noise, forger);
                        fakes = forged.stopGradient();
                        NDArray loss = loss(discriminator.say(dialect, forged, judge), 1);
                        collector.backward(loss);
                        sum += loss.getFloat();
                    }
                    update(forging, generator, forger);
                    // A new collector begins with zeroes.
                    try (GradientCollector collector =
                            Engine.getInstance().newGradientCollector()) {
                        NDArray images = turn.create(plan.images().get(i), new Shape(plan.shape()));
                        NDArray real = loss(discriminator.say(dialect, images, judge), 1);
                        NDArray fake = loss(discriminator.say(dialect, fakes, judge), 0);
                        NDArray judged = real.add(fake).mul(0.5f);
                        collector.backward(judged);
                        sum += judged.getFloat();
                    }
                    update(judging, discriminator, judge);
                }
            }
            return sum / plan.batches();
        };
    }
}
