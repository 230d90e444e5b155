package dev.hearth.zoo.fmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import dev.hearth.zoo.fmp.FmpNotation.Convolution;
import dev.hearth.zoo.fmp.FmpNotation.Fractional;
import dev.hearth.zoo.fmp.FmpNotation.Kind;
import dev.hearth.zoo.fmp.FmpNotation.Whole;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FmpNotationTest {

    private static final String MNIST = "(32nC2-FMP√2)6-C2-C1-out";

    @Test
    void the_mnist_net_is_what_the_paper_says() {
        FmpNotation net = FmpNotation.parse(MNIST);
        assertThat(net.sides())
                .containsExactly(36, 35, 25, 24, 17, 16, 11, 10, 7, 6, 4, 3, 2, 1, 1);
        assertThat(net.convolutions()).isEqualTo(8);
        assertThat(net.pieces()).hasSize(14);
        assertThat(net.pieces().get(0)).isEqualTo(new Convolution(32, 2));
        assertThat(net.pieces().get(1)).isEqualTo(new Fractional(Math.sqrt(2)));
        assertThat(net.pieces().get(10)).isEqualTo(new Convolution(192, 2));
        assertThat(net.pieces().get(12)).isEqualTo(new Convolution(224, 2));
        assertThat(net.pieces().get(13)).isEqualTo(new Convolution(256, 1));
    }

    @Test
    void the_cifar_chain_has_a_field_of_94() {
        assertThat(FmpNotation.parse("(64nC2-FMP∛2)12-C2-C1-out").sides())
                .containsExactly(
                        94, 93, 74, 73, 58, 57, 45, 44, 35, 34, 27, 26, 21, 20, 16, 15, 12, 11, 9,
                        8, 6, 5, 4, 3, 2, 1, 1);
    }

    @Test
    void ten_levels_of_root_two_have_a_field_of_152() {
        assertThat(FmpNotation.parse("(32nC2-FMP√2)10-C2-C1-out").field()).isEqualTo(152);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(32nC2-FMPsqrt2)6-C2-C1-out",
                "(32nC2-FMP√2)_6-C2-C1-out",
                "(32nC2−FMP√2)₆−C2−C1−output",
                "( 32n C2 – FMP (√2) ) 6 – C2 – C1 – output",
                "input-(32nC2-FMPsqrt(2))6-C2-C1-out",
                "(32nC2-FMP√2)6-32nC2-32nC1-out",
                "(32nC2-FMP√2)3-(C2-FMP√2)3-224C2-C1-out"
            })
    void other_spellings_are_the_same_net(String text) {
        assertThat(FmpNotation.parse(text)).isEqualTo(FmpNotation.parse(MNIST));
    }

    @Test
    void whole_poolings_and_several_convolutions_a_level_are_read() {
        FmpNotation net = FmpNotation.parse("(8nC2-8nC2-MP2)2-10C3-MP3/2-SP2-C1-out");
        assertThat(net.pieces())
                .containsExactly(
                        new Convolution(8, 2),
                        new Convolution(16, 2),
                        new Whole(Kind.MAXIMUM, 2, 2),
                        new Convolution(24, 2),
                        new Convolution(32, 2),
                        new Whole(Kind.MAXIMUM, 2, 2),
                        new Convolution(10, 3),
                        new Whole(Kind.MAXIMUM, 3, 2),
                        new Whole(Kind.STOCHASTIC, 2, 2),
                        new Convolution(48, 1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            (32nC2-FMP3)6-C2-C1-out  | 11 | a ratio above 1 that is not whole behind FMP | Write FMP√2, FMPcbrt2 or FMP1.41.
            (32nC2-FMP2)6-C2-C1-out  | 11 | a ratio above 1 that is not whole behind FMP | Use MP2 for 2.
            (32nC2-FMP√2)6-C2-C1     | 21 | -out at its end                    | Add -out.
            (32nC2-FMP√2)6-C2-C1-out-| 25 | nothing behind out                 | Let out be the end.
            (32nC2-FMP√2-C2-C1-out   | 20 | a convolution, a pooling, a bracket or out | Write, for instance, (32nC2-FMP√2)6-C2-C1-out.
            (32nC2-FMP√2             | 13 | a dash or a closing bracket        | Close the bracket, as in ()6.
            (32nC2-FMP√2)-C2-C1-out  | 14 | how often the bracket is repeated  | Write, for instance, (32nC2-FMP√2)6-C2-C1-out.
            (32nC2-FMP√2)0-C2-C1-out | 14 | a repetition of at least 1         | Leave the bracket out.
            (32nC2-FMP√2)65-out      | 14 | how often the bracket is repeated of at most 64 | Write a smaller number.
            C2-FMP√2-out             | 1  | a count of filters, as no convolution before says one | Write, for instance, 32nC2.
            (32nD2-FMP√2)6-C2-C1-out | 5  | C behind a count of filters        | Write 32nC2.
            (32nC-FMP√2)6-C2-C1-out  | 6  | the side of the kernel             | Write, for instance, (32nC2-FMP√2)6-C2-C1-out.
            (32nC0-FMP√2)6-C2-C1-out | 6  | the side of the kernel above 0     | Write, for instance, (32nC2-FMP√2)6-C2-C1-out.
            (32nC2-FMP1.)6-out       | 13 | a digit behind the point           | Write, for instance, 1.41.
            (32nC2 FMP√2)6-out       | 8  | a dash or a closing bracket        | Close the bracket, as in ()6.
            32nC2xMP2-out            | 6  | a dash and another piece           | Write, for instance, (32nC2-FMP√2)6-C2-C1-out.
            99999nC2-C2-out          | 10 | at most 100000 filters             | Begin with less.
            """)
    void an_error_points_at_the_character(String text, int character, String wanted, String mend) {
        Throwable thrown = catchThrowable(() -> FmpNotation.parse(text));
        assertThat(thrown).isInstanceOf(IllegalArgumentException.class);
        String[] lines = thrown.getMessage().split("\n", -1);
        assertThat(lines).hasSize(4);
        assertThat(lines[0])
                .startsWith("Notation needs " + wanted + ". Received: ")
                .endsWith(" at character " + character + ":");
        assertThat(lines[1]).isEqualTo("  " + text);
        assertThat(lines[2].indexOf('^')).isEqualTo(2 + character - 1);
        assertThat(lines[3]).isEqualTo(mend);
    }

    @Test
    void nets_beyond_reason_are_refused() {
        assertThatThrownBy(() -> FmpNotation.parse("(1C2-MP2)20-out"))
                .hasMessageStartingWith(
                        "Notation needs a net for images of at most 10000 pixels a side. Received: ")
                .hasMessageEndingWith("Pool fewer times.");
        assertThatThrownBy(() -> FmpNotation.parse("out"))
                .hasMessageStartingWith(
                        "Notation needs at least one convolution or pooling. Received: none.");
        assertThatThrownBy(() -> FmpNotation.parse("32nC2-out".repeat(200)))
                .hasMessageStartingWith("Notation needs one line of at most 1000 characters.");
        assertThatThrownBy(() -> FmpNotation.parse("32nC2\n-out"))
                .hasMessageContaining("or several lines");
        assertThatThrownBy(() -> FmpNotation.parse(""))
                .hasMessageContaining("Received: the end at character 1:");
    }

    @Test
    void a_mutated_text_is_read_or_refused_in_three_parts() {
        RandomStream chance = new Seed(4).child("mutations").stream();
        String[] alphabet = {"1", "2", "3", "2", "4", "C", "n", "FMP", "MP", "_", ".5", "-C3", ""};
        List<String> good =
                List.of(MNIST, "(8nC2-8nC2-MP3/2)3-C2-C1-out", "3C2-FMPcbrt(2)-SP2-out");
        int refused = 0;
        for (int i = 0; i < 3000; i++) {
            StringBuilder text = new StringBuilder(good.get(chance.nextInt(good.size())));
            for (int n = chance.nextInt(2); n >= 0; n--) {
                int where = chance.nextInt(text.length());
                int end = Math.min(text.length(), where + chance.nextInt(3));
                text.replace(where, end, alphabet[chance.nextInt(alphabet.length)]);
            }
            Throwable came = catchThrowable(() -> FmpNotation.parse(text.toString()).sides());
            if (came != null) {
                refused++;
                assertThat(came).as(text.toString()).isInstanceOf(IllegalArgumentException.class);
                assertThat(came).hasMessageContaining(". Received: ");
            }
        }
        assertThat(refused).isBetween(500, 2900);
    }
}
