package dev.hearth.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.data.BadDataException;
import dev.hearth.experiments.Ledger;
import dev.hearth.papers.Papers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {

    private static final Path RESULTS = Path.of("..", "papers");

    @TempDir private Path temp;

    private String page(Path results) throws IOException {
        Path file = temp.resolve("report.html");
        Report.write(results, Papers.all(), file);
        return Files.readString(file);
    }

    @Test
    void every_claim_stands_on_the_page_with_its_verdicts() throws IOException {
        String page = page(RESULTS);
        for (Ledger.Row row : Ledger.read(RESULTS, Papers.all()).rows()) {
            assertThat(page).contains("<h3>" + row.id() + "</h3>");
            assertThat(page).contains(Html.text(row.statement()));
            for (String part : row.measured().split(" \\| ")) {
                assertThat(page).contains(Html.text(part));
            }
        }
        assertThat(page).contains("confirmed").contains("not tested");
        assertThat(page).contains("<h3>together/best-cifar-10, evidence</h3>");
    }

    @Test
    void nothing_on_it_comes_from_elsewhere() throws IOException {
        String markup =
                Pattern.compile("<script>.*?</script>", Pattern.DOTALL)
                        .matcher(page(RESULTS))
                        .replaceAll("");
        Matcher sources =
                Pattern.compile("<[a-z]+ [^>]*?(?:src|href)=\"([^\"]{1,40})").matcher(markup);
        int found = 0;
        while (sources.find()) {
            assertThat(sources.group(1)).matches("(data:image/|#).*");
            found++;
        }
        assertThat(found).isPositive();
        assertThat(markup.contains("@import")).isFalse();
    }

    @Test
    void every_chart_has_its_figures_its_words_and_its_table() throws IOException {
        String page = page(RESULTS);
        Matcher charts =
                Pattern.compile(
                                "<div class=\"plot\" id=\"(chart-\\d+)\" tabindex=\"0\""
                                        + " role=\"img\" aria-label=\"[^\"]+\"></div>\\s*<script"
                                        + " type=\"application/json\""
                                        + " data-for=\"\\1\">(.*?)</script>\\s*<figcaption>"
                                        + "[^<]+</figcaption>\\s*<details>",
                                Pattern.DOTALL)
                        .matcher(page);
        int found = 0;
        while (charts.find()) {
            var arms = new ObjectMapper().readTree(charts.group(2)).get("arms");
            assertThat(arms).isNotEmpty();
            assertThat(arms.get(0).get("seeds").size()).isGreaterThanOrEqualTo(1);
            found++;
        }
        assertThat(found).isEqualTo(page.split("class=\"plot\"", -1).length - 1).isPositive();
    }

    @Test
    void what_each_arm_cost_in_time_stands_below_its_curves() throws IOException {
        Matcher tables =
                Pattern.compile("What each arm cost in time</summary>(.*?)</table>", Pattern.DOTALL)
                        .matcher(page(RESULTS));
        int found = 0;
        while (tables.find()) {
            Matcher rows =
                    Pattern.compile(
                                    "<th scope=\"row\">[^<]+</th>.*?<span>[0-9.e+]+</span></td>"
                                            + "<td>(\\d+\\.\\d\\d)</td><td>\\d+</td>")
                            .matcher(tables.group(1));
            assertThat(rows.find()).isTrue();
            assertThat(rows.group(1)).isEqualTo("1.00");
            assertThat(rows.find()).isTrue();
            found++;
        }
        assertThat(found).isPositive();
    }

    @Test
    void without_results_every_claim_is_not_tested_and_the_page_stands() throws IOException {
        String page = page(temp);
        assertThat(page).contains("no result file yet").doesNotContain("class=\"plot\"");
    }

    @Test
    void what_is_in_a_text_cannot_end_it() {
        assertThat(Html.text("a<b & \"c\">")).isEqualTo("a&lt;b &amp; &quot;c&quot;&gt;");
        assertThat(Html.json("\"</script><!--\"")).isEqualTo("\"\\u003c/script>\\u003c!--\"");
    }

    @Test
    void a_broken_result_is_named_and_no_page_is_left() throws IOException {
        Path results = Files.createDirectories(temp.resolve("elu/results"));
        Files.writeString(results.resolve("mnist-8x128.json"), "[]");
        assertThatThrownBy(() -> Report.write(temp, Papers.all(), temp.resolve("report.html")))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("mnist-8x128.json");
        assertThat(temp.resolve("report.html")).doesNotExist();
    }
}
