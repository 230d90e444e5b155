package dev.hearth.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.bench.Spread;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TableTest {

    private static Result could(Row row, Peer peer, double ms, double ratio) {
        Spread times = new Spread(ms, ms / 2, ms * 2, 7);
        Spread ratios = new Spread(ratio, ratio / 2, ratio * 2, 7);
        return new Result(
                row,
                peer,
                "1.0",
                "17.0.15+6",
                Optional.of(new Result.Figures(times, ratios, 2.3025851)),
                "");
    }

    private static Result cannot(Row row, Peer peer, String why) {
        return new Result(row, peer, "", "17.0.15+6", Optional.empty(), why);
    }

    private static final Table TABLE =
            new Table(
                    "AMD EPYC(TM), 2 cores",
                    "17.0.15+6",
                    PeerEffort.FULL,
                    List.of(
                            could(Row.E1, Peer.HEARTH, 1.5, 1),
                            could(Row.E1, Peer.HEARTH_BFLOAT16, 1.2, 0.8),
                            could(Row.E1, Peer.DJL, 3.75, 2.5),
                            cannot(Row.E1, Peer.ONNX, "it infers, and does not \"train\""),
                            could(Row.POOL, Peer.HEARTH, 1234, Double.NaN)));

    @Test
    void the_page_has_a_table_a_row_and_says_why_somebody_cannot() {
        String page = TABLE.markdown();
        assertThat(page)
                .startsWith("## Beside other frameworks\n")
                .contains(" AMD EPYC(TM), 2 cores; Java 17.0.15+6.\n");
        assertThat(page.lines().filter(line -> line.startsWith("### ")))
                .containsExactly("### " + Row.E1.title(), "### " + Row.POOL.title());
        assertThat(page)
                .contains(
                        "| DJL, PyTorch engine | 1.0 | 3.75 | 1.88 … 7.50 | 7 | 2.50 | 1.25 … 5.00 |")
                .contains("| ONNX Runtime |  |  |  |  |  |  | it infers, and does not \"train\" |")
                .contains("| Hearth | 1.0 | 1,234 | 617 … 2,468 | 7 |  |  | 2.3026 |");
    }

    @Test
    void the_terminal_has_the_same() {
        assertThat(TABLE.text())
                .contains(Row.E1.title())
                .contains("it infers, and does not \"train\"")
                .contains("1.88 … 7.50")
                .doesNotContain("NaN")
                .doesNotContain(Row.GAN.title());
    }

    @Test
    void the_file_is_named_by_the_machine() {
        assertThat(TABLE.slug()).isEqualTo("amd-epyc-2-cores-java-17");
    }

    @Test
    void results_are_read_as_they_were_written() throws IOException {
        String text = ResultFile.text(TABLE);
        assertThat(text.lines()).hasSize(6);
        assertThat(text.lines().toList().get(3))
                .startsWith("e1,\"E1 step: 8×128 ELU, batch 64, SGD\",\"DJL, PyTorch engine\",1.0,")
                .contains(",3.75,1.875,7.5,7,2.5,1.25,5.0,2.3025851,,")
                .endsWith(",17.0.15+6,FULL");
        assertThat(text).contains("\"it infers, and does not \"\"train\"\"\"");
        assertThat(ResultFile.results(text)).isEqualTo(TABLE.results());
    }

    @Test
    void a_row_that_stays_keeps_the_java_that_it_was_measured_on() throws IOException {
        Result kept = could(Row.CIFAR, Peer.HEARTH, 7, 1);
        Result measured = new Result(Row.E1, Peer.HEARTH, "1.0", "17.0.16+8", kept.figures(), "");
        Table both =
                new Table(TABLE.hardware(), "17.0.16+8", TABLE.depth(), List.of(measured))
                        .with(List.of(kept));
        assertThat(ResultFile.text(both)).contains(",17.0.15+6,FULL", ",17.0.16+8,FULL");
        assertThat(ResultFile.results(ResultFile.text(both))).containsExactly(measured, kept);
        assertThat(both.markdown()).contains("; Java 17.0.16+8, 17.0.15+6.\n");
    }

    @Test
    void a_later_run_takes_the_place_of_its_own_rows_alone() {
        List<Result> earlier =
                List.of(
                        could(Row.CIFAR, Peer.HEARTH, 7, 1),
                        could(Row.POOL, Peer.HEARTH, 8, 1),
                        could(Row.POOL, Peer.DJL, 9, 1));
        Table both = TABLE.with(earlier);
        assertThat(both.results()).hasSize(6).startsWith(TABLE.results().get(0));
        assertThat(both.results().subList(4, 6))
                .containsExactly(earlier.get(0), TABLE.results().get(4));
    }
}
