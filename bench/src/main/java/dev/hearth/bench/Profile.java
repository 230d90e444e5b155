package dev.hearth.bench;

import dev.hearth.data.Batch;
import dev.hearth.data.Batches;
import dev.hearth.nn.Context;
import dev.hearth.nn.Model;
import dev.hearth.nn.Parameters;
import dev.hearth.optim.OptimizerState;
import dev.hearth.optim.Sgd;
import dev.hearth.optim.StepHyperparameters;
import dev.hearth.tensor.Functional;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the time of an E1 step with SGD goes: its parts alone, on its real shapes, in turns with one
 * another and with the whole step.
 */
final class Profile implements Measurement {

    static final String GROUP = "Where an E1 step's time goes";
    private static final int STEPS = 50;
    private static final int BATCH = 64;

    /** A part, and how it counts. */
    private enum Part {
        WHOLE("the whole step, by the trainer"),
        COPY("batch: arrays to tensors"),
        FORWARD_PRODUCTS("forward: 9 products with bias"),
        ACTIVATIONS("forward: 8 ELUs"),
        LOSS("forward: cross-entropy"),
        RECORDED("forward: the net and the loss, recorded (the three above and the record)"),
        BACKWARD_PRODUCTS("backward: 9 products by weights and 8 by inputs"),
        TRACK("forward, backward: all (less the record above: the backward pass)"),
        CLEARING("gradients: clearing"),
        UPDATE("update: one operation over the flat buffer"),
        CALLS("calls: as many of the smallest operations as a step has from Java");

        private final String words;

        Part(String words) {
            this.words = words;
        }
    }

    @Override
    public String about() {
        return "Parts of an E1 step with SGD alone, on its real shapes, in turns. Parts overlap as"
                + " their names say; what the trainer adds is the whole less the batch, forward and"
                + " backward, clearing and update.";
    }

    @Override
    public List<Quantity> measure(Effort depth, List<Quantity> before) {
        int threads = depth.threads().get(0);
        LibTorch.threads(threads);
        try (var run = Scope.open()) {
            List<Alternation.Turn> turns = turns();
            var rounds = depth.alternation().time(turns);
            List<Quantity> figures = new ArrayList<>();
            double whole = rounds.of(0, 1e6 / STEPS).median();
            for (int i = 0; i < turns.size(); i++) {
                Spread spread = rounds.of(i, 1e6 / STEPS);
                figures.add(
                        Quantity.of(GROUP, turns.get(i).name(), "µs a step", threads, spread)
                                .noted(Text.number(100 * spread.median() / whole) + " %"));
            }
            return figures;
        }
    }

    private static List<Alternation.Turn> turns() {
        HearthContender side = MlpSteps.Method.SGD.hearth(Work.mnist(STEPS));
        Model net = side.network();
        Parameters parameters = net.parameters();
        OptimizerState stepper = new Sgd().over(parameters);
        Batch batch = batch();
        Tensor images = images(batch);
        Tensor labels = Tensor.ofLabels(batch.labels(), BATCH);
        Layers layers = Layers.of(parameters);
        Seed seed = new Seed(1);
        List<Alternation.Turn> turns = new ArrayList<>();
        for (Part part : Part.values()) {
            Runnable once =
                    switch (part) {
                        case WHOLE -> side::run;
                        case COPY ->
                                () -> {
                                    images(batch);
                                    Tensor.ofLabels(batch.labels(), BATCH);
                                };
                        case FORWARD_PRODUCTS -> layers::forward;
                        case ACTIVATIONS -> layers::activate;
                        case LOSS -> () -> Functional.crossEntropy(layers.logits, labels, 0);
                        case RECORDED ->
                                () ->
                                        Functional.crossEntropy(
                                                net.apply(images, Context.training(seed)),
                                                labels,
                                                0);
                        case BACKWARD_PRODUCTS -> layers::backward;
                        case TRACK ->
                                () ->
                                        Functional.crossEntropy(
                                                        net.apply(images, Context.training(seed)),
                                                        labels,
                                                        0)
                                                .backward();
                        case CLEARING -> parameters::clearGradients;
                        case UPDATE -> () -> stepper.step(StepHyperparameters.of(1e-9));
                        case CALLS -> layers::callOften;
                    };
            turns.add(
                    new Alternation.Turn(
                            part.words, part == Part.WHOLE ? once : often(part, once)));
        }
        return turns;
    }

    private static Runnable often(Part part, Runnable once) {
        boolean recorded = part == Part.RECORDED || part == Part.TRACK;
        Runnable all =
                () -> {
                    for (int i = 0; i < STEPS; i++) {
                        try (var turn = Scope.open()) {
                            once.run();
                        }
                    }
                };
        return recorded
                ? all
                : () -> {
                    try (var quiet = NoGrad.open()) {
                        all.run();
                    }
                };
    }

    private static Batch batch() {
        try (Batches batches = Work.mnist(1).loader().epoch(0).open()) {
            return batches.next().copy();
        }
    }

    private static Tensor images(Batch batch) {
        return Tensor.ofFirst(batch.images(), BATCH, 1, 28, 28);
    }

    /** The step's shapes without the net. */
    private record Layers(
            List<Tensor> weights, List<Tensor> biases, List<Tensor> inputs, Tensor logits) {

        static Layers of(Parameters parameters) {
            List<Tensor> weights = new ArrayList<>();
            List<Tensor> biases = new ArrayList<>();
            List<Tensor> inputs = new ArrayList<>();
            try (var quiet = NoGrad.open()) {
                for (Parameters.Entry entry : parameters.entries()) {
                    Tensor value = parameters.value(entry.name());
                    if (entry.shape().size() == 2) {
                        weights.add(value);
                        inputs.add(Tensor.full(0.1, BATCH, entry.shape().get(1)));
                    } else {
                        biases.add(value);
                    }
                }
                return new Layers(weights, biases, inputs, Tensor.full(0.1, BATCH, 10));
            }
        }

        void forward() {
            for (int i = 0; i < weights.size(); i++) {
                inputs.get(i).linear(weights.get(i), biases.get(i));
            }
        }

        void activate() {
            for (int i = 1; i < inputs.size(); i++) {
                inputs.get(i).elu(1);
            }
        }

        /** What flows back into a layer has the shape of the next layer's input. */
        void backward() {
            for (int i = 0; i < weights.size(); i++) {
                Tensor gradient = i + 1 < inputs.size() ? inputs.get(i + 1) : logits;
                gradient.transpose(0, 1).matmul(inputs.get(i));
                if (i > 0) {
                    gradient.matmul(weights.get(i));
                }
            }
        }

        /** Views of one number: nothing but the way into libtorch and back. */
        void callOften() {
            Tensor small = biases.get(0);
            for (int i = 0; i < 35; i++) {
                small.narrow(0, 0, 1);
            }
        }
    }
}
