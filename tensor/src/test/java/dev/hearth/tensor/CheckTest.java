package dev.hearth.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CheckTest {

    @Test
    void an_error_has_three_parts() {
        assertThat(Check.error("A step needs a number above 0", 0, "Count from 1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A step needs a number above 0. Received: 0. Count from 1.");
    }

    @Test
    void an_error_inside_another_stays_readable() {
        String inner = Check.message("A net needs a class for each output", 3, "Give it 2");
        assertThat(Check.message("A model is described by model.json.", inner, "Name another."))
                .isEqualTo(
                        "A model is described by model.json. Received: A net needs a class for each"
                                + " output; received: 3; Give it 2. Name another.");
    }
}
