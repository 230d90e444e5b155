package dev.hearth.train.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EpochTableTest {

    private final EpochTable table = new EpochTable(100, List.of());

    private List<String> lines(int epoch, double error, Optional<Duration> left) {
        return table.lines(
                epoch,
                Map.of("trainLoss", 0.51234, "testLoss", 0.481, "testError", error),
                7e-4,
                left);
    }

    @Test
    void a_line_an_epoch_with_headings_before_the_first_and_a_star_at_the_best() {
        assertThat(lines(1, 24.291, Optional.of(Duration.ofSeconds(130))))
                .containsExactly(
                        "  epoch train loss  val loss val error     rate    left",
                        "  1/100     0.5123    0.4810   24.29 % 0.000700    2:10 *");
        assertThat(lines(2, 25, Optional.empty()))
                .containsExactly("  2/100     0.5123    0.4810   25.00 % 0.000700       ?");
        assertThat(lines(3, 20, Optional.of(Duration.ofHours(11))).get(0))
                .isEqualTo("  3/100     0.5123    0.4810   20.00 % 0.000700 11:00:00 *");
    }

    @Test
    void of_equal_errors_the_star_is_at_the_least_loss_as_the_model_is_chosen() {
        EpochTable equal = new EpochTable(9, List.of());
        assertThat(last(equal, 1, 33.3, 0.83)).endsWith(" *");
        assertThat(last(equal, 2, 33.3, 0.79)).endsWith(" *");
        assertThat(last(equal, 3, 33.3, 0.80)).doesNotContain("*");
    }

    @Test
    void a_run_that_goes_on_has_a_star_where_no_epoch_before_is_better() {
        EpochTable later = new EpochTable(9, List.of(Map.of("testLoss", 0.6, "testError", 38.9)));
        assertThat(last(later, 2, 44.4, 0.5)).doesNotContain("*");
        assertThat(last(later, 3, 33.3, 0.7)).endsWith(" *");
    }

    private static String last(EpochTable of, int epoch, double error, double loss) {
        Map<String, Double> figures = Map.of("testLoss", loss, "testError", error);
        List<String> lines = of.lines(epoch, figures, 1e-3, Optional.empty());
        return lines.get(lines.size() - 1);
    }

    @Test
    void the_longest_line_has_at_most_59_columns() {
        List<String> lines =
                new EpochTable(1000, List.of())
                        .lines(
                                999,
                                Map.of(
                                        "trainLoss",
                                        1.23456e-5,
                                        "testLoss",
                                        2e-5,
                                        "testError",
                                        100.0),
                                1.234e-5,
                                Optional.of(Duration.ofHours(9)));
        assertThat(lines).allMatch(line -> line.length() <= 59);
        assertThat(lines.get(1)).endsWith(" *");
    }

    @Test
    void a_gan_has_the_losses_of_its_two_nets() {
        List<String> lines =
                table.lines(
                        1,
                        Map.of("generatorLoss", 1.5, "discriminatorLoss", 0.7),
                        2e-4,
                        Optional.empty());
        assertThat(lines)
                .containsExactly(
                        "  epoch generator  discrim.     rate    left",
                        "  1/100     1.500    0.7000 0.000200       ?");
    }
}
