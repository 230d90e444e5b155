package dev.hearth.bench;

import dev.hearth.nn.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** Time and memory of a step as the work grows: by pictures in a batch, and by pixels of a picture. */
final class Scaling implements Measurement {

    static final String GROUP = "Scaling of Inception-ResNet-v2's step";

    /** A size of the work. */
    private record Size(int batch, int side) {

        String words() {
            return "batch " + batch + " of " + side + "×" + side;
        }

        double pixels() {
            return (double) side * side;
        }
    }

    @Override
    public String about() {
        return "Steps with RMSProp in a process of its own for each size: the median of four behind two,"
                + " and the most memory that the process had resident, the JVM included. Batches of 8, 16, 32"
                + " and 64 at 139×139, and sides of 139, 299 and 448 at batch 8 (quick: batches of 1, 2 and 4 at"
                + " 75×75, sides of 75, 107 and 139 at batch 1, float32). The slope is that of logarithms by"
                + " least squares: 1 where twice the pictures, or twice the pixels, take twice as much. It is"
                + " below 1 for memory, since weights, moments and gradients are there whatever the batch.";
    }

    @Override
    public List<Quantity> measure(Effort depth, List<Quantity> before) {
        boolean quick = depth.isQuick();
        int least = quick ? 75 : 139;
        int first = quick ? 1 : 8;
        List<Size> batches = new ArrayList<>();
        for (int batch : quick ? new int[] {1, 2, 4} : new int[] {8, 16, 32, 64}) {
            batches.add(new Size(batch, least));
        }
        List<Size> sides = new ArrayList<>();
        for (int side : quick ? new int[] {75, 107, 139} : new int[] {139, 299, 448}) {
            sides.add(new Size(first, side));
        }
        int threads = depth.threads().get(depth.threads().size() - 1);
        List<Quantity> figures = new ArrayList<>();
        for (Precision precision : Precision.values()) {
            if (!quick || precision == Precision.FLOAT32) {
                String word = precision.name().toLowerCase(Locale.ROOT);
                figures.addAll(table(word, "pictures", batches, Size::batch, precision, threads));
                figures.addAll(table(word, "pixels", sides, Size::pixels, precision, threads));
            }
        }
        return figures;
    }

    private static List<Quantity> table(
            String word,
            String what,
            List<Size> sizes,
            ToDoubleFunction<Size> amount,
            Precision precision,
            int threads) {
        List<Quantity> figures = new ArrayList<>();
        double[] amounts = sizes.stream().mapToDouble(amount).toArray();
        double[] seconds = new double[amounts.length];
        double[] peaks = new double[amounts.length];
        for (int i = 0; i < amounts.length; i++) {
            Size size = sizes.get(i);
            var alone =
                    new InceptionAlone(
                            InceptionSteps.Way.HEARTH, precision, size.batch(), size.side());
            Optional<InceptionAlone.Figures> seen = alone.measure(threads);
            if (seen.isEmpty()) {
                return List.of();
            }
            seconds[i] = seen.get().seconds();
            peaks[i] = seen.get().peak();
            String name = "by " + what + ": " + size.words() + ", " + word;
            figures.add(
                    Quantity.once(GROUP, name + ", time", "ms a step", threads, 1e3 * seconds[i]));
            figures.add(
                    Quantity.once(GROUP, name + ", most memory", "MB", threads, peaks[i] / 1e6));
        }
        String slope = "slope by " + what + ", " + word + ", of ";
        figures.add(
                Quantity.once(GROUP, slope + "time", "", threads, slope(amounts, seconds))
                        .atMost(1.05));
        figures.add(Quantity.once(GROUP, slope + "memory", "", threads, slope(amounts, peaks)));
        return figures;
    }

    /** Of log y by log x, by least squares. */
    static double slope(double[] x, double[] y) {
        double meanX = 0;
        double meanY = 0;
        for (int i = 0; i < x.length; i++) {
            meanX += Math.log(x[i]) / x.length;
            meanY += Math.log(y[i]) / x.length;
        }
        double both = 0;
        double square = 0;
        for (int i = 0; i < x.length; i++) {
            double away = Math.log(x[i]) - meanX;
            both += away * (Math.log(y[i]) - meanY);
            square += away * away;
        }
        return both / square;
    }
}
