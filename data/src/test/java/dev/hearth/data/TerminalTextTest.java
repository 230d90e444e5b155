package dev.hearth.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TerminalTextTest {

    @Test
    void what_is_seen_stays() {
        for (String text :
                new String[] {"", "cat, n0123", "été κύων 犬", "a\\b \"c\"", "👩\u200d🔬"}) {
            assertThat(TerminalText.of(text)).isEqualTo(text);
        }
    }

    @Test
    void what_moves_a_terminal_is_written_as_its_code() {
        assertThat(TerminalText.of("a\u001b[2Jb\nc\rd\t\0\u007f\u009b"))
                .isEqualTo("a\\u001b[2Jb\\u000ac\\u000dd\\u0009\\u0000\\u007f\\u009b");
        assertThat(TerminalText.of("x\u202ey\u2028z\ufeff\ud800"))
                .isEqualTo("x\\u202ey\\u2028z\\ufeff\\ud800");
        assertThat(TerminalText.of(new String(Character.toChars(0xE0041))))
                .isEqualTo("\\udb40\\udc41");
    }

    @Test
    void a_message_has_one_line() {
        assertThat(new BadDataException("x needs a", "\u001b]0;b\u0007\n", "Use a").getMessage())
                .isEqualTo("x needs a. Received: \\u001b]0;b\\u0007\\u000a. Use a.");
    }
}
