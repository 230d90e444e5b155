package dev.hearth.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineTest {

    @TempDir private Path temp;

    @Test
    void a_peer_that_does_not_answer_is_ended() throws Exception {
        List<String> sleep = List.of("sleep", "600");
        try (Line line = Line.to(sleep, Map.of(), temp.resolve("log.txt"), Duration.ofMillis(50))) {
            ProcessHandle process =
                    ProcessHandle.current()
                            .children()
                            .filter(child -> child.info().command().orElse("").endsWith("sleep"))
                            .findFirst()
                            .orElseThrow();
            assertThat(line.answer()).isEqualTo("cannot answer within 0 s");
            assertThat(process.onExit().get(10, TimeUnit.SECONDS).isAlive()).isFalse();
        }
    }
}
