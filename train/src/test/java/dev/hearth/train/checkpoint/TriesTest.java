package dev.hearth.train.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class TriesTest {

    @TempDir private Path temp;

    private Path chain(String name) throws IOException {
        Path last = temp.resolve(name);
        for (int i = 0; i < 12; i++) {
            last = last.resolve("n".repeat(200));
        }
        return Files.createDirectories(last);
    }

    @Test
    void the_third_loss_since_the_newest_checkpoint_is_the_last() throws IOException {
        Path run = Files.createDirectories(temp.resolve("runs/1"));
        Path checkpoint = Files.writeString(run.resolve(Checkpoint.FILE), "");
        Files.setLastModifiedTime(checkpoint, FileTime.fromMillis(1000));
        Tries tries = new Tries(2, temp.resolve("runs"));
        assertThat(tries.failed("worker 1", "its log")).isEmpty();
        assertThat(tries.failed("worker 1", "its log")).isEmpty();
        Files.setLastModifiedTime(checkpoint, FileTime.fromMillis(2000));
        assertThat(tries.failed("worker 1", "its log")).isEmpty();
        assertThat(tries.failed("worker 1", "its log")).isEmpty();
        assertThat(tries.failed("worker 1", "its log"))
                .hasValueSatisfying(words -> assertThat(words).contains("worker 1, for the third"));
        assertThat(new Tries(2, temp.resolve("none")).failed("worker 1", "its log")).isEmpty();
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "paths are at most 4096 bytes long on Linux")
    void folders_that_cannot_be_read_hold_no_checkpoint() throws IOException {
        Path lower = temp.resolve("lower");
        chain("lower");
        // Longer than a path may be, together.
        Path hidden = Files.move(lower, chain("upper").resolve("lower"));
        try {
            assertThat(new Tries(2, temp).failed("worker 1", "its log")).isEmpty();
        } finally {
            Files.move(hidden, lower);
        }
    }
}
