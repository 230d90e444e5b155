package dev.hearth.cli;

import dev.hearth.experiments.Card;
import dev.hearth.experiments.Ledger;
import dev.hearth.papers.Papers;
import dev.hearth.tensor.Check;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints every claim with its measurement. */
@Command(
        name = "ledger",
        mixinStandardHelpOptions = true,
        description = {
            "Prints every claim of the papers with what was measured and the verdict.",
            "The verdicts are computed from the result files, each time anew."
        })
final class LedgerCommand implements Callable<Integer> {

    @Mixin private ResultFiles results;

    @Mixin private PaperOption paper;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Option(names = "--markdown", description = "print the page papers/README.md")
    private boolean markdown;

    @Option(names = "--card", description = "print a paper's page CARD.md; needs --paper")
    private boolean card;

    @Option(
            names = "--columns",
            paramLabel = "N",
            defaultValue = "${env:COLUMNS:-100}",
            description = "width of the text (default: the terminal's, or 100)")
    private int columns;

    @Override
    public Integer call() {
        if (json && markdown || json && card || markdown && card) {
            throw Check.error(
                    "ledger prints one form",
                    "several of --json, --markdown and --card",
                    "Leave all but one out");
        }
        Optional<String> chosen = paper.named();
        if (card) {
            String named =
                    chosen.orElseThrow(
                            () -> Check.error("--card needs a paper", "none", "Add --paper elu"));
            System.out.print(Card.of(results.root(), named, Papers.all()));
            return 0;
        }
        Ledger all = Ledger.read(results.root(), Papers.all());
        Ledger shown = chosen.map(all::of).orElse(all);
        System.out.print(json ? shown.json() : markdown ? shown.markdown() : shown.text(columns));
        return 0;
    }
}
