package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.train.run.Result;
import dev.hearth.weights.Safetensors;
import dev.hearth.weights.StoredTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The disk is full, or fails, from the first write of a run on, from the second on, and so forth: the run ends
 * with 1 and one sentence, and called again it ends as if nothing had happened.
 */
@Tag("long")
@EnabledOnOs(value = OS.LINUX, disabledReason = "strace is Linux's")
class DiskFaultsTest {

    private static final String RUN =
            "run elu/mnist-8x128/ELU --budget smoke --set corpus.training=64 --set corpus.testing=20 --set"
                    + " corpus.set=strokes --set epochs=2 --set batch=16 --threads 1 --json --out TEMP/";
    private static final int MOST = 400;

    @TempDir private Path temp;

    @ParameterizedTest
    @CsvSource({
        "write, ENOSPC, No space left on device",
        "write, EIO, Input/output error",
        "fsync, EIO, Input/output error",
        "rename, EIO, Input/output error"
    })
    void a_disk_that_fails_at_any_write_loses_nothing(String call, String error, String said)
            throws Exception {
        Traced.needed();
        Traced traced = new Traced(temp);
        List<String> calm = List.of("-e", "trace=" + call);
        assertThat(traced.line(calm, RUN + "whole").code()).isZero();
        int step = Integer.getInteger("tests.faults.step", 7);
        int failed = 0;
        for (int first = 1; first < MOST; first += call.equals("write") ? step : 1) {
            String folder = "fault-" + call + error + first;
            List<String> faults =
                    List.of(
                            "-e",
                            "trace=" + call,
                            "-e",
                            "inject=" + call + ":error=" + error + ":when=" + first + "+");
            Traced.Ended ended = traced.line(faults, RUN + folder);
            if (ended.code() == 0) {
                break;
            }
            failed++;
            assertThat(ended.code()).as(first + ": " + ended.err()).isEqualTo(1);
            if (!call.equals("write")) {
                // Where writes fail, so does that of the sentence.
                assertThat(ended.err()).contains(". Received: ").contains(said);
                assertThat(ended.err().strip().lines()).hasSize(1);
            }
            Traced.Ended again = traced.line(calm, RUN + folder);
            assertThat(again.code()).as(first + ": " + again.err()).isZero();
            assertThat(bits(folder)).as(folder).isEqualTo(bits("whole"));
            assertThat(temp.resolve(folder).resolve("log.csv"))
                    .hasSameTextualContentAs(temp.resolve("whole/log.csv"));
            assertThat(Result.read(temp.resolve(folder).resolve("result.json")).metrics())
                    .isEqualTo(Result.read(temp.resolve("whole/result.json")).metrics());
            try (var left = Files.list(temp.resolve(folder))) {
                assertThat(left).noneMatch(file -> file.toString().endsWith(".part"));
            }
        }
        System.out.println(call + " " + error + ": " + failed + " faults");
        assertThat(failed).isPositive();
    }

    private Map<String, List<Byte>> bits(String folder) throws IOException {
        Map<String, List<Byte>> bits = new TreeMap<>();
        try (Safetensors file =
                Safetensors.open(temp.resolve(folder).resolve("checkpoint.safetensors"))) {
            for (StoredTensor tensor : file.tensors()) {
                byte[] bytes = file.bytes(tensor.name());
                Byte[] boxed = new Byte[bytes.length];
                for (int i = 0; i < bytes.length; i++) {
                    boxed[i] = bytes[i];
                }
                bits.put(tensor.name(), List.of(boxed));
            }
        }
        return bits;
    }
}
