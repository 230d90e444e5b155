package dev.hearth.bench;

import dev.hearth.data.Batches;
import dev.hearth.data.Dataset;
import dev.hearth.data.ImageShape;
import dev.hearth.data.Loader;
import dev.hearth.tensor.Seed;
import java.util.ArrayList;
import java.util.List;

/** How fast batches come when nobody computes with them. */
final class LoaderRate implements Measurement {

    static final String GROUP = "Loader";
    private static final int IMAGES = 12_800;

    @Override
    public String about() {
        return "MNIST-shaped images in memory, shuffled, in batches of 64, taken by a thread that"
                + " does nothing with them; as a multiple of what the E1 step with SGD, layer by layer,"
                + " consumes on the count of threads on which it is fastest.";
    }

    @Override
    public List<Quantity> measure(Effort depth, List<Quantity> before) {
        Dataset images = Work.noise("mnist-shaped", new ImageShape(1, 28, 28), IMAGES);
        List<Alternation.Turn> turns = new ArrayList<>();
        for (int threads = 1; threads <= 2; threads++) {
            Loader loader = new Loader(images, 64, new Seed(1)).threads(threads);
            turns.add(new Alternation.Turn("loader", () -> drain(loader)));
        }
        var rounds = new Alternation(0.5, depth.seconds() / 2, depth.leastRounds()).time(turns);
        double step =
                depth.threads().stream()
                        .mapToDouble(
                                threads ->
                                        Measurement.median(
                                                before,
                                                MlpSteps.GROUP,
                                                MlpSteps.hearthName(MlpSteps.Method.SGD),
                                                threads))
                        .min()
                        .orElse(Double.NaN);
        List<Quantity> figures = new ArrayList<>();
        for (int turn = 0; turn < turns.size(); turn++) {
            double[] rates = rounds.seconds().get(turn).clone();
            double[] multiples = new double[rates.length];
            for (int i = 0; i < rates.length; i++) {
                rates[i] = IMAGES / rates[i];
                multiples[i] = rates[i] / (64 / step * 1e6);
            }
            String name = "loader threads: " + (turn + 1);
            figures.add(Quantity.of(GROUP, name, "images/s", 1, Spread.of(rates)));
            if (!Double.isNaN(step)) {
                figures.add(
                        Quantity.of(
                                        GROUP,
                                        name + ", times what E1 consumes",
                                        "×",
                                        1,
                                        Spread.of(multiples))
                                .atLeast(5));
            }
        }
        return figures;
    }

    private static void drain(Loader loader) {
        try (Batches batches = loader.epoch(0).open()) {
            while (batches.hasNext()) {
                batches.next();
            }
        }
    }
}
