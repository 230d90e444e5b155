package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ledger --paper}. */
class LedgerCommandTest {

    @TempDir private Path temp;

    /** Results of two papers whose verdicts were others. */
    @BeforeEach
    void results() throws IOException {
        for (String paper : List.of("elu", "fmp")) {
            String stored =
                    Files.readString(Path.of("..", "papers", paper, "results", "formula.json"));
            Path folder = Files.createDirectories(temp.resolve(paper).resolve("results"));
            Files.writeString(
                    folder.resolve("formula.json"),
                    stored.replace("\"confirmed\"", "\"not tested\""));
        }
    }

    private Called line(String words) {
        return Called.line(temp, "ledger --results TEMP " + words);
    }

    @Test
    void changes_are_those_of_the_paper_that_is_named() {
        assertThat(line("--changes").out()).contains("(elu/formula)", "(fmp/formula)");
        assertThat(line("--changes --paper elu").out())
                .contains("(elu/formula)")
                .doesNotContain("fmp");
    }

    @Test
    void rows_are_verified_of_that_paper_alone() {
        Called unknown = line("--verify --paper nosuch");
        assertThat(unknown.code()).isEqualTo(2);
        assertThat(unknown.err()).startsWith("--paper needs the name of one. Received: nosuch.");
        Called other = line("--verify ELU-1 --paper fmp");
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.err())
                .startsWith("--verify needs a claim or an experiment. Received: ELU-1.");
    }

    @Test
    void an_update_is_of_all_papers() throws IOException {
        Path stored = temp.resolve("elu/results/formula.json");
        String before = Files.readString(stored);
        Called said = line("--update --paper elu");
        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err())
                .startsWith("--update writes the results of all papers. Received: --paper elu.");
        assertThat(stored).hasContent(before);
    }
}
