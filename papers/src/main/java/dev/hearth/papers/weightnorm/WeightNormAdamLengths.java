package dev.hearth.papers.weightnorm;

import dev.hearth.data.Dataset;
import dev.hearth.data.strokes.Strokes;
import dev.hearth.experiments.Budgets;
import dev.hearth.experiments.Job;
import dev.hearth.experiments.MeasurementJob;
import dev.hearth.experiments.PaperExperiment;
import dev.hearth.experiments.Phrase;
import dev.hearth.experiments.Plan;
import dev.hearth.experiments.claim.Claim;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.Measure;
import dev.hearth.nn.Context;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.nn.init.Constant;
import dev.hearth.nn.init.Normal;
import dev.hearth.nn.layers.Bias;
import dev.hearth.nn.layers.Layers;
import dev.hearth.nn.layers.Linear;
import dev.hearth.optim.Adam;
import dev.hearth.optim.Adamax;
import dev.hearth.optim.Optimizer;
import dev.hearth.optim.OptimizerState;
import dev.hearth.optim.Sgd;
import dev.hearth.optim.StepHyperparameters;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Functional;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.recipe.Budget;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * ‖v‖ step by step under optimizers that rescale the gradient (Salimans and Kingma 2016, §2.1): ∇v is
 * orthogonal to v, so that plain gradient descent never shortens v, but a step of Adam does not go
 * along ∇v.
 */
public final class WeightNormAdamLengths extends PaperExperiment {

    private static final String SGD = "SGD";
    private static final String ADAM = "Adam";
    private static final String ADAMAX = "Adamax";

    /** An optimizer at its usual rate. */
    private record Method(Optimizer optimizer, double rate) {}

    private static final Map<String, Method> METHODS = new LinkedHashMap<>();

    static {
        METHODS.put(SGD, new Method(new Sgd(), 0.01));
        METHODS.put(ADAM, new Method(new Adam(), 0.001));
        METHODS.put(ADAMAX, new Method(new Adamax(), 0.002));
    }

    private static final Shape IMAGE = new Shape.Image(1, 28, 28);

    private static final Claim SHRINKS =
            new Claim(
                    WeightNormClaims.GROWTH.id(),
                    "with Adam ‖v‖ need not grow: in a larger share of steps it shrinks than with plain"
                            + " gradient descent, where it never does",
                    "§2.1: said of gradient descent with and without momentum, not of Adam");

    public WeightNormAdamLengths() {
        super(
                "weightnorm/lengths-adam",
                "‖v‖ step by step, with Adam and Adamax beside plain descent");
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        int seeds = Budgets.pick(budget, 2, 10, 10);
        int steps = Budgets.pick(budget, 60, 400, 4_000);
        List<Job> jobs = new ArrayList<>();
        for (long seed = 1; seed <= seeds; seed++) {
            for (Map.Entry<String, Method> each : METHODS.entrySet()) {
                jobs.add(
                        new MeasurementJob(
                                        name(),
                                        each.getKey(),
                                        seed,
                                        budget,
                                        0.01,
                                        (chance, device) ->
                                                measure(each.getKey(), steps, chance, device))
                                .of(net(), IMAGE, WeightNormLengths.BATCH, steps));
            }
        }
        return new Plan(
                Phrase.of(
                        "strokes, 784-128-128-10, leaky ReLU, weight normalisation and its"
                                + " initialisation, batch {}, SGD 0.01, Adam 0.001, Adamax 0.002, {} steps,"
                                + " {} seeds",
                        WeightNormLengths.BATCH,
                        steps,
                        seeds),
                "net and data are ours",
                jobs,
                checks(),
                List.of(
                        new StepFigure("length", "Mean ‖v‖ over its beginning", "length", "times"),
                        new StepFigure("loss", "Training cross-entropy", "loss", "nats")));
    }

    static List<ClaimCheck> checks() {
        Measure share =
                Measure.of("share of units and steps in which ‖v‖ shrinks", "", "shrunkenShare");
        return List.of(
                SHRINKS.all(
                        "net and data are ours",
                        share.order("Adam", "", SGD, ADAM),
                        share.order("Adamax", "", SGD, ADAMAX)));
    }

    static Map<String, Double> measure(String arm, int steps, Seed seed, Device device) {
        Method method = METHODS.get(arm);
        Map<String, Double> figures = new TreeMap<>();
        Dataset digits = Strokes.training(20 * WeightNormLengths.BATCH, seed.child("digits"));
        try (var scope = Scope.open()) {
            Model model = Model.build(net(), IMAGE, seed.child("weights"), device);
            model.initialize(
                    WeightNormLengths.images(digits, 0).to(device), Context.initializing(seed));
            OptimizerState optimizer = method.optimizer().over(model.parameters());
            LengthChange first = LengthChange.now(model.parameters());
            LengthChange before = first;
            double shrunken = 0;
            for (int step = 1; step <= steps; step++) {
                try (var turn = Scope.open()) {
                    model.parameters().clearGradients();
                    Tensor loss =
                            Functional.crossEntropy(
                                    model.apply(
                                            WeightNormLengths.images(digits, step).to(device),
                                            Context.training(seed.child(step))),
                                    WeightNormLengths.labels(digits, step).to(device),
                                    0);
                    loss.backward();
                    optimizer.step(StepHyperparameters.of(method.rate()));
                    LengthChange after = LengthChange.now(model.parameters());
                    shrunken += before.shrunken(after);
                    before = after;
                    if (Integer.bitCount(step) == 1 || step == steps) {
                        figures.put(StepFigure.figure("length", step), first.growth(after));
                        figures.put(StepFigure.figure("loss", step), loss.item());
                    }
                }
            }
            figures.put("shrunkenShare", shrunken / steps);
        }
        return figures;
    }

    private static Layer net() {
        return Layers.weightNorm(
                Layers.sequence(
                        Layers.flatten(),
                        linear(128),
                        Layers.leakyRelu(0.1),
                        linear(128),
                        Layers.leakyRelu(0.1),
                        linear(10)));
    }

    private static Layer linear(int units) {
        return new Linear(units, Bias.YES, new Normal(0.05), Constant.ZERO);
    }
}
