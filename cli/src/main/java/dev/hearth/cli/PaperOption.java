package dev.hearth.cli;

import dev.hearth.data.DidYouMean;
import dev.hearth.papers.Papers;
import dev.hearth.tensor.Check;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** One of the papers. */
final class PaperOption {

    @Option(
            names = "--paper",
            paramLabel = "P",
            description =
                    "one paper only: elu, fmp, gan, inception, weightnorm,"
                            + " together or precision")
    private String paper;

    /** The paper that was named, checked. */
    Optional<String> named() {
        List<String> papers = List.copyOf(Papers.all().papers());
        if (paper != null && !papers.contains(paper)) {
            throw Check.error(
                    "--paper needs the name of one",
                    paper,
                    DidYouMean.question(paper, papers) + "Use one of " + String.join(", ", papers));
        }
        return Optional.ofNullable(paper);
    }
}
