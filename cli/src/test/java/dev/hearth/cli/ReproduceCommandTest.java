package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReproduceCommandTest {

    @TempDir private Path temp;

    @Test
    void a_damaged_outcome_of_another_call_costs_the_page_alone() throws IOException {
        Path results = Files.createDirectories(temp.resolve("out/elu/results"));
        Files.writeString(results.resolve("mnist-8x128.json"), "{");
        Called said =
                Called.line(temp, "reproduce --experiment elu/formula --threads 1 --out TEMP/out");
        assertThat(said.code()).as(said.err()).isZero();
        assertThat(said.out())
                .contains("The card of elu leaves one out. An experiment's outcome is read from ")
                .contains(
                        "No page of all results is written. An experiment's outcome is read from ")
                .doesNotContain("as one page");
        assertThat(temp.resolve("out/report.html")).doesNotExist();
    }
}
