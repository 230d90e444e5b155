package dev.hearth.peers.serve;

import dev.hearth.train.run.HardwareInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What a server did with some connections, round by round.
 *
 * @param row what was asked
 * @param connections at once
 * @param server which
 * @param loads of each round
 */
record Measured(String row, int connections, String server, List<Load> loads) {

    /** What no server can beat: it takes part, and is no peer. */
    static final String BARE = "Bare sockets, ONNX Runtime";

    private static final String BEGIN = "<!-- peers/serve writes what follows. -->\n";
    private static final String END = "<!-- peers/serve wrote what stands above. -->\n";
    private static final String HEAD =
            "| row | connections | server | answers a second | least to most | p50, ms | p99, ms | least to"
                    + " most | CPU an answer, µs | answers, × the best peer's | p99, × the best peer's |\n"
                    + "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n";

    private boolean isPeer() {
        return !server.equals("Hearth") && !server.equals(BARE);
    }

    /** A line for each, in Markdown. */
    static String table(List<Measured> all) {
        StringBuilder text = new StringBuilder(HEAD);
        for (Measured one : all) {
            List<Load> peers =
                    all.stream()
                            .filter(each -> each.row.equals(one.row) && each.isPeer())
                            .filter(each -> each.connections == one.connections)
                            .map(each -> Load.median(each.loads))
                            .toList();
            Load middle = Load.median(one.loads);
            double fastest = peers.stream().mapToDouble(Load::rate).max().orElse(Double.NaN);
            double soonest = peers.stream().mapToDouble(Load::p99).min().orElse(Double.NaN);
            text.append(
                    String.format(
                            Locale.ROOT,
                            "| %s | %d | %s | %.0f%s | %s | %.2f | %.2f | %s | %.1f | %.2f | %.2f |\n",
                            one.row,
                            one.connections,
                            one.server,
                            middle.rate(),
                            middle.errors() == 0 ? "" : ", " + middle.errors() + " errors",
                            one.range("%.0f", Load::rate),
                            middle.p50(),
                            middle.p99(),
                            one.range("%.2f", Load::p99),
                            middle.cpu(),
                            middle.rate() / fastest,
                            middle.p99() / soonest));
        }
        return text.toString();
    }

    private String range(String form, ToDoubleFunction<Load> figure) {
        return String.format(
                Locale.ROOT,
                form + " to " + form,
                loads.stream().mapToDouble(figure).min().orElse(Double.NaN),
                loads.stream().mapToDouble(figure).max().orElse(Double.NaN));
    }

    /**
     * A line for each round, for programs, in {@code servers.csv} of a folder.
     *
     * @param load the machine's load average before
     */
    static void write(List<Measured> all, Path folder, boolean isQuick, double load)
            throws IOException {
        StringBuilder text =
                new StringBuilder(
                        "row,connections,server,round,answersASecond,p50Ms,p99Ms,cpuUs,errors,hardware,"
                                + "loadBefore,depth\n");
        for (Measured one : all) {
            for (int round = 0; round < one.loads.size(); round++) {
                Load came = one.loads.get(round);
                text.append(
                        String.format(
                                Locale.ROOT,
                                "%s,%d,\"%s\",%d,%.1f,%.3f,%.3f,%.1f,%d,\"%s\",%.2f,%s\n",
                                one.row,
                                one.connections,
                                one.server,
                                round + 1,
                                came.rate(),
                                came.p50(),
                                came.p99(),
                                came.cpu(),
                                came.errors(),
                                HardwareInfo.hardware(),
                                load,
                                isQuick ? "QUICK" : "FULL"));
            }
        }
        Files.writeString(Files.createDirectories(folder).resolve("servers.csv"), text);
    }

    /** Puts the table in its place in a page. */
    static void show(List<Measured> all, Path page, boolean isQuick, double load)
            throws IOException {
        String text = Files.readString(page);
        int from = text.indexOf(BEGIN);
        int to = text.indexOf(END);
        if (from < 0 || to < from) {
            throw new IllegalStateException(page + " has no place for the table: " + BEGIN.strip());
        }
        String said =
                "\nMeasured with `peers/serve"
                        + (isQuick ? " --quick" : "")
                        + "` on "
                        + HardwareInfo.hardware()
                        + ", "
                        + all.get(0).loads.size()
                        + " rounds, medians. The machine's load average was "
                        + String.format(Locale.ROOT, "%.1f", load)
                        + " before"
                        + (load > 0.5 ? ": others used it too, and these are no quiet figures" : "")
                        + ".\n\n";
        Files.writeString(
                page,
                text.substring(0, from + BEGIN.length())
                        + said
                        + table(all)
                        + "\n"
                        + text.substring(to));
    }
}
