package dev.hearth.zoo.weightnorm;

import static dev.hearth.nn.layers.Layers.elu;
import static dev.hearth.nn.layers.Layers.sequence;

import dev.hearth.nn.Complexity;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.MaskedLinear;
import dev.hearth.nn.layers.Repeat;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Inverse autoregressive flow (Kingma et al. 2016, §3, eqs. 10 to 14): in each step a net of masked
 * layers computes m and s from z and a context, where m and s of a coordinate depend on the coordinates
 * before it alone, and z ← σ ⊙ z + (1 − σ) ⊙ m with σ = sigmoid(s). So the Jacobian dz′/dz is
 * triangular, with σ on its diagonal. Every other step takes the coordinates in reverse order.
 *
 * <p>Each net has one hidden layer with ELU. Not in the paper: m and s are 0.1 times the net's outputs,
 * and 2 is added to s, so that a flow begins near the identity.
 *
 * <p>Vector [latent + context], z before the context → vector [2·latent]: the new z, then Σ log σ of
 * each coordinate over the steps, whose sum is the log-determinant of the Jacobian.
 *
 * <pre>{@code
 * Layer flow = new InverseFlow(32, 64, 320, 2);
 * }</pre>
 *
 * @param latent size of z, above 0
 * @param context size of the context, an input of all coordinates, above 0
 * @param hidden units of each step, at least latent
 * @param steps above 0
 */
public record InverseFlow(int latent, int context, int hidden, int steps) implements Layer {

    private static final double SCALE = 0.1;
    private static final double OFFSET = 2;

    /** Refuses counts of 0, and fewer hidden units than coordinates. */
    public InverseFlow {
        if (latent < 1 || context < 1 || hidden < latent || steps < 1) {
            throw Check.error(
                    "InverseFlow needs latent numbers, a context, as many hidden units as latent"
                            + " numbers, and a step",
                    "latent="
                            + latent
                            + ", context="
                            + context
                            + ", hidden="
                            + hidden
                            + ", steps="
                            + steps,
                    "Use 32, 64, 320 and 2");
        }
        Repeat.check("InverseFlow", "steps", steps);
    }

    /** Degrees: 0 for the context, from 1 for coordinates; an output depends on lower degrees alone. */
    private Layer step(boolean backwards) {
        List<Integer> order =
                IntStream.rangeClosed(1, latent)
                        .mapToObj(i -> backwards ? latent + 1 - i : i)
                        .toList();
        List<Integer> inputs = new ArrayList<>(order);
        IntStream.range(0, context).forEach(i -> inputs.add(0));
        List<Integer> units = IntStream.range(0, hidden).mapToObj(i -> i % latent).toList();
        List<Integer> outputs = new ArrayList<>();
        for (int part = 0; part < 2; part++) {
            order.forEach(degree -> outputs.add(degree - 1));
        }
        return sequence(new MaskedLinear(inputs, units), elu(), new MaskedLinear(units, outputs));
    }

    private Shape input() {
        return new Shape.Vector(latent + context);
    }

    @Override
    public Shape out(Shape in) {
        if (!in.equals(input())) {
            throw Check.error(
                    "InverseFlow needs z and its context, " + (latent + context) + " numbers",
                    in,
                    "Concatenate them, z first");
        }
        return new Shape.Vector(2 * latent);
    }

    @Override
    public Complexity cost(Shape in) {
        out(in);
        Complexity sum = Complexity.NONE;
        for (int i = 0; i < steps; i++) {
            sum = sum.plus(step(i % 2 == 1).cost(in));
        }
        return sum;
    }

    @Override
    public Forward build(Shape in, Parameters parameters) {
        out(in);
        List<Forward> nets = new ArrayList<>();
        for (int i = 0; i < steps; i++) {
            nets.add(step(i % 2 == 1).build(in, parameters.scope("step" + i)));
        }
        return (x, pass) -> {
            Tensor z = x.narrow(1, 0, latent);
            Tensor given = x.narrow(1, latent, context);
            Tensor logs = z.filledLike(0);
            for (Forward net : nets) {
                Tensor both = net.apply(Tensor.concat(1, z, given), pass).mul(SCALE);
                Tensor mean = both.narrow(1, 0, latent);
                Tensor sigma = both.narrow(1, latent, latent).add(OFFSET).sigmoid();
                // σ·z + (1 − σ)·m
                z = mean.add(sigma.mul(z.sub(mean)));
                logs = logs.add(sigma.log());
            }
            return Tensor.concat(1, z, logs);
        };
    }
}
