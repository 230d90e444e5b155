package dev.hearth.peers;

import dev.hearth.bench.Spread;
import dev.hearth.bench.Text;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All results, for files and people.
 *
 * @param hardware processor and cores
 * @param java on which this is written; rows of earlier runs say their own
 * @param depth how long it took
 * @param results row by row
 */
record Table(String hardware, String java, PeerEffort depth, List<Result> results) {

    private static final List<String> HEAD =
            List.of(
                    "peer",
                    "version",
                    "ms a step",
                    "quartiles",
                    "rounds",
                    "times as long as Hearth",
                    "quartiles",
                    "first loss, or why not");

    /** For a file's name: the machine. What versions it ran stands in each line. */
    String slug() {
        return (hardware + " java " + java.replaceAll("[^0-9].*", ""))
                .toLowerCase(Locale.ROOT)
                .replaceAll("\\((r|tm)\\)", "")
                .replaceAll("[^a-z0-9.]+", "-");
    }

    /** With the rows of an earlier run that this one did not measure, in the order of {@link Row}. */
    Table with(List<Result> earlier) {
        Set<Row> measured = results.stream().map(Result::row).collect(Collectors.toSet());
        List<Result> all =
                Stream.concat(
                                earlier.stream().filter(result -> !measured.contains(result.row())),
                                results.stream())
                        .sorted(Comparator.comparing(Result::row))
                        .toList();
        return new Table(hardware, java, depth, all);
    }

    /** For the terminal. */
    String text() {
        StringBuilder text = new StringBuilder();
        for (Row row : Row.values()) {
            List<List<String>> rows = rows(row);
            if (rows.size() > 1) {
                text.append('\n').append(row.title()).append('\n').append(Text.table(rows));
            }
        }
        return text.toString();
    }

    /** For the page. */
    String markdown() {
        StringBuilder text =
                new StringBuilder(
                        "## Beside other frameworks\n\nWritten by `peers/run`; how it is made fair stands in"
                                + " [peers](../peers). "
                                + hardware
                                + "; Java "
                                + javas()
                                + ".\n");
        for (Row row : Row.values()) {
            List<List<String>> rows = rows(row);
            if (rows.size() > 1) {
                text.append("\n### ").append(row.title()).append("\n\n");
                text.append(Text.markdown(rows));
            }
        }
        return text.toString();
    }

    private String javas() {
        return results.stream().map(Result::java).distinct().collect(Collectors.joining(", "));
    }

    private List<List<String>> rows(Row row) {
        List<List<String>> rows = new ArrayList<>(List.of(HEAD));
        results.stream().filter(result -> result.row() == row).map(Table::cells).forEach(rows::add);
        return rows;
    }

    private static List<String> cells(Result result) {
        List<String> cells = new ArrayList<>(List.of(result.peer().title(), result.version()));
        cells.addAll(
                result.figures()
                        .map(
                                all ->
                                        List.of(
                                                Text.number(all.milliseconds().median()),
                                                quartiles(all.milliseconds()),
                                                "" + all.milliseconds().count(),
                                                number(all.timesAsLong().median()),
                                                quartiles(all.timesAsLong()),
                                                String.format(Locale.ROOT, "%.5g", all.loss())))
                        .orElse(List.of("", "", "", "", "", result.reason())));
        return cells;
    }

    private static String quartiles(Spread spread) {
        return Double.isNaN(spread.median())
                ? ""
                : number(spread.low()) + " … " + number(spread.high());
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "" : Text.number(value);
    }
}
