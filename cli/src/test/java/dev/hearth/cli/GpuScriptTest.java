package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code papers/gpu} with a program in Hearth's place that notes how it is called. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "needs GNU timeout, find and tar")
class GpuScriptTest {

    @TempDir private Path temp;

    private String errors = "";

    private int call(String... arguments) throws IOException, InterruptedException {
        Path stub = temp.resolve("hearth");
        Files.writeString(
                stub,
                """
                #!/usr/bin/env bash
                echo "$*" >>"%1$s/calls"
                case "$*" in
                  *--plan*) echo "evidence a/large 3.10"; echo "paper b/small 1.00"; exit ;;
                  *c/none*) echo "no experiment of that name" >&2; exit 2 ;;
                esac
                out="${@: -1}"
                mkdir -p "$out/a/large/x/1"
                echo '{}' >"$out/a/large/x/1/recipe.json"
                echo weights >"$out/a/large/x/1/checkpoint.bin"
                [ ! -e "%1$s/slow" ] || exec sleep 100
                echo '{}' >"$out/a/large/x/1/result.json"
                """
                        .formatted(temp));
        stub.toFile().setExecutable(true);
        List<String> line = new ArrayList<>();
        line.add(Path.of("..").toAbsolutePath().normalize().resolve("papers/gpu").toString());
        line.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(line).directory(temp.toFile());
        builder.environment().put("HEARTH", stub.toString());
        builder.environment().put("GPU_KEEP", "56");
        Path err = temp.resolve("err");
        Process process =
                builder.redirectOutput(temp.resolve("out").toFile())
                        .redirectError(err.toFile())
                        .start();
        assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
        errors = Files.readString(err);
        return process.exitValue();
    }

    private List<String> calls() throws IOException {
        return Files.readAllLines(temp.resolve("calls"));
    }

    @Test
    void it_runs_what_is_listed_in_order_and_packs_the_results() throws Exception {
        assertThat(call("5", "--device", "cpu")).isZero();
        assertThat(calls())
                .containsExactly(
                        "reproduce --plan --gpu",
                        "reproduce --budget evidence --experiment a/large --device cpu --out"
                                + " runs/gpu/evidence",
                        "reproduce --budget paper --experiment b/small --device cpu --out"
                                + " runs/gpu/paper");
        assertThat(temp.resolve("runs/gpu/results.tgz")).isNotEmptyFile();
        assertThat(Files.readString(temp.resolve("runs/gpu/state.txt")))
                .startsWith("runs at their end: 2\n");
    }

    @Test
    void when_the_time_is_over_it_stops_and_keeps_the_checkpoint() throws Exception {
        Files.createFile(temp.resolve("slow"));
        long begun = System.nanoTime();
        // A minute, of which 56 seconds are kept for saving and packing.
        assertThat(call("1", "--smoke", "--only", "a/large")).isZero();
        assertThat((System.nanoTime() - begun) / 1e9).isLessThan(40);
        assertThat(calls()).hasSize(2).last().asString().contains("--budget smoke");
        assertThat(Files.readString(temp.resolve("runs/gpu/state.txt")))
                .startsWith("runs at their end: 0\n")
                .contains("a/large/x/1");
        Process list =
                new ProcessBuilder("tar", "tzf", "runs/gpu/checkpoints.tgz")
                        .directory(temp.toFile())
                        .start();
        assertThat(new String(list.getInputStream().readAllBytes()))
                .contains("a/large/x/1/checkpoint.bin");
    }

    @Test
    void a_wrong_command_line_says_what_is_needed() throws Exception {
        assertThat(call("soon")).isEqualTo(2);
        assertThat(errors).contains("needs MINUTES", "Received: soon.");
        assertThat(call("5", "--fast")).isEqualTo(2);
        assertThat(call("5", "--only", "c/none")).isEqualTo(1);
        assertThat(errors).contains("no experiment of that name", "c/none could not begin");
    }

    @Test
    void an_experiment_that_the_plan_lacks_runs_at_the_papers_budget() throws Exception {
        assertThat(call("5", "--device", "cpu", "--only", "d/other")).isZero();
        assertThat(calls())
                .hasSize(2)
                .last()
                .isEqualTo(
                        "reproduce --budget paper --experiment d/other --device cpu --out"
                                + " runs/gpu/paper");
    }
}
