package dev.hearth.papers.together;

import dev.hearth.experiments.Figure;
import dev.hearth.experiments.claim.Claim;
import dev.hearth.experiments.claim.Contrast;
import dev.hearth.experiments.claim.Evidence;
import dev.hearth.experiments.claim.Measure;
import dev.hearth.experiments.plot.Intervals;
import dev.hearth.papers.together.CombinedArm.Factor;
import dev.hearth.train.run.Run;
import dev.hearth.weights.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * The effects of the 2⁴ design on the test error: of each idea, and the interactions of two, three and four;
 * each the mean of eight arms less that of the other eight, seed by seed.
 */
record EffectsFigure() implements Figure {

    @Override
    public String word() {
        return "factorial";
    }

    @Override
    public String caption() {
        return "Effects on the test error, means over seeds with 95 % intervals: of each idea in the mean over all"
                + " combinations of the others, and the interactions of two and more, which for two are half of"
                + " what both do beyond the sum of each; left of 0 the error falls";
    }

    @Override
    public boolean hasSubject(Evidence evidence) {
        return sets().stream().allMatch(some -> isDrawable(values(some, evidence)));
    }

    private static boolean isDrawable(double[] values) {
        return values.length > 1 && DoubleStream.of(values).allMatch(Double::isFinite);
    }

    @Override
    public void draw(Evidence evidence, Path runs, Run.Place place, Path file) {
        Intervals plot =
                Intervals.titled(
                        "Effects on the test error",
                        "percentage points; left of 0 the error falls");
        for (Set<Factor> some : sets()) {
            plot = plot.row(name(some), values(some, evidence));
        }
        try {
            plot.write(file);
        } catch (IOException failure) {
            throw AtomicFile.unwritable(file.toAbsolutePath().getParent(), failure);
        }
    }

    /** Single factors first. */
    static List<Set<Factor>> sets() {
        return CombinedArm.subsets().stream()
                .filter(some -> !some.isEmpty())
                .sorted(Comparator.comparingInt(Set::size))
                .toList();
    }

    private static String name(Set<Factor> some) {
        return some.stream().map(factor -> factor.word).collect(Collectors.joining(" × "));
    }

    private static double[] values(Set<Factor> some, Evidence evidence) {
        return new Contrast(
                        Claim.part(name(some)),
                        name(some),
                        Measure.TEST_ERROR,
                        CombinedArm.effect(some),
                        "")
                .sums(evidence);
    }
}
