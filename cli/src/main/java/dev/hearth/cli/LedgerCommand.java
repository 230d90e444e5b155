package dev.hearth.cli;

import dev.hearth.experiments.Card;
import dev.hearth.experiments.ExperimentList;
import dev.hearth.experiments.Ledger;
import dev.hearth.experiments.LedgerFiles;
import dev.hearth.papers.Papers;
import dev.hearth.tensor.Check;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints every claim with its measurement, and holds results against what today's code makes. */
@Command(
        name = "ledger",
        mixinStandardHelpOptions = true,
        description = {
            "Prints every claim of the papers with the verdicts, a line for each experiment.",
            "The verdicts are computed from the result files, each time anew."
        })
final class LedgerCommand implements Callable<Integer> {

    @Mixin private ResultFiles results;

    @Mixin private PaperOption paper;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Option(names = "--markdown", description = "print it as a page in Markdown")
    private boolean markdown;

    @Option(names = "--card", description = "print a page of one paper in Markdown; needs --paper")
    private boolean card;

    @Option(
            names = "--columns",
            paramLabel = "N",
            defaultValue = "${env:COLUMNS:-100}",
            description = "width of the text (default: the terminal's, or 100)")
    private int columns;

    @Option(names = "--details", description = "print all that is known of each row")
    private boolean details;

    @Option(
            names = "--changes",
            description = "print the verdicts that today's checks change, with the reason")
    private boolean changes;

    @Option(
            names = "--update",
            description =
                    "write today's verdicts into the result files, cards and ledger; runs stay as they"
                            + " are")
    private boolean update;

    @Option(
            names = "--verify",
            paramLabel = "ROW",
            arity = "0..1",
            fallbackValue = "",
            description = {
                "do the cheapest run of a row again and compare: to all digits on the same kind of"
                        + " machine, else within what --verify says",
                "ROW is a claim or an experiment, such as ELU-2 or elu/formula (default: all)"
            })
    private String verify;

    @Mixin private CommonOptions common;

    @Override
    public Integer call() {
        if (Stream.of(json, markdown, card, details, changes, update, verify != null)
                        .filter(chosen -> chosen)
                        .count()
                > 1) {
            throw Check.error(
                    "ledger does one thing",
                    "several of --json, --markdown, --card, --details, --changes, --update and"
                            + " --verify",
                    "Leave all but one out");
        }
        Optional<String> chosen = paper.named();
        ExperimentList list =
                chosen.map(
                                named ->
                                        new ExperimentList(
                                                Papers.all().of(named), Papers.all().titles()))
                        .orElseGet(Papers::all);
        if (verify != null) {
            return new LedgerVerification(results.root(), list, common).run(verify);
        }
        LedgerFiles files = new LedgerFiles(results.root(), list);
        if (changes) {
            String text = files.changes();
            System.out.print(text.isEmpty() ? "No verdict changes.\n" : text);
            return 0;
        }
        if (update) {
            if (chosen.isPresent()) {
                throw Check.error(
                        "--update writes the results of all papers",
                        "--paper " + chosen.get(),
                        "Leave it out");
            }
            files.update().forEach(file -> System.out.println("Written: " + file));
            return 0;
        }
        if (card) {
            String named =
                    chosen.orElseThrow(
                            () -> Check.error("--card needs a paper", "none", "Add --paper elu"));
            System.out.print(Card.of(results.root(), named, Papers.all()));
            return 0;
        }
        Ledger all = Ledger.read(results.root(), Papers.all());
        Ledger shown = chosen.map(all::of).orElse(all);
        System.out.print(
                json
                        ? shown.json()
                        : markdown
                                ? shown.markdown()
                                : details ? shown.text(columns) : shown.lines(columns));
        return 0;
    }
}
