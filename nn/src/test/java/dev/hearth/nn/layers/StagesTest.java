package dev.hearth.nn.layers;

import static dev.hearth.nn.layers.Layers.avgPool;
import static dev.hearth.nn.layers.Layers.concat;
import static dev.hearth.nn.layers.Layers.conv;
import static dev.hearth.nn.layers.Layers.elu;
import static dev.hearth.nn.layers.Layers.globalMaxPool;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.maxPool;
import static dev.hearth.nn.layers.Layers.named;
import static dev.hearth.nn.layers.Layers.repeat;
import static dev.hearth.nn.layers.Layers.reshape;
import static dev.hearth.nn.layers.Layers.residual;
import static dev.hearth.nn.layers.Layers.sequence;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.nn.Complexity;
import dev.hearth.nn.Composite;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import org.junit.jupiter.api.Test;

class StagesTest {

    private static final Shape IN = new Shape.Image(3, 32, 32);

    /** A net of few words. */
    record Tower(int channels) implements Composite {
        @Override
        public Layer body() {
            return sequence(
                    named("stem", sequence(conv(32, 3).stride(2), elu())),
                    concat(conv(16, 1), sequence(avgPool(3), conv(16, 1, 7))),
                    repeat(3, residual(0.17, conv(32, 3))),
                    repeat(2, maxPool(2, 2)),
                    globalMaxPool(),
                    reshape(channels, 1, 1));
        }
    }

    @Test
    void a_table_has_a_row_a_stage_and_a_total() {
        Stages table = Stages.of(new Tower(32), IN, Stages.Detail.STAGES);
        assertThat(table.text())
                .isEqualTo(
                        """
                        part    layer                                      output  parameters  multiply-adds
                                input                                     3×32×32
                        0.stem  2 layers                                 32×16×16         896        221,184
                        1       Concat of 2 branches                     32×16×16       4,128      1,048,576
                        2       3 × x + 0.17·(Conv2d[32, 3×3, SAME])     32×16×16      27,744      7,077,888
                        3.0     MaxPool2d[2×2, stride 2, VALID]            32×8×8           0              0
                        3.1     MaxPool2d[2×2, stride 2, VALID]            32×4×4           0              0
                        4       GlobalMaxPool[]                                32           0              0
                        5       Reshape[channels=32, height=1, width=1]    32×1×1           0              0
                        total                                              32×1×1      32,768      8,347,648
                        """);
    }

    @Test
    void a_long_layer_is_cut_short_in_the_text_only() {
        Stages table = Stages.of(linear(10), new Shape.Vector(4), Stages.Detail.STAGES);
        assertThat(table.rows().get(0).form()).isEqualTo(linear(10).toString());
        assertThat(table.text()).contains("Linear[units=10").contains("…").doesNotContain("biases");
    }

    @Test
    void parts_lie_under_the_names_of_their_parameters() {
        Stages table = Stages.of(new Tower(32), IN, Stages.Detail.PARTS);
        Parameters plan = Parameters.plan();
        new Tower(32).build(IN, plan);
        assertThat(table.rows())
                .extracting(Stages.Stage::name)
                .containsExactly("0.stem.0", "0.stem.1", "1", "2", "3.0", "3.1", "4", "5");
        for (Stages.Stage row : table.rows()) {
            long below =
                    plan.entries().stream()
                            .filter(entry -> entry.name().startsWith(row.name() + "."))
                            .mapToLong(Parameters.Entry::count)
                            .sum();
            assertThat(row.cost().parameters()).as(row.name()).isEqualTo(below);
        }
        assertThat(table.total()).isEqualTo(new Tower(32).cost(IN));
        assertThat(table.total().parameters()).isEqualTo(plan.count());
        assertThat(table.out()).isEqualTo(new Shape.Image(32, 1, 1));
    }

    @Test
    void a_net_that_is_one_layer_is_one_row() {
        Stages table = Stages.of(linear(10), new Shape.Vector(784), Stages.Detail.STAGES);
        assertThat(table.rows()).hasSize(1);
        assertThat(table.rows().get(0).name()).isEmpty();
        assertThat(table.total()).isEqualTo(new Complexity(7850, 0, 7840));
    }

    @Test
    void a_name_around_the_whole_net_does_not_hide_it() {
        Layer net = named("net", sequence(conv(4, 3), elu()));
        assertThat(Stages.of(net, IN, Stages.Detail.STAGES).rows())
                .extracting(Stages.Stage::name)
                .containsExactly("net.0", "net.1");
    }
}
