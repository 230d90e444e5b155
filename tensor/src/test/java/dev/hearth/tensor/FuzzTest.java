package dev.hearth.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FuzzTest {

    @Test
    void every_public_call_answers_or_refuses_and_none_crashes() {
        fuzz(1, 1500, 100);
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 3, 4, 5})
    @Tag("long")
    void every_public_call_answers_or_refuses_with_other_seeds(long seed) {
        fuzz(seed, 20_000, 500);
    }

    private static void fuzz(long seed, int calls, int seconds) {
        Child.Ended ended =
                Child.of(Fuzz.class, Long.toString(seed), Integer.toString(calls))
                        .option("-Dhearth.memory=" + (64 << 20))
                        .run(seconds);
        String said = ended.output();
        String end = said.substring(Math.max(0, said.length() - 6000));
        assertThat(ended.exit()).as("seed %d ended with:%n%s", seed, end).isZero();
        if (calls >= 20_000) {
            assertThat(end).contains("never answered=[]");
        }
        String answers = said.substring(said.indexOf("answers=") + 8).split(" ")[0];
        assertThat(Integer.parseInt(answers)).isGreaterThan(calls / 4);
    }
}
