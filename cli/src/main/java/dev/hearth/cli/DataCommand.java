package dev.hearth.cli;

import dev.hearth.data.download.DataStore;
import dev.hearth.data.download.DatasetFile;
import dev.hearth.data.download.DatasetReport;
import dev.hearth.data.download.FileStatus;
import dev.hearth.data.download.LocalDataset;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The public data sets and released weights: brought, checked, told of. */
@Command(
        name = "data",
        mixinStandardHelpOptions = true,
        description = "The public data sets and released weights: fetch, verify, info.")
final class DataCommand implements Runnable {

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "data needs an operation. Received: none. Say fetch, verify or info.");
    }

    @Command(
            name = "fetch",
            mixinStandardHelpOptions = true,
            description = "Downloads a set, goes on where it was cut, checks it.")
    int fetch(
            @picocli.CommandLine.Mixin DataOption where,
            @Parameters(
                            paramLabel = "SET",
                            description =
                                    "mnist, cifar-10, cifar-100, inception-v4, inception-resnet-v2")
                    String set) {
        long[] told = {0};
        DatasetReport report =
                new DataStore(where.root())
                        .fetch(
                                set,
                                (file, done, total) -> {
                                    long now = System.nanoTime();
                                    if (now - told[0] > 1_000_000_000L || done == total) {
                                        told[0] = now;
                                        System.out.printf(
                                                Locale.ROOT,
                                                "%s: %.1f of %.1f MB%n",
                                                file,
                                                done / 1e6,
                                                total / 1e6);
                                    }
                                });
        print(report);
        return 0;
    }

    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description = "Compares every byte with what was published.")
    int verify(
            @picocli.CommandLine.Mixin DataOption where,
            @Parameters(
                            paramLabel = "SET",
                            description =
                                    "mnist, cifar-10, cifar-100, inception-v4, inception-resnet-v2")
                    String set) {
        DatasetReport report = new DataStore(where.root()).verify(set);
        print(report);
        return report.usable() ? 0 : 2;
    }

    @Command(
            name = "info",
            mixinStandardHelpOptions = true,
            description = "Tells what is here and what is not.")
    int info(@picocli.CommandLine.Mixin DataOption where) {
        for (LocalDataset holding : new DataStore(where.root()).info()) {
            System.out.printf(
                    Locale.ROOT, "%-19s %s  %s%n", holding.name(), here(holding), holding.folder());
        }
        System.out.println("strokes             always here: drawn by the program");
        return 0;
    }

    private static String here(LocalDataset holding) {
        if (!holding.whole()) {
            return "not here: ./hearth data fetch " + holding.name();
        }
        boolean weights =
                holding.published().pieces().stream()
                        .allMatch(piece -> piece.holds() == DatasetFile.Holds.WEIGHTS);
        String size = String.format(Locale.ROOT, "%7.1f MB", holding.bytes() / 1e6);
        return weights
                ? "released weights,          " + size
                : String.format(
                        Locale.ROOT,
                        "%6d train, %6d test, %s",
                        holding.trainExamples(),
                        holding.testExamples(),
                        size);
    }

    private static void print(DatasetReport report) {
        System.out.println(report.name() + " in " + report.folder());
        for (FileStatus finding : report.findings()) {
            System.out.printf(
                    Locale.ROOT,
                    "  %-32s %-9s %s%n",
                    finding.fileName(),
                    finding.state().name().toLowerCase(Locale.ROOT),
                    finding.why());
        }
    }
}
