package dev.hearth.bench;

import dev.hearth.data.Batch;
import dev.hearth.data.Batches;
import dev.hearth.data.Loader;
import dev.hearth.nn.Model;
import dev.hearth.nn.Parameters;
import dev.hearth.tensor.LibTorch;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.RMSprop;
import org.bytedeco.pytorch.RMSpropOptions;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * The work as one writes it straight on the presets: native layers, their own optimiser, a {@code
 * PointerScope} a step, and batches from the same loader.
 */
abstract class PresetsContender implements Contender {

    /** Which of the presets' optimisers. */
    enum Method {
        SGD,
        MOMENTUM,
        ADAM,
        /** With Inception's decay of 0.9 and ε of 1. */
        RMSPROP,
        /** Which the presets do not have: see {@link PresetsAdamax}. */
        ADAMAX
    }

    private final String name;
    private final Loader loader;
    private Optimizer optimizer;
    private Runnable update;

    PresetsContender(String name, Work work) {
        LibTorch.load();
        this.name = name;
        this.loader = work.loader();
    }

    @Override
    public final String name() {
        return name;
    }

    /** The loss of a batch, given as the loader's arrays, in a step of the stretch. */
    abstract Tensor loss(Batch batch, int step);

    /** What is done to the gradients before the update: nothing. */
    void prepare() {}

    /** Copies a Hearth net's weights, which are declared in the same order, and makes the optimiser. */
    final void begin(Model network, List<Tensor> parameters, Method method, double rate) {
        List<Parameters.Entry> entries = network.parameters().entries();
        if (entries.size() != parameters.size()) {
            throw new IllegalStateException(
                    "Both sides have the same parameters. Received: "
                            + entries.size()
                            + " and "
                            + parameters.size()
                            + ". Write the nets alike.");
        }
        try (NoGradGuard quiet = new NoGradGuard()) {
            for (int i = 0; i < entries.size(); i++) {
                float[] values = network.parameters().value(entries.get(i).name()).toFloats();
                if (values.length != parameters.get(i).numel()) {
                    throw new IllegalStateException(
                            "Both sides declare parameters alike. Received: "
                                    + entries.get(i)
                                    + " beside "
                                    + parameters.get(i).numel()
                                    + " numbers. Write the nets alike.");
                }
                parameters.get(i).data_ptr_float().put(values, 0, values.length);
            }
        }
        begin(parameters, method, rate);
    }

    /** Makes the optimiser of weights that are what they are. */
    final void begin(List<Tensor> parameters, Method method, double rate) {
        TensorVector all = new TensorVector(parameters.toArray(new Tensor[0]));
        optimizer =
                switch (method) {
                    case SGD -> new SGD(all, new SGDOptions(rate));
                    case MOMENTUM -> {
                        SGDOptions options = new SGDOptions(rate);
                        options.momentum().put(0.9);
                        yield new SGD(all, options);
                    }
                    case ADAM -> new Adam(all, new AdamOptions(rate));
                    // For the gradients alone, which it clears.
                    case ADAMAX -> new SGD(all, new SGDOptions(rate));
                    case RMSPROP -> {
                        RMSpropOptions options = new RMSpropOptions(rate);
                        options.alpha().put(0.9);
                        options.eps().put(1.0);
                        yield new RMSprop(all, options);
                    }
                };
        update =
                method == Method.ADAMAX
                        ? new PresetsAdamax(parameters, rate)
                        : () -> optimizer.step();
    }

    @Override
    public final double run() {
        double sum = 0;
        int steps = 0;
        try (Batches batches = loader.epoch(0).open()) {
            while (batches.hasNext()) {
                Batch batch = batches.next();
                try (PointerScope turn = new PointerScope()) {
                    optimizer.zero_grad();
                    Tensor loss = loss(batch, steps);
                    loss.backward();
                    prepare();
                    update.run();
                    sum += loss.item_float();
                    steps++;
                }
            }
        }
        return sum / steps;
    }
}
