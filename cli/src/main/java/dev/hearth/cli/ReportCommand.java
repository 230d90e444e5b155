package dev.hearth.cli;

import dev.hearth.experiments.report.Report;
import dev.hearth.papers.Papers;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes all results as one page. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = {
            "Writes one HTML page of all results: claims, curves, pictures and models.",
            "The page is one file and needs no network."
        })
final class ReportCommand implements Callable<Integer> {

    @Mixin private ResultFiles results;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            defaultValue = "report.html",
            description = "the page (default: ${DEFAULT-VALUE})")
    private Path out;

    @Override
    public Integer call() {
        Report.write(results.root(), Papers.all(), out);
        System.out.println("The page is " + out + ", one file that any browser opens.");
        return 0;
    }
}
