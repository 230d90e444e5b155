package dev.hearth.bench;

import dev.hearth.tensor.LibTorch;
import java.util.ArrayList;
import java.util.List;

/** What the machine can do: a product large enough that nothing but arithmetic counts. */
final class MatrixRate implements Measurement {

    static final String GROUP = "Matrix product";
    static final String NAME = "2048³, float32";

    @Override
    public String about() {
        return "The machine's own rate: the product of two 2048×2048 matrices, to which the"
                + " shares below refer.";
    }

    @Override
    public List<Quantity> measure(Effort depth, List<Quantity> before) {
        List<Quantity> figures = new ArrayList<>();
        for (int threads : depth.threads()) {
            LibTorch.threads(threads);
            SquareProduct square = new SquareProduct();
            var product = new Alternation.Turn(NAME, square);
            var rounds =
                    new Alternation(0.3, depth.seconds() / 4, depth.leastRounds())
                            .time(List.of(product));
            double work = SquareProduct.FLOPS / 1e9;
            double[] rates = rounds.seconds().get(0).clone();
            for (int i = 0; i < rates.length; i++) {
                rates[i] = work / rates[i];
            }
            figures.add(Quantity.of(GROUP, NAME, "GFLOP/s", threads, Spread.of(rates)));
        }
        return figures;
    }

    /** How much of the machine's rate a step of so many operations reaches. */
    static Quantity share(
            List<Quantity> before, String group, String name, int threads, double flops, Spread s) {
        double rate = flops / s.median() / 1e9;
        double whole = Measurement.median(before, GROUP, NAME, threads);
        return Quantity.once(group, name, "GFLOP/s", threads, rate)
                .noted(Text.number(100 * rate / whole) + " % of the machine's");
    }
}
