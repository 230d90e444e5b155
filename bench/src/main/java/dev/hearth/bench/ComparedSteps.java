package dev.hearth.bench;

import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Training steps of several sides in turns, on each count of threads; and what share of the machine's rate the
 * first side's have.
 *
 * @param wanted how many times as fast the first should be as each other
 * @param isRested whether nothing runs for a while before each turn on several threads
 */
record ComparedSteps(String group, double wanted, boolean isRested) {

    /**
     * Measures.
     *
     * @param steps of a turn
     * @param flops of a step
     * @param sides made anew for each count of threads
     */
    List<Quantity> measure(
            Effort depth,
            List<Quantity> before,
            double steps,
            double flops,
            Supplier<List<Contender>> sides) {
        List<Quantity> figures = new ArrayList<>();
        for (int threads : depth.threads()) {
            LibTorch.threads(threads);
            try (var run = Scope.open()) {
                List<Contender> all = sides.get();
                Alternation turns =
                        isRested ? depth.alternation().rested(threads) : depth.alternation();
                var rounds = turns.time(all.stream().map(Alternation.Turn::of).toList());
                figures.addAll(rounds.figures(group, threads, all, steps, wanted));
                figures.add(
                        MatrixRate.share(
                                before,
                                group,
                                "arithmetic",
                                threads,
                                flops,
                                rounds.of(0, 1.0 / steps)));
            }
        }
        return figures;
    }
}
