package dev.hearth.train.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class AgreementTest {

    private static final Map<String, String> FACTS =
            Map.of(
                    "recipe", "5fd1",
                    "seed", "7",
                    "data", "{digest=ab}",
                    "device type", "CPU",
                    "libtorch version", "2.13.0",
                    "parameters of net", "1234 FLOAT32, 77aa");

    private static List<Future<Void>> check(Map<String, String> onLast) throws Exception {
        return Ranks.start(
                3,
                Duration.ofSeconds(10),
                exchange -> {
                    Agreement.check(exchange, exchange.rank() == 2 ? onLast : FACTS);
                    return null;
                });
    }

    @Test
    void the_same_facts_agree() throws Exception {
        for (Future<Void> each : check(FACTS)) {
            assertThat(each.get()).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "recipe; 6ae2",
                "seed; 8",
                "data; {digest=cd}",
                "device type; CUDA",
                "libtorch version; 2.10.0",
                "parameters of net; 1235 FLOAT32, 77aa",
                "parameters of net; 1234 FLOAT64, 77aa",
                "parameters of net; 1234 FLOAT32, 77ab"
            })
    void one_that_differs_is_an_error_of_three_parts_on_all(String name, String value)
            throws Exception {
        Map<String, String> other = new TreeMap<>(FACTS);
        other.put(name, value);
        for (Future<Void> each : check(other)) {
            assertThatThrownBy(each::get)
                    .hasCauseInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(
                            "The workers of a run need the same "
                                    + name
                                    + ". Received: "
                                    + FACTS.get(name)
                                    + " on worker 0 and "
                                    + value
                                    + " on worker 2. Start all with the same program");
        }
    }

    @Test
    void so_is_one_that_is_missing() throws Exception {
        Map<String, String> fewer = new TreeMap<>(FACTS);
        fewer.remove("seed");
        for (Future<Void> each : check(fewer)) {
            assertThatThrownBy(each::get)
                    .hasCauseInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("seed");
        }
    }
}
