package dev.hearth.peers;

import dev.hearth.bench.Spread;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;

/** Results as CSV: a line a row and peer, to be read again where a later run measures other rows. */
final class ResultFile {

    private static final String[] HEAD = {
        "row",
        "title",
        "peer",
        "version",
        "msMedian",
        "msLower",
        "msUpper",
        "rounds",
        "ratioMedian",
        "ratioLower",
        "ratioUpper",
        "firstLoss",
        "reason",
        "hardware",
        "java",
        "depth"
    };

    private static final CSVFormat WRITTEN =
            CSVFormat.DEFAULT.builder().setHeader(HEAD).setRecordSeparator('\n').get();
    private static final CSVFormat READ =
            CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get();

    private ResultFile() {}

    static String text(Table table) {
        StringBuilder text = new StringBuilder();
        try (CSVPrinter lines = new CSVPrinter(text, WRITTEN)) {
            for (Result result : table.results()) {
                lines.printRecord(cells(table, result));
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }

    private static List<Object> cells(Table table, Result result) {
        List<Object> cells = new ArrayList<>();
        cells.add(result.row().word());
        cells.add(result.row().title());
        cells.add(result.peer().title());
        cells.add(result.version());
        cells.addAll(
                result.figures()
                        .map(ResultFile::cells)
                        .orElse(List.of("", "", "", "", "", "", "", "")));
        cells.addAll(
                List.of(result.reason(), table.hardware(), result.java(), table.depth().name()));
        return cells;
    }

    private static List<Object> cells(Result.Figures all) {
        Spread own = all.milliseconds();
        Spread ratios = all.timesAsLong();
        return List.of(
                own.median(),
                own.low(),
                own.high(),
                own.count(),
                ratios.median(),
                ratios.low(),
                ratios.high(),
                all.loss());
    }

    /** The results of a file; peers and rows that this version does not know are left out. */
    static List<Result> results(String text) throws IOException {
        List<Result> results = new ArrayList<>();
        for (CSVRecord line : READ.parse(new StringReader(text))) {
            Optional<Row> row =
                    Stream.of(Row.values())
                            .filter(one -> one.word().equals(line.get("row")))
                            .findFirst();
            Optional<Peer> peer =
                    Stream.of(Peer.values())
                            .filter(one -> one.title().equals(line.get("peer")))
                            .findFirst();
            if (row.isPresent() && peer.isPresent()) {
                results.add(result(row.get(), peer.get(), line));
            }
        }
        return results;
    }

    private static Result result(Row row, Peer peer, CSVRecord line) {
        return new Result(
                row,
                peer,
                line.get("version"),
                line.get("java"),
                figures(line),
                line.get("reason"));
    }

    private static Optional<Result.Figures> figures(CSVRecord line) {
        if (line.get("msMedian").isEmpty()) {
            return Optional.empty();
        }
        int rounds = Integer.parseInt(line.get("rounds"));
        return Optional.of(
                new Result.Figures(
                        spread(line, "ms", rounds),
                        spread(line, "ratio", rounds),
                        Double.parseDouble(line.get("firstLoss"))));
    }

    private static Spread spread(CSVRecord line, String name, int rounds) {
        return new Spread(
                Double.parseDouble(line.get(name + "Median")),
                Double.parseDouble(line.get(name + "Lower")),
                Double.parseDouble(line.get(name + "Upper")),
                rounds);
    }
}
