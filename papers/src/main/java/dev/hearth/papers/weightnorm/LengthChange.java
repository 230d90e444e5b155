package dev.hearth.papers.weightnorm;

import dev.hearth.nn.Parameters;
import dev.hearth.nn.Role;
import dev.hearth.nn.WeightAxes;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * The lengths of all v of a net at a moment, and what has become of them later.
 *
 * @param lengths of each normalised weight, a number for each unit
 */
record LengthChange(List<double[]> lengths) {

    /** A change below this part of a length is rounding. */
    private static final double ROUNDING = 1e-6;

    LengthChange {
        lengths = List.copyOf(lengths);
    }

    /** The lengths now. */
    static LengthChange now(Parameters parameters) {
        List<double[]> lengths = new ArrayList<>();
        try (var quiet = NoGrad.open();
                var scope = Scope.open()) {
            for (Parameters.Entry entry : parameters.entries()) {
                if (entry.role() == Role.DIRECTION) {
                    WeightAxes units = entry.units();
                    Tensor v = units.apart(parameters.value(entry.name()));
                    lengths.add(units.length(v).flatten(0).toDoubles());
                }
            }
        }
        return new LengthChange(lengths);
    }

    /** The share of units whose v is shorter later than now, by more than rounding. */
    double shrunken(LengthChange later) {
        long shorter = 0;
        long count = 0;
        for (int i = 0; i < lengths.size(); i++) {
            for (int unit = 0; unit < lengths.get(i).length; unit++) {
                double before = lengths.get(i)[unit];
                shorter += later.lengths.get(i)[unit] < before * (1 - ROUNDING) ? 1 : 0;
                count++;
            }
        }
        return (double) shorter / count;
    }

    /** The mean over units of the later length by that now. */
    double growth(LengthChange later) {
        double sum = 0;
        long count = 0;
        for (int i = 0; i < lengths.size(); i++) {
            for (int unit = 0; unit < lengths.get(i).length; unit++) {
                sum += later.lengths.get(i)[unit] / lengths.get(i)[unit];
                count++;
            }
        }
        return sum / count;
    }
}
