package dev.hearth.papers.weightnorm;

import dev.hearth.nn.Parameters;
import dev.hearth.nn.Role;
import dev.hearth.nn.WeightAxes;
import dev.hearth.tensor.Tensor;
import java.util.Map;

/**
 * A step of plain gradient descent, and what it does to the lengths of all v (Salimans and Kingma
 * 2016, §2.1).
 *
 * @param growth ‖v‖ after it by ‖v‖ before, the mean over units
 * @param turn c = ‖Δv‖/‖v‖, the mean over units: the tangent of the angle by which v turns
 */
record DescentStep(double growth, double turn) {

    /**
     * Goes against the gradients that are there.
     *
     * @param figures gets {@code shrinkage}, {@code distanceFromPythagoras} and {@code
     *     cosineOfGradientAndDirection}, each the worst so far
     * @param parameters of a net with normalised weights
     * @param rate above 0
     */
    static DescentStep of(Map<String, Double> figures, Parameters parameters, double rate) {
        double grown = 0;
        double turned = 0;
        double count = 0;
        for (Parameters.Entry entry : parameters.entries()) {
            if (entry.role() != Role.DIRECTION) {
                continue;
            }
            WeightAxes units = entry.units();
            Tensor v = units.apart(parameters.value(entry.name()));
            Tensor gradient = units.apart(parameters.gradient(entry.name()));
            Tensor before = units.length(v);
            Tensor change = units.length(gradient);
            Tensor after = units.length(v.sub(gradient.mul(rate)));
            Tensor wanted = before.square().add(change.square().mul(rate * rate)).sqrt();
            Tensor cosine = units.sum(v.mul(gradient)).abs().div(before.mul(change).add(1e-12));
            greatest(figures, "shrinkage", 1 - after.div(before).min().item());
            greatest(
                    figures,
                    "distanceFromPythagoras",
                    after.sub(wanted).abs().div(wanted).max().item());
            // Where a unit's gradient is nearly nothing, rounding alone is left of it.
            Tensor moving = change.gt(1e-6).to(before.dtype());
            greatest(figures, "cosineOfGradientAndDirection", cosine.mul(moving).max().item());
            grown += after.div(before).sum().item();
            turned += rate * change.div(before).sum().item();
            count += before.count();
        }
        parameters.values().addInPlace(parameters.gradients(), -rate);
        return new DescentStep(grown / count, turned / count);
    }

    private static void greatest(Map<String, Double> figures, String name, double value) {
        figures.merge(name, value, Math::max);
    }
}
