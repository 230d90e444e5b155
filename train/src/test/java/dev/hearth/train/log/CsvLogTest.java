package dev.hearth.train.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.data.BadDataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CsvLogTest {

    private static final String HEADER = "step,epoch,player,loss,error\n";
    private static final List<String> NAMES = List.of("loss", "error");

    @TempDir Path folder;
    private Path path;

    @BeforeEach
    void name() {
        path = folder.resolve("log.csv");
    }

    private void append(long... steps) throws IOException {
        try (CsvLog log = CsvLog.open(path, NAMES)) {
            for (long step : steps) {
                log.append(step, step / 2.0, "d", Map.of("loss", 0.1 * step));
            }
        }
    }

    @Test
    void writes_rows_under_a_header_that_stays() throws Exception {
        try (CsvLog log = CsvLog.open(path, NAMES)) {
            assertThat(path).hasContent(HEADER.strip());
            log.append(1, 0.5, "generator", Map.of("error", 0.25, "loss", 1e-20));
            assertThat(Files.readString(path)).isEqualTo(HEADER + "1,0.5,generator,1.0E-20,0.25\n");
            log.append(1, 0.5, "discriminator", Map.of("loss", Double.NaN));
            log.force();
        }
        append(2);
        assertThat(Files.readString(path))
                .isEqualTo(
                        HEADER
                                + "1,0.5,generator,1.0E-20,0.25\n"
                                + "1,0.5,discriminator,NaN,\n"
                                + "2,1.0,d,0.2,\n");
    }

    @Test
    void drops_the_rows_that_a_resumed_run_repeats() throws Exception {
        append(1, 2, 2, 3, 4);
        try (CsvLog log = CsvLog.open(path, NAMES)) {
            log.resumeAfter(2);
            log.append(3, 9, "again", Map.of());
        }
        assertThat(Files.readAllLines(path))
                .containsExactly(
                        HEADER.strip(),
                        "1,0.5,d,0.1,",
                        "2,1.0,d,0.2,",
                        "2,1.0,d,0.2,",
                        "3,9.0,again,,");
        try (CsvLog log = CsvLog.open(path, NAMES)) {
            log.resumeAfter(0);
        }
        assertThat(Files.readString(path)).isEqualTo(HEADER);
    }

    @Test
    void survives_a_file_cut_off_at_any_byte() throws Exception {
        append(1, 2, 3);
        byte[] whole = Files.readAllBytes(path);
        for (int length = 0; length <= whole.length; length++) {
            byte[] torn = java.util.Arrays.copyOf(whole, length);
            Files.write(path, torn);
            append(7);
            String text = Files.readString(path);
            String kept = new String(torn, java.nio.charset.StandardCharsets.UTF_8);
            String rows = kept.substring(0, kept.lastIndexOf('\n') + 1);
            assertThat(text)
                    .isEqualTo((rows.isEmpty() ? HEADER : rows) + "7,3.5,d,0.7000000000000001,\n");
        }
    }

    @Test
    void drops_a_last_row_of_zeros_that_a_power_cut_left() throws Exception {
        append(1);
        Files.writeString(path, Files.readString(path) + "\0\0\0\0\n");
        append(2);
        assertThat(Files.readAllLines(path)).hasSize(3).last().isEqualTo("2,1.0,d,0.2,");
    }

    @Test
    void refuses_other_columns_and_broken_rows() throws Exception {
        append(1);
        assertThatThrownBy(() -> CsvLog.open(path, List.of("loss")))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "Going on with %s needs the columns step,epoch,player,loss. Received: %s."
                                        .formatted(path, HEADER.strip())
                                + " Use another run folder or move the file away.");
        Files.writeString(path, HEADER + "1,2\n3,4.0,d,,\n");
        assertThatThrownBy(() -> CsvLog.open(path, NAMES))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "Going on with %s needs whole rows before the last. Received: 1,2. Mend that"
                                        .formatted(path)
                                + " row or move the file away.");
        assertThat(Files.readString(path)).isEqualTo(HEADER + "1,2\n3,4.0,d,,\n");
    }

    @Test
    void refuses_what_would_spoil_the_table() throws Exception {
        try (CsvLog log = CsvLog.open(path, NAMES)) {
            log.append(5, 1, "d", Map.of());
            assertThatThrownBy(() -> log.append(4, 1, "d", Map.of()))
                    .hasMessage(
                            "CsvLog needs rows in order. Received: step=4 after 5. Call resumeAfter"
                                    + " first to go back.");
            assertThatThrownBy(() -> log.append(6, 1, "d", Map.of("other", 1.0)))
                    .hasMessage(
                            "CsvLog needs values of its columns [loss, error]. Received: other. Name"
                                    + " all columns when opening.");
            assertThatThrownBy(() -> log.append(6, 1, "a,b", Map.of()))
                    .hasMessage(
                            "CsvLog needs names without commas, quotes and line breaks. Received:"
                                    + " \"a,b\". Use letters.");
        }
        assertThat(Files.readAllLines(path)).hasSize(2);
    }
}
