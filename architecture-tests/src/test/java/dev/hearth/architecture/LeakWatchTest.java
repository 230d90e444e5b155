package dev.hearth.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Training through all floors leaves no tensor in the run's scope, and no bytes with the system. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "resident memory is read from /proc")
class LeakWatchTest {

    /** In kilobytes. One lost batch of images a step would be 100 kB, above 50 MB in all. */
    private static final long ALLOWED = 10 * 1024;

    @Test
    void six_hundred_steps_leave_nothing_behind() throws IOException, InterruptedException {
        List<String> said = steps("300", "900");
        assertThat(said).contains("left=0", "learned=true");
        assertThat(number(said, "end") - number(said, "warm")).isLessThan(ALLOWED);
    }

    @Test
    void a_leak_is_seen() throws IOException, InterruptedException {
        // 100 kB a step: 150 steps are 15 MB.
        List<String> said = steps("20", "170", "25000");
        assertThat(number(said, "left")).isEqualTo(170);
        assertThat(number(said, "end") - number(said, "warm")).isGreaterThan(ALLOWED);
    }

    @Test
    @Tag("long")
    void ten_thousand_steps_leave_nothing_behind() throws IOException, InterruptedException {
        // Later than the compiler's last look: between steps 1,000 and 11,000 it takes 5 MB and
        // more.
        List<String> said = steps("8000", "18000");
        assertThat(said).contains("left=0", "learned=true");
        assertThat(number(said, "end") - number(said, "warm")).isLessThan(ALLOWED);
    }

    /** On a Java heap that is resident from the beginning, so that only native memory can grow. */
    private static List<String> steps(String... words) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xms96m",
                                "-Xmx96m",
                                "-XX:+AlwaysPreTouch",
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                LeakSteps.class.getName()));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).as(output).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output.lines().toList();
    }

    private static long number(List<String> said, String name) {
        String line = said.stream().filter(l -> l.startsWith(name + "=")).findFirst().orElseThrow();
        return Long.parseLong(line.substring(name.length() + 1));
    }
}
