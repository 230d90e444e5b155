package dev.hearth.train.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WrappedTextTest {

    @Test
    void a_line_is_broken_between_words_and_what_follows_is_indented() {
        String text = "one line of words\n  suggested: --rate 0.002, the middle\nshort";
        assertThat(WrappedText.of(text, 20).lines())
                .containsExactly(
                        "one line of words",
                        "  suggested: --rate",
                        "    0.002, the",
                        "    middle",
                        "short");
    }

    @Test
    void a_word_that_is_longer_and_columns_within_a_line_stay_whole() {
        assertThat(WrappedText.of("at runs/photographs/of/mine now", 12).lines())
                .containsExactly("at", "  runs/photographs/of/mine", "  now");
        assertThat(WrappedText.of("      6  disc", 20)).isEqualTo("      6  disc");
        assertThat(WrappedText.of("", 20)).isEmpty();
        assertThat(WrappedText.of("files:  a  b", 12)).isEqualTo("files:  a  b");
    }

    @Test
    void a_command_can_be_copied() {
        String command = "  ./hearth train --images photos --model inception-resnet-half";
        assertThat(WrappedText.command(command, 40).lines())
                .containsExactly(
                        "  ./hearth train --images photos \\", "    --model inception-resnet-half");
        assertThat(WrappedText.command(command, 54).lines())
                .as("an option stays with its value")
                .hasSize(2)
                .last()
                .isEqualTo("    --model inception-resnet-half");
        assertThat(WrappedText.command(command, 80)).isEqualTo(command);
    }
}
