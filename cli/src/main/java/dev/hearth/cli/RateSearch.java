package dev.hearth.cli;

import dev.hearth.data.TerminalText;
import dev.hearth.experiments.plot.Curves;
import dev.hearth.inference.FineTuning;
import dev.hearth.inference.FoundRate;
import dev.hearth.train.RateRangeTest;
import dev.hearth.train.log.Display;
import dev.hearth.train.log.WrappedText;
import dev.hearth.train.run.ProgressListener;
import dev.hearth.weights.AtomicFile;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** {@code train --find-rate}: a range test, its curve as {@code rates.png} and {@code rates.csv}. */
final class RateSearch {

    private RateSearch() {}

    static int run(FineTuning tuning, RateRangeTest test, Path folder, boolean json) {
        if (!json) {
            System.out.println(
                    WrappedText.of(
                            String.format(
                                    Locale.ROOT,
                                    "Range test: %d steps, the rate from %s to %s",
                                    test.steps(),
                                    plain(test.from()),
                                    plain(test.to()))));
        }
        FoundRate found = found(tuning, test, json);
        RateRangeTest.Curve curve = found.curve();
        write(found, folder);
        if (json) {
            Map<String, Object> figures = new LinkedHashMap<>();
            figures.put("suggestion", found.rate());
            figures.put("tested", curve.suggestion());
            figures.put("leastLoss", curve.least());
            figures.put("steps", curve.points().size());
            System.out.println(Json.text(figures));
            return 0;
        }
        String shown = TerminalText.of(folder.toString());
        List<String> lines = new ArrayList<>();
        if (curve.points().size() < test.steps()) {
            lines.add(
                    String.format(
                            Locale.ROOT,
                            "  ended early, after %d steps: the loss was four times its least, or no number",
                            curve.points().size()));
        }
        lines.add("  the loss is least at " + plain(curve.least()));
        lines.add(
                "  suggested: --rate "
                        + plain(found.rate())
                        + (found.times() == 1
                                ? ""
                                : "; the head, which was tested, is trained at ten times that, "
                                        + plain(curve.suggestion()))
                        + ", the middle of the longest fall; a net that begins with random weights often bears"
                        + " a rate several times as high");
        lines.add("  files: " + shown + " (rates.png, rates.csv)");
        lines.forEach(line -> System.out.println(WrappedText.of(line)));
        return 0;
    }

    private static FoundRate found(FineTuning tuning, RateRangeTest test, boolean json) {
        try (ProgressListener line =
                new ProgressListener(
                        "range test", json ? Display.QUIET : Display.detect(), System.out)) {
            return tuning.findRate(test, line);
        }
    }

    private static void write(FoundRate found, Path folder) {
        RateRangeTest.Curve curve = found.curve();
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
        double[] at = values(curve, RateRangeTest.Point::rate);
        try {
            Files.createDirectories(folder);
            AtomicFile.write(folder.resolve("rates.csv"), table.toString());
            Curves.titled(
                            String.format(
                                    Locale.ROOT,
                                    "Learning-rate range test: %s suggested%s",
                                    plain(curve.suggestion()),
                                    found.times() == 1
                                            ? ""
                                            : " for the head, --rate " + plain(found.rate())))
                    .axes("learning rate", "loss, at most twice the first")
                    .across(Curves.Scale.LOGARITHMIC)
                    .band(Curves.Band.NONE)
                    .series("each step", at, List.of(drawn(curve, RateRangeTest.Point::loss)))
                    .series("smoothed", at, List.of(drawn(curve, RateRangeTest.Point::smoothed)))
                    .series(
                            "suggested",
                            new double[] {curve.suggestion()},
                            List.of(drawn(suggested(curve), RateRangeTest.Point::smoothed)))
                    .write(folder.resolve("rates.png"));
        } catch (IOException failure) {
            throw AtomicFile.unwritable(folder, failure);
        }
    }

    /** The point of the rate that is suggested; drawn on the scale of the whole curve. */
    private static RateRangeTest.Curve suggested(RateRangeTest.Curve curve) {
        return new RateRangeTest.Curve(
                curve.points().stream()
                        .filter(point -> point.rate() == curve.suggestion())
                        .limit(1)
                        .toList());
    }

    /** Two digits, as a person would type them: 0.0021. */
    static String plain(double rate) {
        return new BigDecimal(rate).round(new MathContext(2)).stripTrailingZeros().toPlainString();
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
