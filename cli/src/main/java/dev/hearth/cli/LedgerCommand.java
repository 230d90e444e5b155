package dev.hearth.cli;

import dev.hearth.data.DidYouMean;
import dev.hearth.experiments.Card;
import dev.hearth.experiments.Ledger;
import dev.hearth.papers.Papers;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Every claim with what was measured of it. */
@Command(
        name = "ledger",
        mixinStandardHelpOptions = true,
        description = {
            "Prints every claim of the papers: what they say, what was measured, and the verdict that",
            "the checks give when they judge the result files anew."
        })
final class LedgerCommand implements Callable<Integer> {

    @Mixin private ResultFiles results;

    @Option(names = "--paper", paramLabel = "P", description = "one paper only, such as elu")
    private String paper;

    @Option(names = "--json", description = "as JSON")
    private boolean json;

    @Option(names = "--markdown", description = "as the page papers/README.md")
    private boolean markdown;

    @Option(
            names = "--card",
            description = "one paper's page CARD.md, of the results that are there")
    private boolean card;

    @Option(
            names = "--columns",
            paramLabel = "N",
            defaultValue = "${env:COLUMNS:-100}",
            description = "how wide the text may be (default: the terminal, else 100)")
    private int columns;

    @Override
    public Integer call() {
        if (json && markdown || json && card || markdown && card) {
            throw new IllegalArgumentException(
                    "ledger prints in one form. Received: several of --json, --markdown and --card."
                            + " Leave all but one out.");
        }
        if (card && paper == null) {
            throw new IllegalArgumentException(
                    "--card needs a paper. Received: none. Say --paper elu.");
        }
        if (paper != null && !Papers.all().papers().contains(paper)) {
            throw new IllegalArgumentException(
                    "--paper needs the word of one. Received: "
                            + paper
                            + ". "
                            + DidYouMean.question(paper, Papers.all().papers())
                            + "There are: "
                            + String.join(", ", Papers.all().papers())
                            + ".");
        }
        if (card) {
            System.out.print(Card.of(results.root(), paper, Papers.all()));
            return 0;
        }
        Ledger all = Ledger.read(results.root(), Papers.all());
        Ledger shown = paper == null ? all : all.of(paper);
        System.out.print(json ? shown.json() : markdown ? shown.markdown() : shown.text(columns));
        return 0;
    }
}
