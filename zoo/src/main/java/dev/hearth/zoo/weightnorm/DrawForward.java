package dev.hearth.zoo.weightnorm;

import dev.hearth.nn.Context;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Parameter;
import dev.hearth.nn.Phase;
import dev.hearth.nn.layers.LstmCell;
import dev.hearth.tensor.Functional;
import dev.hearth.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/** The forward function of a {@link DrawNet}. */
final class DrawForward implements Forward {

    private final DrawNet net;
    private final int side;
    private final DrawDecoder decoder;
    private final LstmCell encoder;
    private final Parameter codeWeight;
    private final Parameter codeBias;
    private final Parameter hidden;
    private final Parameter memory;
    private final List<Forward> taps;

    DrawForward(
            DrawNet net,
            int side,
            DrawDecoder decoder,
            LstmCell encoder,
            Parameter codeWeight,
            Parameter codeBias,
            Parameter hidden,
            Parameter memory,
            List<Forward> taps) {
        this.net = net;
        this.side = side;
        this.decoder = decoder;
        this.encoder = encoder;
        this.codeWeight = codeWeight;
        this.codeBias = codeBias;
        this.hidden = hidden;
        this.memory = memory;
        this.taps = taps;
    }

    @Override
    public Tensor apply(Tensor x, Context context) {
        long batch = x.size(0);
        int latent = net.latent();
        Tensor image = x.contiguous().reshape(batch, side, side);
        Tensor noise = noise(image, context);
        Tensor w = codeWeight.in(context);
        Tensor b = codeBias.in(context);
        Optional<DrawAttention> attention =
                net.read() > 0
                        ? Optional.of(new DrawAttention(net.read(), side, image))
                        : Optional.empty();
        DrawDecoder.Run run = decoder.new Run(batch, context);
        DrawDecoder.State state = run.begin();
        Functional.LstmState encoded =
                new Functional.LstmState(
                        DrawDecoder.rows(hidden, batch, context),
                        DrawDecoder.rows(memory, batch, context));
        Tensor[] means = new Tensor[net.steps()];
        Tensor[] logs = new Tensor[net.steps()];
        for (int t = 0; t < net.steps(); t++) {
            Tensor error = image.sub(state.canvas().sigmoid());
            Tensor seen =
                    attention.isPresent()
                            ? DrawAttention.read(attention.get().at(state.readAt()), image, error)
                            : Tensor.concat(1, image, error).flatten(1);
            encoded = encoder.step(Tensor.concat(1, seen, state.lstm().hidden()), encoded, context);
            Tensor code = encoded.hidden().linear(w, b);
            means[t] = code.narrow(1, 0, latent);
            logs[t] = code.narrow(1, latent, latent);
            Tensor z = means[t].add(logs[t].exp().mul(noise.select(0, t)));
            state = run.step(z, state);
            taps.get(t).apply(state.canvas(), context);
        }
        return Tensor.concat(
                1,
                state.canvas().flatten(1),
                Tensor.concat(1, means),
                Tensor.concat(1, logs).mul(2));
    }

    private Tensor noise(Tensor image, Context context) {
        long[] shape = {net.steps(), context.draws(image.size(0)), net.latent()};
        Tensor noise =
                context.phase() == Phase.INITIALIZING
                        ? Tensor.full(0, image.dtype(), image.device(), shape)
                        : context.chance().normal(0, 1, shape).to(image.device());
        return context.rows(noise, 1, image.size(0));
    }
}
