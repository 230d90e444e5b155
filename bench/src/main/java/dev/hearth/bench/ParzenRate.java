package dev.hearth.bench;

import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.metric.ParzenWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How fast the Parzen score is taken. */
final class ParzenRate implements Measurement {

    static final String GROUP = "Parzen window";
    private static final int SAMPLES = 10_000;
    private static final int PIXELS = 784;
    private static final double WANTED = 20;

    @Override
    public String about() {
        return "The log-likelihood of 10,000 MNIST-shaped images (2,000 when quick) under a Parzen"
                + " window on 10,000 samples, at one σ. Only the 2·n·m·784 operations of the"
                + " distances count as work; exponentials and sums are part of the time.";
    }

    /** Of all distances. */
    static double flops(int examples) {
        return 2.0 * SAMPLES * examples * PIXELS;
    }

    @Override
    public List<Quantity> measure(Effort depth, List<Quantity> before) {
        int examples = depth.leastRounds() < 9 ? 2_000 : 10_000;
        List<Quantity> figures = new ArrayList<>();
        for (int threads : depth.threads()) {
            LibTorch.threads(threads);
            try (var run = Scope.open()) {
                RandomTensors chance = RandomTensors.of(new Seed(1).child("parzen"));
                Tensor images = chance.uniform(0, 1, examples, PIXELS);
                ParzenWindow window = ParzenWindow.of(chance.uniform(0, 1, SAMPLES, PIXELS));
                var turn =
                        new Alternation.Turn(
                                "Parzen window", () -> window.logLikelihoods(images, 0.2));
                var rounds = depth.alternation().time(List.of(turn));
                double[] rates = rounds.seconds().get(0).clone();
                for (int i = 0; i < rates.length; i++) {
                    rates[i] = flops(examples) / rates[i] / 1e9;
                }
                double whole =
                        Measurement.median(before, MatrixRate.GROUP, MatrixRate.NAME, threads);
                String name = String.format(Locale.ROOT, "10,000 × %,d × 784", examples);
                Quantity rate = Quantity.of(GROUP, name, "GFLOP/s", threads, Spread.of(rates));
                figures.add(MatrixRate.noted(rate.atLeast(WANTED), whole, ""));
            }
        }
        return figures;
    }
}
