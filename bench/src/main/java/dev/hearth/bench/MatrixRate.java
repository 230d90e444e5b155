package dev.hearth.bench;

import dev.hearth.nn.Precision;
import dev.hearth.tensor.LibTorch;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the machine can do: a product large enough that nothing but arithmetic counts. */
final class MatrixRate implements Measurement {

    static final String GROUP = "Matrix product";
    static final String NAME = name(Precision.FLOAT32);

    /** The figure of a precision. */
    static String name(Precision precision) {
        return "2048³, " + precision.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String about() {
        return "The machine's own rate: the product of two 2048×2048 matrices in each precision, in turns, to"
                + " which the shares below refer.";
    }

    @Override
    public List<Quantity> measure(Effort depth, List<Quantity> before) {
        List<Quantity> figures = new ArrayList<>();
        for (int threads : depth.threads()) {
            LibTorch.threads(threads);
            List<Alternation.Turn> products = new ArrayList<>();
            for (Precision precision : Precision.values()) {
                products.add(new Alternation.Turn(name(precision), new SquareProduct(precision)));
            }
            var rounds =
                    new Alternation(0.3, depth.seconds() / 2, depth.leastRounds()).time(products);
            double work = SquareProduct.FLOPS / 1e9;
            for (int turn = 0; turn < products.size(); turn++) {
                double[] rates = rounds.seconds().get(turn).clone();
                for (int i = 0; i < rates.length; i++) {
                    rates[i] = work / rates[i];
                }
                String name = products.get(turn).name();
                figures.add(Quantity.of(GROUP, name, "GFLOP/s", threads, Spread.of(rates)));
            }
        }
        return figures;
    }

    /** How much of the machine's rate a step of so many operations reaches, in float32. */
    static Quantity share(
            List<Quantity> before, String group, String name, int threads, double flops, Spread s) {
        return share(before, group, name, threads, flops, s, Precision.FLOAT32);
    }

    /** The same of the machine's rate in a precision. */
    static Quantity share(
            List<Quantity> before,
            String group,
            String name,
            int threads,
            double flops,
            Spread s,
            Precision precision) {
        double rate = flops / s.median() / 1e9;
        double whole = Measurement.median(before, GROUP, name(precision), threads);
        String whose = precision == Precision.FLOAT32 ? "" : " in " + precision;
        return noted(Quantity.once(group, name, "GFLOP/s", threads, rate), whole, whose);
    }

    /** A rate with its share of the machine's; without a note where that is NaN, since it was not measured. */
    static Quantity noted(Quantity rate, double whole, String whose) {
        double share = 100 * rate.spread().median() / whole;
        return Double.isNaN(share)
                ? rate
                : rate.noted(Text.number(share) + " % of the machine's" + whose);
    }
}
