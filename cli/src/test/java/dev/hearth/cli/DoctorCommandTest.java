package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DoctorCommandTest {

    private static String said(String... arguments) {
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            assertThat(Hearth.line().execute(arguments)).isZero();
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void it_tells_what_a_report_of_a_fault_needs() {
        assertThat(said("doctor"))
                .contains("instruction sets", "caches, by the system", "cores that the JVM sees")
                .contains("cgroup's limit", "Java heap at most", "free disk at ")
                .contains("libtorch ", "oneDNN ", "OpenBLAS ", "onnxruntime-1", "wait policy")
                .contains("GFLOP/s", "mnist ", "Self-check of libtorch", " right, in ", "Hints");
    }

    @Test
    void json_has_every_figure_of_the_check() throws IOException {
        JsonNode read = new ObjectMapper().readTree(said("doctor", "--json"));
        JsonNode figures = read.path("check").path("figures");
        assertThat(figures.size()).isGreaterThan(20);
        figures.forEach(
                figure ->
                        assertThat(figure.path("difference").asDouble())
                                .isLessThanOrEqualTo(figure.path("allowed").asDouble()));
        assertThat(read.path("Libraries").path("libtorch").asText()).startsWith("2.");
    }
}
