package dev.hearth.bench;

import dev.hearth.tensor.Engine;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** What the machine can do: a product large enough that nothing but arithmetic counts. */
final class MatrixRate implements Measurement {

    static final String GROUP = "Matrix product";
    static final String NAME = "2048³, float32";
    private static final int SIZE = 2048;

    @Override
    public String about() {
        return "The machine's own rate: the product of two 2048×2048 matrices, to which the"
                + " shares below refer.";
    }

    @Override
    public List<Figure> measure(Depth depth, List<Figure> before) {
        List<Figure> figures = new ArrayList<>();
        for (int threads : depth.threads()) {
            Engine.threads(threads);
            try (var run = Scope.open()) {
                Tensor a = Tensor.full(0.5, SIZE, SIZE);
                Tensor b = Tensor.full(0.25, SIZE, SIZE);
                var product =
                        new Alternation.Turn(
                                NAME,
                                () -> {
                                    try (var turn = Scope.open()) {
                                        a.matmul(b);
                                    }
                                });
                var rounds =
                        new Alternation(0.3, depth.seconds() / 4, depth.leastRounds())
                                .time(List.of(product));
                double work = 2.0 * SIZE * SIZE * SIZE / 1e9;
                double[] rates = rounds.seconds().get(0).clone();
                for (int i = 0; i < rates.length; i++) {
                    rates[i] = work / rates[i];
                }
                figures.add(Figure.of(GROUP, NAME, "GFLOP/s", threads, Spread.of(rates)));
            }
        }
        return figures;
    }

    /** How much of the machine's rate a step of so many operations reaches. */
    static Figure share(
            List<Figure> before, String group, String name, int threads, double flops, Spread s) {
        double rate = flops / s.median() / 1e9;
        double whole = Measurement.median(before, GROUP, NAME, threads);
        return Figure.once(group, name, "GFLOP/s", threads, rate)
                .noted(Text.number(100 * rate / whole) + " % of the machine's");
    }
}
