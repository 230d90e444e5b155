package dev.hearth.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.experiments.MadeUpOutcome;
import dev.hearth.experiments.Outcome;
import dev.hearth.train.run.Result;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ArmTimesTest {

    private static Outcome.ArmRun run(String arm, String device, double seconds) {
        return new Outcome.ArmRun(
                arm,
                new Result(
                        "made up",
                        "0",
                        "short",
                        Map.of("name", "none"),
                        1,
                        device,
                        1,
                        "a machine",
                        Map.of(),
                        Map.of(),
                        List.of(),
                        seconds,
                        1));
    }

    private static String html(Outcome.ArmRun... runs) {
        return ArmTimes.html(MadeUpOutcome.of("made/up", runs));
    }

    @Test
    void a_second_of_a_gpu_is_none_of_a_core() {
        assertThat(html(run("a", "cpu", 1), run("b", "cpu", 2), run("b", "cuda:0", 200)))
                .contains("<td>2.00</td><td>1</td>");
        assertThat(html(run("a", "cuda:0", 1), run("b", "cuda:0", 2))).isEmpty();
    }
}
