package dev.hearth.cli;

import dev.hearth.data.TerminalText;
import dev.hearth.experiments.report.Report;
import dev.hearth.experiments.report.RunReport;
import dev.hearth.papers.Papers;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes all results, or one run, as one page. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = {
            "Writes one HTML page of a run: figures, curves, classes, pictures, recipe. It may still be"
                    + " at work.",
            "Without a run, a page of all results: claims, curves, pictures and models.",
            "The page is one file and needs no network."
        })
final class ReportCommand implements Callable<Integer> {

    @Mixin private ResultFiles results;

    @Parameters(
            paramLabel = "RUN",
            arity = "0..1",
            description = "the folder of a run, as train and run print it")
    private Path run;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "the page (default: report.html, of a run in its folder)")
    private Path out;

    @Override
    public Integer call() {
        Path file = Optional.ofNullable(out).orElse(Path.of("report.html"));
        if (run != null) {
            file = out == null ? run.resolve("report.html") : out;
            RunReport.write(run, Papers.recipeJson(), file);
        } else {
            Report.write(results.root(), Papers.all(), file);
        }
        System.out.println(
                "The page is "
                        + TerminalText.of(file.toString())
                        + ", one file that any browser opens.");
        return 0;
    }
}
