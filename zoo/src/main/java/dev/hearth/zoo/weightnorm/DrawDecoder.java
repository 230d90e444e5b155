package dev.hearth.zoo.weightnorm;

import dev.hearth.nn.Context;
import dev.hearth.nn.Fans;
import dev.hearth.nn.Parameter;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Role;
import dev.hearth.nn.init.Constant;
import dev.hearth.nn.layers.Lstm;
import dev.hearth.nn.layers.LstmCell;
import dev.hearth.nn.layers.SequenceOutput;
import dev.hearth.tensor.Functional;
import dev.hearth.tensor.Tensor;
import java.util.Optional;

/**
 * The half of DRAW that paints. All that its state says of where to read next, where to write now and
 * what to write is one product with one matrix.
 */
final class DrawDecoder {

    private final DrawNet net;
    private final int side;
    private final LstmCell cell;
    private final Parameter weight;
    private final Parameter bias;
    private final Parameter canvas;
    private final Parameter hidden;
    private final Parameter memory;

    /**
     * Between two steps.
     *
     * @param canvas c, logits, [batch × side × side]
     * @param lstm the decoder's own
     * @param said of where to read next
     */
    record State(Tensor canvas, Functional.LstmState lstm, Tensor said) {}

    DrawDecoder(DrawNet net, int side, Parameters home) {
        this.net = net;
        this.side = side;
        Lstm letter = new Lstm(net.units(), SequenceOutput.LAST, 0, net.weights());
        this.cell = letter.cell(net.latent(), home.scope("decoder"));
        Parameters saying = home.scope("saying");
        int numbers = numbers(net, side);
        Fans fans = new Fans(net.units(), numbers);
        this.weight =
                saying.parameter("weight", Role.WEIGHT, net.weights(), fans, numbers, net.units());
        this.bias = saying.parameter("bias", Role.BIAS, Constant.ZERO, fans, numbers);
        Parameters begin = home.scope("begin");
        this.canvas = beginning(begin, "canvas", side * side);
        this.hidden = beginning(begin, "decoderHidden", net.units());
        this.memory = beginning(begin, "decoderCell", net.units());
    }

    static Parameter beginning(Parameters home, String name, long count) {
        return home.parameter(name, Role.BIAS, Constant.ZERO, new Fans(1, 1), count);
    }

    /** How many numbers the decoder says in a step. */
    static int numbers(DrawNet net, int side) {
        return gaze(net.read())
                + gaze(net.write())
                + (net.write() > 0 ? net.write() * net.write() : side * side);
    }

    private static int gaze(int filters) {
        return filters > 0 ? DrawAttention.NUMBERS : 0;
    }

    /** A row for each example. */
    static Tensor rows(Parameter beginning, long batch, Context pass) {
        return beginning.in(pass).unsqueeze(0).expand(batch, -1);
    }

    /** One pass of it, with what the steps share. */
    final class Turn {
        private final Context pass;
        private final long batch;
        private final Tensor w;
        private final Tensor b;
        private final Optional<DrawAttention> gaze;

        Turn(long batch, Context pass) {
            this.pass = pass;
            this.batch = batch;
            this.w = weight.in(pass);
            this.b = bias.in(pass);
            this.gaze =
                    net.write() > 0
                            ? Optional.of(new DrawAttention(net.write(), side, w))
                            : Optional.empty();
        }

        State begin() {
            Tensor h = rows(hidden, batch, pass);
            Tensor said = net.read() > 0 ? h.linear(w, b).narrow(1, 0, DrawAttention.NUMBERS) : h;
            return new State(
                    rows(canvas, batch, pass).reshape(batch, side, side),
                    new Functional.LstmState(h, rows(memory, batch, pass)),
                    said);
        }

        State step(Tensor z, State before) {
            Functional.LstmState lstm = cell.step(z, before.lstm(), pass);
            Tensor all = lstm.hidden().linear(w, b);
            int from = DrawDecoder.gaze(net.read());
            Tensor said = from > 0 ? all.narrow(1, 0, from) : all;
            return new State(before.canvas().add(written(all, from)), lstm, said);
        }

        private Tensor written(Tensor all, int from) {
            if (gaze.isEmpty()) {
                return all.narrow(1, from, (long) side * side).reshape(batch, side, side);
            }
            int n = net.write();
            DrawAttention.Banks banks = gaze.get().at(all.narrow(1, from, DrawAttention.NUMBERS));
            Tensor patch =
                    all.narrow(1, from + DrawAttention.NUMBERS, (long) n * n).reshape(batch, n, n);
            return DrawAttention.write(banks, patch);
        }
    }
}
