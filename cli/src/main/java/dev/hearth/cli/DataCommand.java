package dev.hearth.cli;

import dev.hearth.data.dataset.FolderReport;
import dev.hearth.data.download.DataStore;
import dev.hearth.data.download.DatasetFile;
import dev.hearth.data.download.DatasetReport;
import dev.hearth.data.download.FileStatus;
import dev.hearth.data.download.LocalDataset;
import dev.hearth.tensor.Check;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Downloads and checks public data sets and released weights, and looks at folders of one's own pictures. */
@Command(
        name = "data",
        mixinStandardHelpOptions = true,
        description = {
            "Downloads, checks and lists public data sets and released weights; looks at a folder of"
                    + " your own pictures."
        })
final class DataCommand implements Runnable {

    private static final String SETS =
            "mnist, cifar-10, cifar-100, inception-v4 or inception-resnet-v2";

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                Check.message("data needs a command", "none", "Use fetch, verify, info or look"));
    }

    @Command(
            name = "fetch",
            mixinStandardHelpOptions = true,
            description = "Downloads a data set, or the rest of it, and checks it.")
    int fetch(
            @Mixin DataOption where,
            @Parameters(paramLabel = "SET", description = SETS) String set) {
        long[] printed = {0};
        DatasetReport report =
                new DataStore(where.root())
                        .fetch(
                                set,
                                (file, done, total) -> {
                                    long now = System.nanoTime();
                                    if (now - printed[0] > 1_000_000_000L || done == total) {
                                        printed[0] = now;
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
            description = {
                "Compares the files of a data set with the published checksums.",
                "The exit code is 1 where one differs or is missing."
            })
    int verify(
            @Mixin DataOption where,
            @Parameters(paramLabel = "SET", description = SETS) String set) {
        DatasetReport report = new DataStore(where.root()).verify(set);
        print(report);
        return report.asPublished() ? 0 : 1;
    }

    @Command(
            name = "info",
            mixinStandardHelpOptions = true,
            description = "Lists which data sets are here, and where.")
    int info(@Mixin DataOption where) {
        for (LocalDataset set : new DataStore(where.root()).info()) {
            System.out.printf(
                    Locale.ROOT, "%-19s %s  %s%n", set.name(), contents(set), set.folder());
        }
        System.out.println("strokes             always here: drawn by the program");
        return 0;
    }

    @Command(
            name = "look",
            mixinStandardHelpOptions = true,
            description = {
                "Looks at a folder of your own pictures, DIR/CLASS/PICTURE, as train --images takes"
                        + " it.",
                "Prints classes and counts, what is left out and why, all broken and damaged files,"
                        + " files that are the same, and classes with few pictures. The exit code is"
                        + " 1 if a picture is broken or a class has none."
            })
    int look(
            @Parameters(paramLabel = "DIR", description = "the folder") Path folder,
            @Option(names = "--json", description = "print what was found as JSON") boolean json) {
        FolderReport report = LookProgress.of(folder, json);
        if (json) {
            System.out.println(Json.text(report));
        } else {
            FolderReportText.all(report).forEach(System.out::println);
        }
        return report.isUsable() ? 0 : 1;
    }

    private static String contents(LocalDataset set) {
        if (!set.whole()) {
            return "not here: ./hearth data fetch " + set.name();
        }
        boolean weights =
                set.published().pieces().stream()
                        .allMatch(piece -> piece.holds() == DatasetFile.Holds.WEIGHTS);
        String size = String.format(Locale.ROOT, "%7.1f MB", set.bytes() / 1e6);
        return weights
                ? "released weights,          " + size
                : String.format(
                        Locale.ROOT,
                        "%6d train, %6d test, %s",
                        set.trainExamples(),
                        set.testExamples(),
                        size);
    }

    private static void print(DatasetReport report) {
        System.out.println(report.name() + " in " + report.folder());
        for (FileStatus file : report.findings()) {
            System.out.printf(
                    Locale.ROOT,
                    "  %-32s %-9s %s%n",
                    file.fileName(),
                    file.state().name().toLowerCase(Locale.ROOT),
                    file.why());
        }
    }
}
