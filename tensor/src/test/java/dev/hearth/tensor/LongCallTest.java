package dev.hearth.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * The end of a process in the middle of a native call that takes longer than Java waits for: what libtorch
 * computes with must not be taken apart meanwhile.
 */
class LongCallTest {

    @Test
    void a_process_that_ends_within_a_backward_pass_ends_as_it_was_told() {
        Child.Ended ended = Child.of(ChildMains.EndsInBackward.class).run(60);
        assertThat(ended.exit()).as(ended.output()).isEqualTo(7);
        // JDK 25 has warnings of its own.
        assertThat(ended.output()).doesNotContain("fatal error");
    }
}
