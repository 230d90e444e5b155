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
 * The decoder of {@link DrawNet}. Where to read next, where to write and what to write is one product of
 * its hidden state with one matrix, the output weight.
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
     * @param readAt where to read next, or the hidden state without attention
     */
    record State(Tensor canvas, Functional.LstmState lstm, Tensor readAt) {}

    DrawDecoder(DrawNet net, int side, Parameters parameters) {
        this.net = net;
        this.side = side;
        Lstm lstm = new Lstm(net.units(), SequenceOutput.LAST, 0, net.weights());
        this.cell = lstm.cell(net.latent(), parameters.scope("decoder"));
        Parameters output = parameters.scope("saying");
        int numbers = numbers(net, side);
        Fans fans = new Fans(net.units(), numbers);
        this.weight =
                output.parameter("weight", Role.WEIGHT, net.weights(), fans, numbers, net.units());
        this.bias = output.parameter("bias", Role.BIAS, Constant.ZERO, fans, numbers);
        Parameters begin = parameters.scope("begin");
        this.canvas = initialState(begin, "canvas", side * side);
        this.hidden = initialState(begin, "decoderHidden", net.units());
        this.memory = initialState(begin, "decoderCell", net.units());
    }

    static Parameter initialState(Parameters parameters, String name, long count) {
        return parameters.parameter(name, Role.BIAS, Constant.ZERO, new Fans(1, 1), count);
    }

    /** The count of numbers that a step gives. */
    static int numbers(DrawNet net, int side) {
        return grid(net.read())
                + grid(net.write())
                + (net.write() > 0 ? net.write() * net.write() : side * side);
    }

    private static int grid(int filters) {
        return filters > 0 ? DrawAttention.NUMBERS : 0;
    }

    /** The initial state for each example. */
    static Tensor rows(Parameter initial, long batch, Context context) {
        return initial.in(context).unsqueeze(0).expand(batch, -1);
    }

    /** One forward pass: what its steps share. */
    final class Run {
        private final Context context;
        private final long batch;
        private final Tensor w;
        private final Tensor b;
        private final Optional<DrawAttention> attention;

        Run(long batch, Context context) {
            this.context = context;
            this.batch = batch;
            this.w = weight.in(context);
            this.b = bias.in(context);
            this.attention =
                    net.write() > 0
                            ? Optional.of(new DrawAttention(net.write(), side, w))
                            : Optional.empty();
        }

        State begin() {
            Tensor h = rows(hidden, batch, context);
            Tensor readAt = net.read() > 0 ? h.linear(w, b).narrow(1, 0, DrawAttention.NUMBERS) : h;
            return new State(
                    rows(canvas, batch, context).reshape(batch, side, side),
                    new Functional.LstmState(h, rows(memory, batch, context)),
                    readAt);
        }

        State step(Tensor z, State before) {
            Functional.LstmState lstm = cell.step(z, before.lstm(), context);
            Tensor all = lstm.hidden().linear(w, b);
            int from = DrawDecoder.grid(net.read());
            Tensor readAt = from > 0 ? all.narrow(1, 0, from) : all;
            return new State(before.canvas().add(written(all, from)), lstm, readAt);
        }

        private Tensor written(Tensor all, int from) {
            if (attention.isEmpty()) {
                return all.narrow(1, from, (long) side * side).reshape(batch, side, side);
            }
            int n = net.write();
            DrawAttention.Banks banks =
                    attention.get().at(all.narrow(1, from, DrawAttention.NUMBERS));
            Tensor patch =
                    all.narrow(1, from + DrawAttention.NUMBERS, (long) n * n).reshape(batch, n, n);
            return DrawAttention.write(banks, patch);
        }
    }
}
