package dev.hearth.cli;

import dev.hearth.data.TerminalText;
import dev.hearth.experiments.plot.Curves;
import dev.hearth.inference.FineTuning;
import dev.hearth.train.RateRangeTest;
import dev.hearth.weights.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** {@code train --find-rate}: a range test, its curve as {@code rates.png} and {@code rates.csv}. */
final class RateSearch {

    private RateSearch() {}

    static int run(FineTuning tuning, RateRangeTest test, Path folder, boolean json) {
        RateRangeTest.Curve curve = tuning.findRate(test);
        write(curve, folder);
        if (json) {
            Map<String, Object> figures = new LinkedHashMap<>();
            figures.put("suggestion", curve.suggestion());
            figures.put("leastLoss", curve.least());
            figures.put("steps", curve.points().size());
            System.out.println(Json.text(figures));
            return 0;
        }
        System.out.printf(
                Locale.ROOT,
                "%d steps, from a rate of %.2g to %.2g%n"
                        + "  the loss is least at  %.2g%n"
                        + "  suggested: --rate %.2g, the middle of the longest fall; a net that begins with"
                        + " random weights%n  often bears a rate several times as high%n"
                        + "  files: %s (rates.png, rates.csv)%n",
                curve.points().size(),
                curve.points().get(0).rate(),
                curve.points().get(curve.points().size() - 1).rate(),
                curve.least(),
                curve.suggestion(),
                TerminalText.of(folder.toString()));
        return 0;
    }

    private static void write(RateRangeTest.Curve curve, Path folder) {
        StringBuilder table = new StringBuilder("rate,loss,smoothed\n");
        for (RateRangeTest.Point point : curve.points()) {
            table.append(
                    String.format(
                            Locale.ROOT,
                            "%.6g,%.6g,%.6g%n",
                            point.rate(),
                            point.loss(),
                            point.smoothed()));
        }
        double[] at = values(curve, point -> Math.log10(point.rate()));
        try {
            Files.createDirectories(folder);
            AtomicFile.write(folder.resolve("rates.csv"), table.toString());
            Curves.titled(
                            String.format(
                                    Locale.ROOT,
                                    "Learning-rate range test: %.2g suggested (log₁₀ %.2f)",
                                    curve.suggestion(),
                                    Math.log10(curve.suggestion())))
                    .axes("log₁₀ of the learning rate", "loss, at most twice the first")
                    .band(Curves.Band.NONE)
                    .series("each step", at, List.of(drawn(curve, RateRangeTest.Point::loss)))
                    .series("smoothed", at, List.of(drawn(curve, RateRangeTest.Point::smoothed)))
                    .write(folder.resolve("rates.png"));
        } catch (IOException failure) {
            throw AtomicFile.unwritable(folder, failure);
        }
    }

    /** Not above twice the first loss: where training is unstable, single steps would hide the fall. */
    static double[] drawn(RateRangeTest.Curve curve, ToDoubleFunction<RateRangeTest.Point> of) {
        double most = 2 * curve.points().get(0).loss();
        return values(curve, point -> Math.min(most, of.applyAsDouble(point)));
    }

    private static double[] values(
            RateRangeTest.Curve curve, ToDoubleFunction<RateRangeTest.Point> of) {
        return curve.points().stream().mapToDouble(of).toArray();
    }
}
