package dev.hearth.zoo.inception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.nn.Complexity;
import dev.hearth.nn.Composite;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.Stages;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** INC-1: every stage's shape, the parameters and the multiply-adds, without libtorch. */
class InceptionCountsTest {

    private static final Shape IMAGENET = new Shape.Image(3, 299, 299);

    /**
     * What a net must come to.
     *
     * @param net the letter
     * @param parameters exactly
     * @param giga multiply-adds in thousand millions, to three places
     * @param stages what comes out of each part up to the average
     */
    record Row(Composite net, long parameters, String giga, List<String> stages) {
        @Override
        public String toString() {
            return net.toString();
        }
    }

    static Stream<Row> rows() {
        List<String> v4 =
                List.of(
                        "384×35×35",
                        "384×35×35",
                        "1024×17×17",
                        "1024×17×17",
                        "1536×8×8",
                        "1536×8×8",
                        "1536",
                        "1536",
                        "1000");
        return Stream.of(
                new Row(InceptionV4.asPublished(), 42_679_816, "12.254", v4),
                new Row(InceptionV4Released.asPublished(), 42_679_816, "12.254", v4),
                // Counts of the net that PyTorch's torchvision has under this name, without
                // auxiliary logits.
                new Row(
                        InceptionV3.asPublished(),
                        23_834_568,
                        "5.713",
                        List.of(
                                "192×35×35",
                                "288×35×35",
                                "768×17×17",
                                "768×17×17",
                                "1280×8×8",
                                "2048×8×8",
                                "2048",
                                "2048",
                                "1000")),
                new Row(
                        InceptionResNetV1.asPublished(),
                        22_756_328,
                        "6.206",
                        List.of(
                                "256×35×35",
                                "256×35×35",
                                "896×17×17",
                                "896×17×17",
                                "1792×8×8",
                                "1792×8×8",
                                "1792",
                                "1792",
                                "1000")),
                new Row(
                        InceptionResNetV2.asPublished(),
                        32_433_928,
                        "9.258",
                        List.of(
                                "384×35×35",
                                "384×35×35",
                                "1152×17×17",
                                "1152×17×17",
                                "2144×8×8",
                                "2144×8×8",
                                "2144",
                                "2144",
                                "1000")),
                new Row(
                        InceptionResNetV2Released.asPublished(),
                        55_843_464,
                        "13.156",
                        List.of(
                                "32×149×149",
                                "32×147×147",
                                "64×147×147",
                                "64×73×73",
                                "80×73×73",
                                "192×71×71",
                                "192×35×35",
                                "320×35×35",
                                "320×35×35",
                                "1088×17×17",
                                "1088×17×17",
                                "2080×8×8",
                                "2080×8×8",
                                "2080×8×8",
                                "1536×8×8",
                                "1536",
                                "1536",
                                "1000")));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void stages_parameters_and_multiply_adds_are_the_papers(Row row) {
        Complexity cost = row.net().cost(IMAGENET);
        assertThat(cost.parameters()).isEqualTo(row.parameters());
        assertThat(String.format(Locale.ROOT, "%.3f", cost.multiplyAdds() / 1e9))
                .isEqualTo(row.giga());
        Stages table = Stages.of(row.net(), IMAGENET, Stages.Detail.STAGES);
        assertThat(table.rows())
                .extracting(stage -> stage.out().toString())
                .containsExactlyElementsOf(row.stages());
        assertThat(table.total()).isEqualTo(cost);
    }

    private static List<String> parts(Layer stage, Shape in) {
        return Stages.of(stage, in, Stages.Detail.PARTS).rows().stream()
                .filter(row -> !row.layer().toString().startsWith("BatchNorm"))
                .filter(row -> !row.layer().toString().startsWith("Relu"))
                .map(row -> row.out().toString())
                .toList();
    }

    @Test
    void the_stems_shrink_as_in_their_figures() {
        assertThat(parts(SharedBlocks.figure3(), IMAGENET))
                .containsExactly(
                        "32×149×149",
                        "32×147×147",
                        "64×147×147",
                        "160×73×73",
                        "192×71×71",
                        "384×35×35");
        assertThat(parts(SharedBlocks.figure14(), IMAGENET))
                .containsExactly(
                        "32×149×149",
                        "32×147×147",
                        "64×147×147",
                        "64×73×73",
                        "80×73×73",
                        "192×71×71",
                        "256×35×35");
    }

    @Test
    void the_table_names_the_papers_stages() {
        String text = Stages.of(InceptionV4.asPublished(), IMAGENET, Stages.Detail.STAGES).text();
        assertThat(text)
                .contains("0.stem", "1.inception-a  4 × Concat of 4 branches", "42,679,816")
                .contains("3.inception-b  7 × Concat of 4 branches", "5.inception-c  3 × ");
    }

    @ParameterizedTest
    @MethodSource("rows")
    void images_of_other_sizes_and_channels_are_taken_too(Row row) {
        for (Shape in :
                List.of(
                        new Shape.Image(1, 299, 299),
                        new Shape.Image(3, 75, 75),
                        new Shape.Image(4, 160, 331))) {
            assertThat(row.net().out(in)).isEqualTo(new Shape.Vector(1000));
        }
        long grey = row.net().cost(new Shape.Image(1, 299, 299)).parameters();
        assertThat(row.parameters() - grey).isEqualTo(2 * 9 * 32);
        assertThatThrownBy(() -> row.net().out(new Shape.Image(3, 74, 74)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "needs an image, padding included, of at least 3×3." + " Received: ");
    }

    @Test
    void classes_cost_a_row_of_the_last_layer_each() {
        long thousand = InceptionV4.asPublished().cost(IMAGENET).parameters();
        assertThat(new InceptionV4(10, 0).cost(IMAGENET).parameters())
                .isEqualTo(thousand - 990 * (1536 + 1));
        assertThat(new InceptionResNetV2(10, 0, ResidualScales.of(1)).cost(IMAGENET).parameters())
                .isEqualTo(32_433_928 - 990 * (2144 + 1));
    }

    @Test
    void a_scale_of_nothing_is_refused() {
        assertThatThrownBy(() -> new ResidualScales(0.17, 0, 0.2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "ResidualScales needs numbers that are finite and not 0. Received: a=0.17, b=0.0,"
                                + " c=0.2. Use 1 for plain sums, 0.1 to 0.3 to scale down.");
        assertThatThrownBy(() -> ResidualScales.of(Double.NaN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a=NaN");
    }
}
