package dev.hearth.train.log;

import dev.hearth.train.recipe.EpochChoice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A line an epoch, of at most 59 columns: losses, validation error in percent, learning rate, time left,
 * and a star at the best epoch so far ({@link EpochChoice#bestOf}). The first line names the columns.
 *
 * <pre>
 *   epoch train loss  val loss val error     rate    left
 *    3/10     0.5123    0.4810   24.29 % 0.000700    2:10 *
 * </pre>
 */
public final class EpochTable {

    /** Figure, heading. */
    private static final Map<String, String> HEADINGS = headings();

    private final int epochs;
    private final List<Map<String, Double>> history;
    private boolean hasHeading;

    /** A table of so many epochs, of which those of the history are done. */
    public EpochTable(int epochs, List<Map<String, Double>> history) {
        this.epochs = epochs;
        this.history = new ArrayList<>(history);
    }

    private static Map<String, String> headings() {
        Map<String, String> headings = new LinkedHashMap<>();
        headings.put("trainLoss", "train loss");
        headings.put("generatorLoss", "generator");
        headings.put("discriminatorLoss", "discrim.");
        headings.put("testLoss", "val loss");
        headings.put("testError", "val error");
        return headings;
    }

    /**
     * The lines of an epoch: before the first, one of headings.
     *
     * @param epoch from 1
     * @param figures by name, as {@code TrainingEvent.Measured} has them
     * @param rate the learning rate of its last step
     * @param left until the end; empty where it is not known
     */
    public List<String> lines(
            int epoch, Map<String, Double> figures, double rate, Optional<Duration> left) {
        List<String> lines = new ArrayList<>();
        if (!hasHeading) {
            lines.add(heading(figures));
            hasHeading = true;
        }
        StringBuilder line = new StringBuilder(right(epoch + "/" + epochs, 7));
        HEADINGS.keySet().stream()
                .filter(figures::containsKey)
                .forEach(name -> line.append(right(shown(name, figures.get(name)), width(name))));
        line.append(right(String.format(Locale.ROOT, "%.3g", rate), 9))
                .append(right(left.map(ProgressLine::clock).orElse("?"), 8));
        history.add(figures);
        if (figures.containsKey("testLoss") && EpochChoice.bestOf(history) == history.size()) {
            line.append(" *");
        }
        lines.add(line.toString());
        return lines;
    }

    private static String heading(Map<String, Double> figures) {
        StringBuilder line = new StringBuilder(right("epoch", 7));
        HEADINGS.forEach(
                (name, heading) -> {
                    if (figures.containsKey(name)) {
                        line.append(right(heading, width(name)));
                    }
                });
        return line.append(right("rate", 9)).append(right("left", 8)).toString();
    }

    private static int width(String name) {
        return name.equals("trainLoss") ? 11 : 10;
    }

    private static String shown(String name, double value) {
        return name.equals("testError")
                ? String.format(Locale.ROOT, "%.2f %%", value)
                : String.format(Locale.ROOT, "%.4g", value);
    }

    private static String right(String text, int width) {
        return " ".repeat(Math.max(1, width - text.length())) + text;
    }
}
