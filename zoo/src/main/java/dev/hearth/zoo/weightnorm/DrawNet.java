package dev.hearth.zoo.weightnorm;

import dev.hearth.nn.Complexity;
import dev.hearth.nn.Fans;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Initializer;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Role;
import dev.hearth.nn.Shape;
import dev.hearth.nn.init.Constant;
import dev.hearth.nn.init.Normal;
import dev.hearth.nn.layers.Lstm;
import dev.hearth.nn.layers.Repeat;
import dev.hearth.nn.layers.SequenceOutput;
import dev.hearth.nn.layers.Tap;
import dev.hearth.tensor.Check;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * DRAW (Gregor et al. 2015, §2 and §3), a variational autoencoder that adds to a canvas in steps, as in
 * Salimans and Kingma 2016, §5.3. In step t, with learned initial canvas and states:
 *
 * <ul>
 *   <li>x̂ = x − σ(c), the error image (eq. 3);
 *   <li>r = read(x, x̂, h_dec), both whole or through N×N Gaussian filters (eq. 4);
 *   <li>h_enc = LSTM([r, h_dec], h_enc) (eq. 5); μ and log σ are W·h_enc (eqs. 1 and 2), z ~ N(μ, σ²);
 *   <li>h_dec = LSTM(z, h_dec) (eq. 7), c ← c + write(h_dec), whole or through filters (eq. 8).
 * </ul>
 *
 * <p>Square image of one channel → vector [side² + 2·steps·latent]: the last canvas as logits, all μ,
 * all log σ², step by step, the input of {@code NegativeBound} with steps·latent numbers. The {@link
 * Tap} {@code canvas t} observes the canvas after step t.
 *
 * <p>Under weight normalisation every row of every matrix, the gates' too, has a gain of its own.
 * Data-dependent initialisation does not change the weights, and takes z = μ.
 *
 * <pre>{@code
 * Layer published = new DrawNet(64, 2, 5, 256, 100);       // with attention
 * Layer whole = new DrawNet(10, 0, 0, 256, 100);           // without
 * }</pre>
 *
 * @param steps T, above 0
 * @param read N of the read filters, at least 2; 0 reads the whole image
 * @param write N of the write filters, at least 2; 0 writes the whole canvas
 * @param units of the encoder and of the decoder
 * @param latent size of z in a step
 * @param weights initialisation of every matrix; biases begin at 0
 */
public record DrawNet(int steps, int read, int write, int units, int latent, Initializer weights)
        implements Layer {

    /** Refuses counts that are not positive, and grids of one filter. */
    public DrawNet {
        Objects.requireNonNull(weights, "weights");
        boolean grids = read >= 0 && read != 1 && write >= 0 && write != 1;
        if (steps < 1 || units < 1 || latent < 1 || !grids) {
            throw Check.error(
                    "DrawNet needs steps, units, a code, and grids of 2 filters a side or more, or 0"
                            + " for none",
                    "steps="
                            + steps
                            + ", read="
                            + read
                            + ", write="
                            + write
                            + ", units="
                            + units
                            + ", latent="
                            + latent,
                    "Use 64, 2, 5, 256 and 100 for MNIST");
        }
        Repeat.check("DrawNet", "steps", steps);
    }

    /** With matrices from N(0, 0.01²), as in the code that the paper used. */
    public DrawNet(int steps, int read, int write, int units, int latent) {
        this(steps, read, write, units, latent, new Normal(0.01));
    }

    private static int side(Shape in) {
        Shape.Image image = Shape.image("DrawNet", in);
        if (image.channels() != 1 || image.height() != image.width() || image.width() < 2) {
            throw Check.error(
                    "DrawNet needs a square image of one channel", in, "Use MNIST's 1×28×28");
        }
        return image.width();
    }

    private int inputs(int side) {
        return read > 0 ? 2 * read * read : 2 * side * side;
    }

    @Override
    public Shape out(Shape in) {
        int side = side(in);
        return new Shape.Vector(Math.toIntExact((long) side * side + 2L * steps * latent));
    }

    @Override
    public Complexity cost(Shape in) {
        int side = side(in);
        long u = units;
        long output = u * DrawDecoder.numbers(this, side);
        long encoder = 4 * u * (inputs(side) + 2 * u) + 2 * u * latent;
        long decoder = 4 * u * (latent + u) + output;
        long reading = 2L * read * side * (side + read);
        long writing = (long) write * side * (write + side);
        return new Complexity(
                Parameters.planned(this, in).count(),
                0,
                steps * (encoder + decoder + reading + writing) + (read > 0 ? output : 0));
    }

    @Override
    public Forward build(Shape in, Parameters parameters) {
        int side = side(in);
        DrawDecoder decoder = new DrawDecoder(this, side, parameters);
        Lstm lstm = new Lstm(units, SequenceOutput.LAST, 0, weights);
        Parameters code = parameters.scope("code");
        Parameters begin = parameters.scope("begin");
        Fans fans = new Fans(units, 2L * latent);
        return new DrawForward(
                this,
                side,
                decoder,
                lstm.cell(inputs(side) + units, parameters.scope("encoder")),
                code.parameter("weight", Role.WEIGHT, weights, fans, 2L * latent, units),
                code.parameter("bias", Role.BIAS, Constant.ZERO, fans, 2L * latent),
                DrawDecoder.initialState(begin, "encoderHidden", units),
                DrawDecoder.initialState(begin, "encoderCell", units),
                IntStream.rangeClosed(1, steps)
                        .mapToObj(t -> new Tap("canvas " + t).build(in, parameters))
                        .toList());
    }
}
