package dev.hearth.peers;

import dev.hearth.bench.Page;
import dev.hearth.tensor.LibTorch;
import dev.hearth.train.run.HardwareInfo;
import dev.hearth.weights.AtomicFile;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code peers/run}: the same work in all frameworks, in turns. */
@Command(
        name = "peers/run",
        mixinStandardHelpOptions = true,
        description =
                "Does the same work in Hearth and its peers, in turns, and compares the times.")
public final class Peers implements Callable<Integer> {

    /** Of each peer in what is published: rows of other counts would stand among these unmarked. */
    private static final int PUBLISHED_THREADS = 2;

    @Spec private CommandSpec spec;

    @Option(
            names = "--quick",
            description = "one round of small batches; writes files only where --out says")
    private boolean quick;

    @Option(
            names = "--rows",
            split = ",",
            paramLabel = "ROW",
            description = "some of: ${COMPLETION-CANDIDATES}; writes only with --update or --out")
    private List<Row> rows = List.of();

    @Option(
            names = "--peers",
            split = ",",
            paramLabel = "PEER",
            description = "some of: ${COMPLETION-CANDIDATES}; writes only where --out says")
    private List<Peer> peers = List.of();

    @Option(
            names = "--update",
            description =
                    "with --rows: each row, when it is measured, takes the place of this machine's earlier"
                            + " one; the others stay")
    private boolean update;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "of each peer (default: 2); others than 2 need --out to be written")
    private int threads = PUBLISHED_THREADS;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "where the CSV goes (default: peers/results, and bench/README.md)")
    private Path out;

    /**
     * The entry.
     *
     * @param arguments of the command line
     */
    public static void main(String[] arguments) {
        System.setOut(new PrintStream(System.out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(System.err, true, StandardCharsets.UTF_8));
        System.exit(line().execute(arguments));
    }

    /** The command line, as tests call it too. */
    static CommandLine line() {
        return new CommandLine(new Peers()).setCaseInsensitiveEnumValuesAllowed(true);
    }

    @Override
    public Integer call() throws IOException {
        PeerEffort depth = quick ? PeerEffort.QUICK : PeerEffort.FULL;
        if (update && (quick || !peers.isEmpty())) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--update needs rows measured in full and with all peers. Received: "
                            + (quick ? "--quick" : "--peers")
                            + ". Leave it out, or write elsewhere with --out DIR instead of --update.");
        }
        boolean whole = !quick && rows.isEmpty() && peers.isEmpty();
        boolean published = out == null && (whole || update);
        if (published && threads != PUBLISHED_THREADS) {
            throw new ParameterException(
                    spec.commandLine(),
                    "What is published needs "
                            + PUBLISHED_THREADS
                            + " threads of each peer. Received: --threads "
                            + threads
                            + ". Leave it out, or write elsewhere with --out DIR.");
        }
        Path home = Path.of(System.getProperty("peers.home"));
        Path folder = out == null ? home.resolve("results") : out;
        List<Peer> asked =
                List.copyOf(peers.isEmpty() ? EnumSet.allOf(Peer.class) : EnumSet.copyOf(peers));
        List<Result> results = new ArrayList<>();
        for (Row row : rows.isEmpty() ? EnumSet.allOf(Row.class) : EnumSet.copyOf(rows)) {
            System.err.println("… " + row.title());
            List<Result> own = results(home, row, depth, asked);
            System.out.print(table(depth, own).text());
            results.addAll(own);
            if (published || out != null) {
                write(folder, table(depth, results), home, published);
            }
        }
        return 0;
    }

    /** After each row, so that nothing is lost where a later one fails; what it does not measure stays. */
    private void write(Path folder, Table measured, Path home, boolean published)
            throws IOException {
        Path file = folder.resolve(measured.slug() + ".csv");
        Table table = measured;
        if (published && Files.exists(file)) {
            table = measured.with(ResultFile.results(Files.readString(file)));
        }
        Files.createDirectories(folder);
        ByteBuffer bytes = ByteBuffer.wrap(ResultFile.text(table).getBytes(StandardCharsets.UTF_8));
        AtomicFile.write(file, channel -> channel.write(bytes));
        if (published) {
            new Page(home.resolveSibling("bench").resolve("README.md")).beside(table.markdown());
        }
    }

    private List<Result> results(Path home, Row row, PeerEffort depth, List<Peer> asked)
            throws IOException {
        Map<Peer, Result> results = new EnumMap<>(Peer.class);
        for (List<Peer> company : Rounds.of(asked)) {
            for (Result result : new Comparison(home, row, depth, threads).run(company)) {
                results.putIfAbsent(result.peer(), result);
            }
        }
        return List.copyOf(results.values());
    }

    private static Table table(PeerEffort depth, List<Result> results) {
        return new Table(hardware(), HardwareInfo.versions().get("java"), depth, results);
    }

    private static String hardware() {
        String kernels = LibTorch.productKernels();
        return HardwareInfo.hardware()
                + (kernels.isEmpty() ? "" : ", OpenBLAS kernels for " + kernels);
    }
}
