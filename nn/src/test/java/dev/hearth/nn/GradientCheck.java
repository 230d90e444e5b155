package dev.hearth.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.tensor.Device;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.function.Function;
import java.util.function.IntConsumer;

/**
 * Gradients against central differences: L = Σ cᵢyᵢ with random c, summed in double precision;
 * (L(x + h) − L(x − h))/2h against the backward pass, for each number of the input and of the
 * parameters.
 *
 * <p>In float32 the difference errs by about 1e-7/h in rounding and h²/6·f‴ in curvature. With h =
 * 0.01 both are below the tolerance of 2e-3·(1 + |gradient|). Where differences with h and h/2
 * disagree by more than the tolerance, there is a corner between: these numbers are left out, and at
 * most a tenth of all may be.
 */
public final class GradientCheck {

    private static final double STEP = 0.01;
    private static final double TOLERANCE = 2e-3;

    private final Function<Seed, Context> phase;
    private final Model net;
    private final Shape in;
    private final float[] input;
    private float[] weights;
    private int checked;
    private int corners;

    private GradientCheck(Layer layer, Shape in, int batch, Function<Seed, Context> phase) {
        this.phase = phase;
        this.net = Model.build(layer, in, new Seed(21), Device.CPU);
        this.in = in;
        this.input = Trial.normal(22, Math.toIntExact(batch * in.count()));
    }

    /**
     * Checks a layer.
     *
     * @param layer what to check
     * @param in the shape of one example
     * @param batch how many examples
     * @param phase makes the pass, such as {@code Context::training}; always given the same seed
     * @throws AssertionError if a gradient is off
     */
    public static void check(Layer layer, Shape in, int batch, Function<Seed, Context> phase) {
        try (var scope = Scope.open()) {
            new GradientCheck(layer, in, batch, phase).run(layer);
        }
    }

    private void run(Layer layer) {
        Tensor x = tensor().requireGrad();
        net.parameters().clearGradients();
        Tensor y = net.apply(x, pass());
        weights = Trial.normal(23, Math.toIntExact(y.count()));
        y.backward(Tensor.of(weights, y.shape()));

        float[] byInput = x.grad().orElseThrow().toFloats();
        for (int i = 0; i < input.length; i++) {
            float origin = input[i];
            int at = i;
            compare(
                    layer + ", input " + i,
                    byInput[i],
                    step -> input[at] = (float) (origin + step * STEP / 2));
            input[i] = origin;
        }
        float[] byParameter = net.parameters().gradients().toFloats();
        float[] values = net.parameters().values().toFloats();
        for (Parameters.Entry entry : net.parameters().entries()) {
            for (int i = (int) entry.offset(); i < entry.offset() + entry.count(); i++) {
                float origin = values[i];
                int at = i;
                compare(
                        layer + ", " + entry.name() + " " + (i - entry.offset()),
                        byParameter[i],
                        step -> {
                            values[at] = (float) (origin + step * STEP / 2);
                            net.parameters().values().copyInPlace(values);
                        });
                values[i] = origin;
                net.parameters().values().copyInPlace(values);
            }
        }
        assertThat(checked).as("numbers checked of " + layer).isPositive();
        assertThat(corners * 10).as("corners of " + layer).isLessThanOrEqualTo(checked + corners);
    }

    /** Moves by half steps. */
    private void compare(String what, double analytic, IntConsumer move) {
        double wide = (loss(move, 2) - loss(move, -2)) / (2 * STEP);
        double narrow = (loss(move, 1) - loss(move, -1)) / STEP;
        double tolerance = TOLERANCE * (1 + Math.abs(wide));
        if (Math.abs(wide - narrow) > tolerance) {
            corners++;
            return;
        }
        checked++;
        assertThat(Math.abs(analytic - wide))
                .as("%s: gradient %s, difference %s", what, analytic, wide)
                .isLessThanOrEqualTo(tolerance);
    }

    private double loss(IntConsumer move, int halfSteps) {
        move.accept(halfSteps);
        try (var turn = Scope.open();
                var quiet = NoGrad.open()) {
            float[] y = net.apply(tensor(), pass()).toFloats();
            double sum = 0;
            for (int i = 0; i < y.length; i++) {
                sum += (double) y[i] * weights[i];
            }
            return sum;
        }
    }

    private Tensor tensor() {
        return Tensor.of(input, in.batch(input.length / in.count()));
    }

    private Context pass() {
        return phase.apply(new Seed(24));
    }
}
