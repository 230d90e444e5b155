package dev.hearth.papers.elu;

import dev.hearth.experiments.Job;
import dev.hearth.experiments.MeasurementJob;
import dev.hearth.experiments.PaperExperiment;
import dev.hearth.experiments.Plan;
import dev.hearth.nn.Context;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.Elu;
import dev.hearth.nn.layers.LeakyRelu;
import dev.hearth.nn.layers.Relu;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.recipe.Budget;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Predicate;

/**
 * The definition itself (Clevert et al. 2015, §3, eqs. 15 and 16): values and derivatives of the
 * layers that everything else is trained with, against the formula in double precision.
 */
public final class EluExact extends PaperExperiment {

    private static final int POINTS = 4001;

    public EluExact() {
        super("elu/formula", "the definition: values, derivatives, saturation");
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        Job job = new MeasurementJob(name(), "layers", 1, budget, 0.01, EluExact::measure);
        return new Plan(
                POINTS + " points from −20 to 20, α = 0.5, 1, 2",
                "",
                List.of(job),
                List.of(
                        EluClaims.FORMULA.bounded(
                                Map.of(
                                        "valueError", 2e-6,
                                        "derivativeError", 2e-6,
                                        "depthBelowAlpha", 0.0,
                                        "distanceFromAlphaAtMinus20", 1e-6,
                                        "leakyAtMinus20PlusTwo", 1e-6,
                                        "reluBelowZero", 0.0))),
                List.of());
    }

    private static Map<String, Double> measure(Seed seed, Device device) {
        float[] points = new float[POINTS];
        for (int i = 0; i < POINTS; i++) {
            points[i] = (float) (-20 + 40.0 * i / (POINTS - 1));
        }
        Map<String, Double> figures = new TreeMap<>();
        double value = 0;
        double slope = 0;
        double depth = 0;
        double distance = 0;
        for (double alpha : new double[] {0.5, 1, 2}) {
            DoubleUnaryOperator f = x -> x > 0 ? x : alpha * Math.expm1(x);
            float[][] got = valuesAndSlopes(new Elu(alpha), points, seed, device);
            for (int i = 0; i < POINTS; i++) {
                double wanted = f.applyAsDouble(points[i]);
                value = Math.max(value, Math.abs(got[0][i] - wanted));
                double wantedSlope = points[i] > 0 ? 1 : wanted + alpha;
                slope = Math.max(slope, Math.abs(got[1][i] - wantedSlope));
                depth = Math.max(depth, -alpha - got[0][i]);
            }
            distance = Math.max(distance, Math.abs(got[0][0] + alpha));
        }
        figures.put("valueError", value);
        figures.put("derivativeError", slope);
        figures.put("depthBelowAlpha", depth);
        figures.put("distanceFromAlphaAtMinus20", distance);
        float[][] leaky = valuesAndSlopes(new LeakyRelu(0.1), points, seed, device);
        figures.put("leakyAtMinus20PlusTwo", Math.abs(leaky[0][0] + 2.0));
        float[][] relu = valuesAndSlopes(new Relu(), points, seed, device);
        double below = 0;
        for (float y : relu[0]) {
            below = Math.max(below, -y);
        }
        figures.put("reluBelowZero", below);
        return figures;
    }

    private static float[][] valuesAndSlopes(
            Layer layer, float[] points, Seed seed, Device device) {
        Model net = Model.build(layer, new Shape.Vector(POINTS), seed, device);
        Tensor x = Tensor.of(points, 1, POINTS).to(device).requireGrad();
        Tensor y = net.apply(x, Context.testing(seed));
        y.sum().backward();
        return new float[][] {y.toFloats(), x.grad().orElseThrow().toFloats()};
    }
}
