package dev.hearth.nn.layers;

import dev.hearth.nn.Complexity;
import dev.hearth.nn.Context;
import dev.hearth.nn.Fans;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Initializer;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Parameter;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Role;
import dev.hearth.nn.Shape;
import dev.hearth.nn.init.Constant;
import dev.hearth.nn.init.HeNormal;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A fully connected layer with holes: y = (M ⊙ W)·x + b, where output j sees input i if the input's
 * degree is not above the output's (Germain et al. 2015, MADE, §4, eq. 8; for a last layer give
 * degrees less by one, eq. 9). Vector [in] → vector [units].
 *
 * <p>Hidden weights are zero from the beginning and have no gradient, so that weight normalisation
 * takes the length of those seen.
 *
 * <pre>{@code
 * Layer hidden = new MaskedLinear(List.of(1, 2, 3), List.of(1, 2, 1, 2));
 * Layer last = new MaskedLinear(List.of(1, 2, 1, 2), List.of(1, 2));
 * }</pre>
 *
 * @param to the degree of each output, at least the least of the inputs'
 * @param weights how W [units × in] begins where it is seen
 */
public record MaskedLinear(List<Integer> from, List<Integer> to, Initializer weights)
        implements Layer {

    /** Refuses an output that sees nothing. */
    public MaskedLinear {
        from = List.copyOf(from);
        to = List.copyOf(to);
        int least = from.stream().mapToInt(Integer::intValue).min().orElse(Integer.MAX_VALUE);
        int lowest = to.stream().mapToInt(Integer::intValue).min().orElse(Integer.MIN_VALUE);
        if (lowest < least) {
            throw Check.error(
                    "MaskedLinear needs outputs that see at least one input each",
                    "from=" + from + ", to=" + to,
                    "Give no output a degree below the least of the inputs'");
        }
    }

    /** With He's initialisation. */
    public MaskedLinear(List<Integer> from, List<Integer> to) {
        this(from, to, new HeNormal());
    }

    private long seen() {
        NavigableMap<Integer, Long> upTo = new TreeMap<>();
        from.forEach(degree -> upTo.merge(degree, 1L, Long::sum));
        long below = 0;
        for (Map.Entry<Integer, Long> degree : upTo.entrySet()) {
            below += degree.getValue();
            degree.setValue(below);
        }
        // No output has a degree below the least.
        return to.stream().mapToLong(degree -> upTo.floorEntry(degree).getValue()).sum();
    }

    @Override
    public Shape out(Shape in) {
        int size = Shape.vector("MaskedLinear", in).size();
        if (size != from.size()) {
            throw Check.error(
                    "MaskedLinear needs an input for each of " + from.size() + " degrees",
                    in,
                    "Give as many degrees");
        }
        return new Shape.Vector(to.size());
    }

    @Override
    public Complexity cost(Shape in) {
        out(in);
        return new Complexity((long) to.size() * (from.size() + 1), 0, seen());
    }

    @Override
    public Forward build(Shape in, Parameters parameters) {
        out(in);
        int inputs = from.size();
        int units = to.size();
        int[] degrees = from.stream().mapToInt(Integer::intValue).toArray();
        float[] holes = new float[units * inputs];
        for (int j = 0; j < units; j++) {
            int degree = to.get(j);
            for (int i = 0; i < inputs; i++) {
                holes[j * inputs + i] = degrees[i] <= degree ? 1 : 0;
            }
        }
        Fans fans = new Fans(Math.max(1, seen() / units), units);
        Initializer start = (shape, f, chance) -> begun(shape, f, chance, holes);
        Parameter w = parameters.parameter("weight", Role.WEIGHT, start, fans, units, inputs);
        Parameter b = parameters.parameter("bias", Role.BIAS, Constant.ZERO, fans, units);
        return new LinearForward(new Masked(w, holes, units, inputs), java.util.Optional.of(b));
    }

    private Tensor begun(long[] shape, Fans fans, RandomTensors chance, float[] holes) {
        return weights.draw(shape, fans, chance).mul(Tensor.of(holes, shape));
    }

    /** M ⊙ W. */
    private record Masked(Parameter weight, float[] holes, int units, int inputs)
            implements Parameter {

        @Override
        public Tensor in(Context pass) {
            Tensor w = weight.in(pass);
            Device device = w.device();
            return w.mul(Tensor.of(holes, units, inputs).to(device));
        }

        @Override
        public boolean isFrozen() {
            return weight.isFrozen();
        }

        @Override
        public boolean isPartlyFrozen() {
            return weight.isPartlyFrozen();
        }

        @Override
        public void scaleUnits(Tensor factors) {
            weight.scaleUnits(factors);
        }
    }
}
