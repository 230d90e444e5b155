package dev.hearth.bench;

import dev.hearth.data.Batch;
import dev.hearth.zoo.weightnorm.DrawNet;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** {@link DrawNet} with attention as one writes it straight on the presets, with libtorch's LSTM cell. */
final class PresetsDraw extends PresetsContender {

    private static final int SIDE = 28;

    private final Work work;
    private final DrawNet net;
    private final BoundParts.Noise noise;
    private final PresetsLayers layers = new PresetsLayers();
    private final TensorOptional none = new TensorOptional();
    private final Cell decoder;
    private final Linear saying;
    private final Tensor canvas;
    private final Tensor decoderHidden;
    private final Tensor decoderMemory;
    private final Cell encoder;
    private final Linear code;
    private final Tensor encoderHidden;
    private final Tensor encoderMemory;
    private final Grid reading;
    private final Grid writing;
    private final TensorVector clipped;

    /** Hidden state and memory. */
    private record State(Tensor hidden, Tensor memory) {}

    /** A product with a bias. */
    private record Linear(Tensor weight, TensorOptional bias) {
        Tensor of(Tensor x) {
            return torch.linear(x, weight, bias);
        }
    }

    /** Filters of examples. */
    private record Banks(Tensor across, Tensor down, Tensor intensity) {}

    PresetsDraw(
            Work work, HearthContender hearth, DrawNet net, BoundParts.Noise noise, double rate) {
        super("presets", work);
        this.work = work;
        this.net = net;
        this.noise = noise;
        int units = net.units();
        int numbers = 10 + net.write() * net.write();
        decoder = new Cell(net.latent());
        saying = linear(units, numbers);
        canvas = layers.parameter(SIDE * SIDE);
        decoderHidden = layers.parameter(units);
        decoderMemory = layers.parameter(units);
        encoder = new Cell(2 * net.read() * net.read() + units);
        code = linear(units, 2 * net.latent());
        encoderHidden = layers.parameter(units);
        encoderMemory = layers.parameter(units);
        reading = new Grid(net.read());
        writing = new Grid(net.write());
        clipped = new TensorVector(layers.parameters().toArray(new Tensor[0]));
        begin(hearth.network(), layers.parameters(), Method.ADAM, rate);
    }

    private Linear linear(int in, int out) {
        return new Linear(layers.parameter(out, in), new TensorOptional(layers.parameter(out)));
    }

    /** An LSTM, step by step. */
    private final class Cell {
        private final Tensor input;
        private final Tensor hidden;
        private final TensorOptional bias;

        Cell(int inputs) {
            input = layers.parameter(4L * net.units(), inputs);
            hidden = layers.parameter(4L * net.units(), net.units());
            bias = new TensorOptional(layers.parameter(4L * net.units()));
        }

        State step(Tensor x, State before) {
            TensorVector both = new TensorVector(before.hidden(), before.memory());
            T_TensorTensor_T next = torch.lstm_cell(x, both, input, hidden, bias, none);
            return new State(next.get0(), next.get1());
        }
    }

    /** Gaussian filters on a grid. */
    private static final class Grid {
        private final Tensor positions;
        private final Tensor places;

        Grid(int filters) {
            float[] at = new float[SIDE];
            for (int a = 0; a < SIDE; a++) {
                at[a] = a + 1;
            }
            float[] from = new float[filters];
            for (int i = 0; i < filters; i++) {
                from[i] = (float) ((i + 1 - filters / 2.0 - 0.5) * (SIDE - 1) / (filters - 1));
            }
            positions = Tensor.create(at, SIDE);
            places = Tensor.create(from, 1, filters);
        }

        Banks at(Tensor numbers) {
            Tensor sizes = numbers.narrow(1, 2, 3).exp();
            Tensor twice = sizes.narrow(1, 0, 1).mul(new Scalar(-2.0)).unsqueeze(2);
            Tensor shifts = sizes.narrow(1, 1, 1).mul(places);
            return new Banks(
                    bank(numbers.narrow(1, 0, 1), shifts, twice),
                    bank(numbers.narrow(1, 1, 1), shifts, twice),
                    sizes.narrow(1, 2, 1).unsqueeze(2));
        }

        /** exp(−(a − μ)²/2σ²), so that rows sum to 1. */
        private Tensor bank(Tensor centre, Tensor shifts, Tensor twice) {
            Tensor middle = centre.add(new Scalar(1.0)).mul(new Scalar((SIDE + 1) / 2.0));
            Tensor means = middle.add(shifts).unsqueeze(2);
            return torch.softmax(positions.sub(means).square().div(twice), 2);
        }
    }

    private static Tensor read(Banks banks, Tensor image) {
        return torch.bmm(torch.bmm(banks.down(), image), banks.across().transpose(1, 2));
    }

    private static Tensor rows(Tensor begin, long batch) {
        return begin.unsqueeze(0).expand(new long[] {batch, -1}, false);
    }

    @Override
    Tensor loss(Batch batch, int step) {
        long count = batch.count();
        int latent = net.latent();
        Tensor image = Tensor.create(batch.images(), count, SIDE, SIDE);
        Tensor drawn = noise.of(work, step, net.steps(), count, latent);
        Tensor painted = rows(canvas, count).reshape(count, SIDE, SIDE);
        State decoded = new State(rows(decoderHidden, count), rows(decoderMemory, count));
        State encoded = new State(rows(encoderHidden, count), rows(encoderMemory, count));
        TensorVector means = new TensorVector();
        TensorVector logs = new TensorVector();
        Tensor said = saying.of(decoded.hidden());
        for (int t = 0; t < net.steps(); t++) {
            Tensor error = image.sub(painted.sigmoid());
            Banks at = reading.at(said.narrow(1, 0, 5));
            // Rows of the two in turn, as the weights that were copied expect them.
            Tensor seen = torch.stack(new TensorVector(read(at, image), read(at, error)), 2);
            Tensor patches = seen.flatten(1, 2).mul(at.intensity()).flatten(1, -1);
            encoded =
                    encoder.step(
                            torch.cat(new TensorVector(patches, decoded.hidden()), 1), encoded);
            Tensor numbers = code.of(encoded.hidden());
            Tensor mean = numbers.narrow(1, 0, latent);
            Tensor log = numbers.narrow(1, latent, latent);
            means.push_back(mean);
            logs.push_back(log);
            decoded = decoder.step(mean.add(log.exp().mul(drawn.select(0, t))), decoded);
            said = saying.of(decoded.hidden());
            Banks to = writing.at(said.narrow(1, 5, 5));
            Tensor patch =
                    said.narrow(1, 10, (long) net.write() * net.write())
                            .reshape(count, net.write(), net.write())
                            .div(to.intensity());
            painted =
                    painted.add(
                            torch.bmm(torch.bmm(to.down().transpose(1, 2), patch), to.across()));
        }
        return BoundParts.of(
                painted.flatten(1, -1),
                image.flatten(1, -1),
                torch.cat(means, 1),
                torch.cat(logs, 1).mul(new Scalar(2.0)));
    }

    @Override
    void prepare() {
        torch.clip_grad_norm_(clipped, DrawSteps.LONGEST);
    }
}
