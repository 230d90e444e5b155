package dev.hearth.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.bench.Spread;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TableTest {

    private static Result could(Row row, Peer peer, double ms, double ratio) {
        Spread times = new Spread(ms, ms / 2, ms * 2, 7);
        Spread ratios = new Spread(ratio, ratio / 2, ratio * 2, 7);
        return new Result(
                row, peer, "1.0", Optional.of(new Result.Figures(times, ratios, 2.3025851)), "");
    }

    private static Result cannot(Row row, Peer peer, String why) {
        return new Result(row, peer, "", Optional.empty(), why);
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
    void the_csv_has_a_line_for_everybody_and_all_lines_have_as_many_cells() {
        List<String> lines = TABLE.csv().lines().toList();
        assertThat(lines).hasSize(6);
        int cells = cells(lines.get(0));
        assertThat(lines).allSatisfy(line -> assertThat(cells(line)).as(line).isEqualTo(cells));
        assertThat(lines.get(3))
                .startsWith("e1,\"E1 step: 8×128 ELU, batch 64, SGD\",\"DJL, PyTorch engine\",1.0,")
                .contains(",3.75,1.875,7.5,7,2.5,1.25,5.0,2.3025851,,")
                .endsWith(",17.0.15+6\",FULL".replace("17.0.15+6\"", "\"17.0.15+6\""));
        assertThat(lines.get(4))
                .contains("ONNX Runtime\",,,,,,,,,,\"it infers, and does not \"\"train\"\"\",");
    }

    /** Commas outside of quotation marks, and one. */
    private static int cells(String line) {
        return line.replaceAll("\"([^\"]|\"\")*\"", "").split(",", -1).length;
    }

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
    void the_file_is_named_by_machine_and_versions() {
        assertThat(TABLE.slug()).isEqualTo("amd-epyc-2-cores-hearth-1.0-djl-1.0-java-17");
    }
}
