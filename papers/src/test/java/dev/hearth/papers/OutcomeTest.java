package dev.hearth.papers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.data.BadDataException;
import dev.hearth.experiments.Card;
import dev.hearth.experiments.Outcome;
import dev.hearth.experiments.claim.Finding;
import dev.hearth.experiments.claim.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutcomeTest {

    @TempDir private Path temp;

    private static final Outcome SMALL =
            new Outcome(
                    "elu/x",
                    "<script>a</script>",
                    "smoke",
                    "p < 0.05 <!-- \u001b[2J",
                    "",
                    1,
                    List.of(),
                    List.of(
                            new Finding(
                                    "ELU-1", "<b>", "", "", "", 1, Verdict.CONFIRMED, "</script")),
                    List.of(new Outcome.Drawn("x.png", "<img src=x>")),
                    List.of(),
                    "");

    @Test
    void a_card_takes_no_elements_over() {
        assertThat(Card.write("x", List.of(SMALL)))
                .contains("&lt;script>a&lt;/script>", "p < 0.05 &lt;!-- \\u001b[2J", "![&lt;img")
                .doesNotContain("<script", "</script", "<b>", "<!--", "<img", "\u001b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "\"smoke\" # \"huge\"",
                "\"smoke\" # null",
                "\"ELU-1\" # \"ELU\"",
                "\"ELU-1\" # null",
                "\"confirmed\" # \"maybe\"",
                "\"seconds\" : 1.0 # \"seconds\" : \"long\"",
                "\"runs\" : [ ] # \"runs\" : null",
                "\"runs\" : [ ] # \"runs\" : [ null ]",
                "\"runs\" : [ ] # \"runs\" : [ {} ]",
                "\"runs\" : [ ] # \"runs\" : [ { \"arm\" : \"a\", \"result\" : 3 } ]",
                "\"x.png\" # null",
                "\"<b>\" # null",
            })
    void an_outcome_of_wrong_kinds_is_refused(String right, String wrong) throws IOException {
        Path file = temp.resolve("x.json");
        Files.writeString(file, SMALL.json());
        assertThat(Outcome.read(file)).isEqualTo(SMALL);
        assertThat(SMALL.json()).contains(right);
        Files.writeString(file, SMALL.json().replace(right, wrong));
        assertThatThrownBy(() -> Outcome.read(file))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("An experiment's outcome is read from " + file)
                .hasMessageContaining(". Received: ");
    }
}
