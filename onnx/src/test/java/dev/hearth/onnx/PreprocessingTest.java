package dev.hearth.onnx;

import static dev.hearth.nn.layers.Layers.conv;
import static dev.hearth.nn.layers.Layers.elu;
import static dev.hearth.nn.layers.Layers.flatten;
import static dev.hearth.nn.layers.Layers.globalAvgPool;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.pyramidPool;
import static dev.hearth.nn.layers.Layers.sequence;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtSession;
import dev.hearth.data.image.Interpolation;
import dev.hearth.data.image.Picture;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Shape;
import dev.hearth.nn.fold.Folded;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Graphs that take decoded pictures. */
class PreprocessingTest {

    /** Shapes over a sky, in one of several colours: pictures as a net sees them, not noise alone. */
    static Picture drawn(int number, int width, int height) {
        RandomStream random = new Seed(5).child(number).stream();
        double[] low = new double[9];
        for (int i = 0; i < low.length; i++) {
            low[i] = random.uniform(0, 255);
        }
        double x0 = random.uniform(0, width);
        double y0 = random.uniform(0, height);
        double radius = random.uniform(2, width / 2.0);
        byte[] bytes = new byte[3 * width * height];
        for (int i = 0; i < bytes.length; i++) {
            int x = i / 3 % width;
            int y = i / 3 / width;
            int c = i % 3;
            boolean inside = Math.hypot(x - x0, y - y0) < radius;
            double value = inside ? low[c] : low[3 + c] + (low[6 + c] - low[3 + c]) * y / height;
            bytes[i] = (byte) Math.max(0, Math.min(255, value + random.uniform(-12, 12)));
        }
        return new Picture(width, height, 3, bytes);
    }

    static OnnxModel model(Layer net, InputSpec view) {
        Shape in = new Shape.Image(view.channels(), view.side(), view.side());
        try (var scope = Scope.open()) {
            var built = Used.net(net, in);
            Map<String, String> metadata =
                    new ImageModelMetadata("net", view, List.of("a", "b", "c", "d")).metadata();
            return OnnxModel.of("net", Folded.of(net, in, built.arrays()), in, metadata);
        }
    }

    /** A net whose output is its input. */
    @ParameterizedTest
    @CsvSource({
        "3, 24, 0.875, BICUBIC, 0.5, 0.5",
        "3, 24, 1, BILINEAR, 0.45, 0.22",
        "1, 24, 0.875, BICUBIC, 0, 1",
        "3, 31, 0.9, BICUBIC, 0, 1"
    })
    void values_are_within_one_of_255_of_pillows(
            int channels,
            int side,
            double fraction,
            Interpolation kernel,
            double mean,
            double deviation)
            throws Exception {
        InputSpec view = new InputSpec(channels, side, fraction, kernel, mean, deviation);
        OnnxModel whole = model(flatten(), view).withPreprocessing(view);
        int[][] sizes = {{24, 24}, {25, 24}, {31, 64}, {200, 133}, {17, 9}, {100, 31}, {40, 27}};
        try (OrtSession session = PreprocessingCheck.session(whole.bytes())) {
            for (int[] size : sizes) {
                Picture picture = drawn(size[0], size[0], size[1]);
                float[] found = PreprocessingCheck.apply(session, picture);
                float[] right = view.values(picture);
                assertThat(found).hasSameSizeAs(right);
                double most = 0;
                for (int i = 0; i < right.length; i++) {
                    most = Math.max(most, Math.abs((double) found[i] - right[i]));
                }
                assertThat(most * 255 * deviation).as(size[0] + "×" + size[1]).isLessThan(1.01);
            }
        }
    }

    @Test
    void the_first_class_is_the_same_for_500_pictures() throws Exception {
        InputSpec view = new InputSpec(3, 24, 0.875, Interpolation.BICUBIC, 0.5, 0.5);
        Layer net = sequence(conv(16, 3), elu(), conv(24, 3), elu(), globalAvgPool(), linear(4));
        OnnxModel inner = model(net, view);
        int same = 0;
        int[] often = new int[4];
        try (OrtSession session =
                        PreprocessingCheck.session(inner.withPreprocessing(view).bytes());
                OnnxNet twin = OnnxNet.open(inner.bytes(), 1)) {
            for (int i = 0; i < 500; i++) {
                Picture picture = drawn(i, 30 + i % 37, 28 + i % 53);
                int wanted = greatest(twin.apply(view.values(picture), 1, 3, 24, 24));
                same += wanted == greatest(PreprocessingCheck.apply(session, picture)) ? 1 : 0;
                often[wanted]++;
            }
        }
        assertThat(same).isEqualTo(500);
        assertThat(often).as("each class comes first now and then").doesNotContain(0);
    }

    private static int greatest(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            best = logits[i] > logits[best] ? i : best;
        }
        return best;
    }

    @Test
    void it_is_taken_out_again() {
        InputSpec view = InputSpec.unscaled(12, 0.9);
        OnnxModel inner = model(sequence(conv(5, 3), pyramidPool(1, 2), linear(4)), view);
        OnnxModel whole = inner.withPreprocessing(view);
        assertThat(whole.metadata())
                .containsAllEntriesOf(inner.metadata())
                .hasEntrySatisfying(
                        "hearth.preprocessing",
                        text ->
                                assertThat(text)
                                        .contains("uint8", "shorter side of 13", "12 x 12"));
        assertThat(whole.operators()).containsKeys("Resize", "Round");
        OnnxModel again = whole.withoutPreprocessing();
        assertThat(again.operators()).isEqualTo(inner.operators());
        assertThat(again.metadata()).isEqualTo(inner.metadata());
        assertThat(inner.withoutPreprocessing()).isSameAs(inner);
        float[] x = Used.values(new Shape.Image(3, 12, 12), 2);
        try (OnnxNet one = OnnxNet.open(inner.bytes(), 1);
                OnnxNet two = OnnxNet.open(again.bytes(), 1)) {
            assertThat(two.apply(x, 2, 3, 12, 12)).isEqualTo(one.apply(x, 2, 3, 12, 12));
        }
    }
}
