package dev.hearth.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(value = OS.LINUX, disabledReason = "resident memory is read from /proc")
class TensorMemoryTest {

    @Test
    void two_thousand_steps_leave_no_tensor_behind() {
        Child.Ended ended = steps(500, 2000);
        // One lost tensor of the batch's size a step would be 24 MB.
        assertThat(number(ended, "end") - number(ended, "warm")).isLessThan(8 * 1024);
        assertThat(number(ended, "java")).isLessThan(100_000);
        System.out.println("Java bytes of a step of nine layers: " + number(ended, "java"));
    }

    @Test
    @Tag("long")
    void twenty_thousand_steps_keep_resident_memory_flat() {
        // The JIT's own memory grows for the first ten thousand steps or so.
        Child.Ended ended = steps(20_000, 40_000);
        long warm = number(ended, "warm");
        System.out.println("resident kB: " + warm + ", then " + number(ended, "end"));
        assertThat((double) number(ended, "end")).isCloseTo(warm, within(0.02 * warm));
    }

    /** On a Java heap that is resident from the beginning, so that only native memory can grow. */
    private static Child.Ended steps(int warm, int all) {
        Child.Ended ended =
                Child.of(Steps.class, Integer.toString(warm), Integer.toString(all))
                        .option("-Xms64m")
                        .option("-Xmx64m")
                        .option("-XX:+AlwaysPreTouch")
                        .option("-XX:+UseSerialGC")
                        .run(600);
        assertThat(ended.exit()).as(ended.output()).isZero();
        assertThat(ended.output().lines()).contains("learned=true", "left=0");
        return ended;
    }

    private static long number(Child.Ended ended, String name) {
        return ended.output()
                .lines()
                .filter(line -> line.startsWith(name + "="))
                .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1)))
                .sum();
    }
}
