package dev.hearth.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DidYouMeanTest {

    private static final List<String> WORDS =
            List.of(
                    "--model",
                    "--mode",
                    "train",
                    "elu-cifar-11",
                    "elu-cifar-18",
                    "a",
                    "inception-v4");

    @ParameterizedTest
    @CsvSource({
        "--modle, --model",
        "-model, --model",
        "--Model, --model",
        "--mod, --mode",
        "trian, train",
        "tain, train",
        "traain, train",
        "TRAIN, train",
        "elu-cifar-1, elu-cifar-11",
        "elu_cifar_18, elu-cifar-18",
        "eluCifar11, elu-cifar-11",
        "inception, inception-v4",
        "b, a",
        "train, ",
        "bench, ",
        "--fast, ",
        "'', a",
        "nothing, ",
    })
    void the_nearest_word_is_meant_if_it_is_near(String typed, String meant) {
        assertThat(DidYouMean.meant(typed, WORDS).orElse(null)).isEqualTo(meant);
        assertThat(DidYouMean.question(typed, WORDS))
                .isEqualTo(meant == null ? "" : "Did you mean " + meant + "? ");
    }

    @Test
    void swapped_neighbours_count_once_and_no_letter_is_edited_twice() {
        assertThat(DidYouMean.meant("abcd", List.of("badc"))).isEmpty();
        assertThat(DidYouMean.meant("abcdef", List.of("badcef"))).contains("badcef");
        assertThat(DidYouMean.meant("ca", List.of("abc"))).isEmpty();
        assertThat(DidYouMean.meant("x", List.of())).isEmpty();
    }
}
