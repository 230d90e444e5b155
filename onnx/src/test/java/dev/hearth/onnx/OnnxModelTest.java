package dev.hearth.onnx;

import static dev.hearth.nn.layers.Layers.avgPool;
import static dev.hearth.nn.layers.Layers.batchNorm;
import static dev.hearth.nn.layers.Layers.concat;
import static dev.hearth.nn.layers.Layers.conv;
import static dev.hearth.nn.layers.Layers.dropout;
import static dev.hearth.nn.layers.Layers.elu;
import static dev.hearth.nn.layers.Layers.fixedCountDropout;
import static dev.hearth.nn.layers.Layers.flatten;
import static dev.hearth.nn.layers.Layers.fractionalMaxPool;
import static dev.hearth.nn.layers.Layers.frozen;
import static dev.hearth.nn.layers.Layers.frozenBackbone;
import static dev.hearth.nn.layers.Layers.gaussianNoise;
import static dev.hearth.nn.layers.Layers.globalAvgPool;
import static dev.hearth.nn.layers.Layers.globalMaxPool;
import static dev.hearth.nn.layers.Layers.gru;
import static dev.hearth.nn.layers.Layers.leakyRelu;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.maskedLinear;
import static dev.hearth.nn.layers.Layers.maxPool;
import static dev.hearth.nn.layers.Layers.maxout;
import static dev.hearth.nn.layers.Layers.maxoutChannels;
import static dev.hearth.nn.layers.Layers.meanOnlyBatchNorm;
import static dev.hearth.nn.layers.Layers.named;
import static dev.hearth.nn.layers.Layers.prelu;
import static dev.hearth.nn.layers.Layers.pyramidPool;
import static dev.hearth.nn.layers.Layers.regionMaxPool;
import static dev.hearth.nn.layers.Layers.relu;
import static dev.hearth.nn.layers.Layers.repeat;
import static dev.hearth.nn.layers.Layers.reshape;
import static dev.hearth.nn.layers.Layers.residual;
import static dev.hearth.nn.layers.Layers.rrelu;
import static dev.hearth.nn.layers.Layers.sequence;
import static dev.hearth.nn.layers.Layers.shiftedRelu;
import static dev.hearth.nn.layers.Layers.sigmoid;
import static dev.hearth.nn.layers.Layers.softmax;
import static dev.hearth.nn.layers.Layers.spatialDropout;
import static dev.hearth.nn.layers.Layers.stochasticPool;
import static dev.hearth.nn.layers.Layers.tanh;
import static dev.hearth.nn.layers.Layers.tap;
import static dev.hearth.nn.layers.Layers.transposedConv;
import static dev.hearth.nn.layers.Layers.weightNorm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.data.BadDataException;
import dev.hearth.nn.Context;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.nn.fold.Folded;
import dev.hearth.nn.fold.Simplification;
import dev.hearth.nn.layers.AvgPool2d;
import dev.hearth.nn.layers.AxisRegions;
import dev.hearth.nn.layers.BatchNorm;
import dev.hearth.nn.layers.BatchNormScale;
import dev.hearth.nn.layers.Conv2d;
import dev.hearth.nn.layers.Elu;
import dev.hearth.nn.layers.FixedGain;
import dev.hearth.nn.layers.FractionalMaxPool2d;
import dev.hearth.nn.layers.Identity;
import dev.hearth.nn.layers.IncrementDraw;
import dev.hearth.nn.layers.MaxPool2d;
import dev.hearth.nn.layers.Padding;
import dev.hearth.nn.layers.Prelu;
import dev.hearth.nn.layers.RegionConvention;
import dev.hearth.nn.layers.RegionOverlap;
import dev.hearth.nn.layers.RegionSharing;
import dev.hearth.nn.layers.ScheduledDropout;
import dev.hearth.nn.layers.SharedStemConcat;
import dev.hearth.nn.layers.SlopeSharing;
import dev.hearth.nn.layers.TransposedConv2d;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.zoo.elu.EluCifar11;
import dev.hearth.zoo.elu.EluMnist;
import dev.hearth.zoo.elu.Normalization;
import dev.hearth.zoo.gan.GanConvDiscriminator;
import dev.hearth.zoo.gan.GanConvGenerator;
import dev.hearth.zoo.gan.GanDiscriminator;
import dev.hearth.zoo.gan.GanGenerator;
import dev.hearth.zoo.inception.InceptionMiniature;
import dev.hearth.zoo.inception.InceptionWide;
import dev.hearth.zoo.inception.ResidualWiring;
import dev.hearth.zoo.together.CombinedNet;
import dev.hearth.zoo.together.Idea;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What ONNX Runtime computes from an exported net is what Hearth computes. */
class OnnxModelTest {

    private static final Shape IMAGE = new Shape.Image(4, 9, 7);
    private static final Shape VECTOR = new Shape.Vector(12);
    private static final Shape CIFAR = new Shape.Image(3, 32, 32);
    private static final Shape MNIST = new Shape.Image(1, 28, 28);

    @TempDir private Path temp;

    /** A net and what goes in. */
    record Row(Layer net, Shape in) {
        @Override
        public String toString() {
            String name = net.toString();
            return name.substring(0, Math.min(90, name.length())) + " on " + in;
        }
    }

    static List<Row> rows() {
        return List.of(
                new Row(new Conv2d(6, 3), IMAGE),
                new Row(new Conv2d(3, 1).kernel(2, 4).stride(2, 3).noBias(), IMAGE),
                new Row(new Conv2d(8, 3).dilation(2, 1).groups(2).padding(Padding.VALID), IMAGE),
                new Row(new Conv2d(5, 3).padding(Padding.of(2, 0, 1, 3)), IMAGE),
                new Row(conv(16, 3).padding(Padding.of(2, 0, 1, 3)), new Shape.Image(16, 9, 7)),
                new Row(new TransposedConv2d(6, 5).stride(2), IMAGE),
                new Row(new TransposedConv2d(3, 2).stride(3).noBias(), IMAGE),
                new Row(
                        new TransposedConv2d(6, 3)
                                .stride(2, 3)
                                .groups(2)
                                .padding(Padding.of(2, 0, 1, 1))
                                .extra(1, 2),
                        IMAGE),
                new Row(transposedConv(3, 5, 3).padding(Padding.VALID), IMAGE),
                new Row(maxPool(2, 2), IMAGE),
                new Row(new MaxPool2d(3, 2).padding(Padding.SAME), IMAGE),
                new Row(avgPool(3), IMAGE),
                new Row(new AvgPool2d(2, 2).padding(Padding.SAME), IMAGE),
                new Row(new AvgPool2d(2, 2).padding(Padding.SAME).countingPadding(), IMAGE),
                new Row(new AvgPool2d(3, 2).padding(Padding.of(2, 0, 1, 2)), IMAGE),
                new Row(globalAvgPool(), IMAGE),
                new Row(globalMaxPool(), IMAGE),
                new Row(pyramidPool(1, 2, 4), IMAGE),
                new Row(
                        regionMaxPool(
                                new AxisRegions(9, List.of(0, 2, 3, 6), List.of(3, 4, 6, 9)),
                                new AxisRegions(7, List.of(0, 1, 3, 5), List.of(1, 3, 5, 7))),
                        IMAGE),
                new Row(concat(conv(2, 1), conv(3, 3)), IMAGE),
                new Row(concat(linear(3), linear(2)), VECTOR),
                new Row(sequence(linear(3), ScheduledDropout.from(0, 0.5)), VECTOR),
                new Row(
                        new SharedStemConcat(
                                sequence(conv(5, 1), elu()),
                                List.of(2, 0, 3),
                                List.of(new Identity(), conv(2, 3), conv(4, 3))),
                        IMAGE),
                new Row(residual(0.17, conv(4, 3)), IMAGE),
                new Row(residual(linear(12)), VECTOR),
                new Row(repeat(3, sequence(conv(4, 3), elu())), IMAGE),
                new Row(
                        frozenBackbone(sequence(conv(4, 3), batchNorm(), flatten(), linear(5))),
                        IMAGE),
                new Row(
                        frozen(sequence(conv(4, 3), batchNorm(), flatten(), linear(5)), "0.*"),
                        IMAGE),
                new Row(named("head", linear(7)), VECTOR),
                new Row(linear(5), VECTOR),
                new Row(
                        maskedLinear(List.of(0, 1, 2, 3, 0, 1, 2, 3, 4, 4, 0, 1), List.of(0, 2, 3)),
                        VECTOR),
                new Row(maxout(5, 3), VECTOR),
                new Row(maxoutChannels(2), IMAGE),
                new Row(maxoutChannels(4), VECTOR),
                new Row(relu(), IMAGE),
                new Row(leakyRelu(0.2), IMAGE),
                new Row(rrelu(), VECTOR),
                new Row(prelu(), IMAGE),
                new Row(prelu(), VECTOR),
                new Row(new Prelu(SlopeSharing.SHARED), IMAGE),
                new Row(shiftedRelu(), IMAGE),
                new Row(new Elu(0.7), IMAGE),
                new Row(sigmoid(), VECTOR),
                new Row(tanh(), IMAGE),
                new Row(softmax(), VECTOR),
                new Row(softmax(), IMAGE),
                new Row(batchNorm(), IMAGE),
                new Row(new BatchNorm(0.001, 0.3, BatchNormScale.NO), VECTOR),
                new Row(sequence(elu(), batchNorm()), IMAGE),
                new Row(meanOnlyBatchNorm(), IMAGE),
                new Row(meanOnlyBatchNorm(), VECTOR),
                new Row(flatten(), IMAGE),
                new Row(reshape(2, 3, 2), VECTOR),
                new Row(tap("here"), IMAGE),
                new Row(dropout(0.5), IMAGE),
                new Row(spatialDropout(0.5), IMAGE),
                new Row(fixedCountDropout(0.5), IMAGE),
                new Row(gaussianNoise(0.3), VECTOR),
                new Row(weightNorm(sequence(conv(6, 3).groups(2), elu(), conv(3, 1))), IMAGE),
                new Row(new FixedGain(conv(5, 3)), IMAGE),
                // small nets of the papers
                new Row(new EluMnist(3, 32, 10, new Elu()), MNIST),
                new Row(new EluCifar11(16, 10, new Elu(), Normalization.NONE), CIFAR),
                new Row(new InceptionMiniature(ResidualWiring.RESIDUAL, 1, 0.2, 10, 0.1), CIFAR),
                new Row(new InceptionMiniature(ResidualWiring.PLAIN, 1, 0.2, 10, 0.1), CIFAR),
                new Row(new InceptionMiniature(ResidualWiring.CUT, 1, 0.2, 7, 0), CIFAR),
                new Row(new InceptionWide(64, 2, 0.1, 10), CIFAR),
                new Row(
                        new GanGenerator(GanGenerator.Images.FACES_SECOND_STAGE, 16),
                        new Shape.Vector(100)),
                new Row(new GanConvGenerator(16), new Shape.Vector(100)),
                new Row(new GanDiscriminator(24), MNIST),
                new Row(new GanConvDiscriminator(8), CIFAR));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void onnx_runtime_computes_what_hearth_computes(Row row) {
        try (var room = Scope.open()) {
            Model net = Used.net(row.net(), row.in());
            Folded folded = Folded.of(net.layer(), net.in(), net.arrays());
            Used.assertSame(net, OnnxModel.of("net", folded, row.in(), Map.of()), 1e-5);
            Folded simple = folded.simplified(row.in(), Simplification.values());
            Used.assertSame(net, OnnxModel.of("net", simple, row.in(), Map.of()), 1e-5);
        }
    }

    @ParameterizedTest
    @MethodSource
    void fractional_pools_get_the_regions_of_one_prediction(FractionalMaxPool2d pool) {
        assertDrawn(sequence(conv(3, 3), pool, elu(), pool, flatten(), linear(4)), CIFAR);
    }

    @Test
    void a_net_of_all_ideas_is_exported_with_the_regions_of_one_prediction() {
        assertDrawn(new CombinedNet(28, 8, 10, EnumSet.allOf(Idea.class)), MNIST);
    }

    private static void assertDrawn(Layer net, Shape in) {
        try (var room = Scope.open()) {
            Model built = Used.net(net, in);
            OnnxConverters converters =
                    OnnxConverters.standard().drawing(Context.predicting(new Seed(3)));
            Folded folded = Folded.of(net, in, built.arrays());
            OnnxModel graph = OnnxModel.of("net", folded, in, Map.of(), converters);
            float[] wanted;
            float[] otherwise;
            try (var quiet = NoGrad.open()) {
                Tensor x = Used.input(in, 3);
                wanted = built.apply(x, Context.predicting(new Seed(3))).toFloats();
                otherwise = built.apply(x, Context.predicting(new Seed(4))).toFloats();
            }
            try (OnnxNet opened = OnnxNet.open(graph.bytes(), 1)) {
                float[] came = opened.apply(Used.values(in, 3), in.batch(3));
                assertThat(SelfTest.error(came, wanted)).isLessThan(1e-5);
                assertThat(SelfTest.error(came, otherwise)).isGreaterThan(1e-2);
            }
        }
    }

    static List<FractionalMaxPool2d> fractional_pools_get_the_regions_of_one_prediction() {
        FractionalMaxPool2d random =
                new FractionalMaxPool2d(
                        Math.sqrt(2), RegionOverlap.OVERLAPPING, IncrementDraw.RANDOM);
        return List.of(
                random,
                random.windows(RegionOverlap.DISJOINT),
                random.draw(IncrementDraw.PSEUDORANDOM),
                random.draw(IncrementDraw.PSEUDORANDOM)
                        .windows(RegionOverlap.DISJOINT)
                        .convention(RegionConvention.PAPER_FORMULA));
    }

    @Test
    void regions_of_each_channel_cannot_be_exported() {
        FractionalMaxPool2d pool =
                new FractionalMaxPool2d(1.4, RegionOverlap.DISJOINT, IncrementDraw.RANDOM)
                        .offsets(RegionSharing.PER_CHANNEL);
        assertThatThrownBy(() -> pool.drawn(CIFAR, Context.predicting(new Seed(0))))
                .hasMessageContaining("one draw for all channels");
    }

    @Test
    void every_word_is_tested() {
        TreeSet<String> said = new TreeSet<>();
        rows().forEach(row -> said.addAll(Used.classes(row.net(), row.in())));
        TreeSet<String> known = new TreeSet<>();
        OnnxConverters.standard().types().forEach(type -> known.add(type.getSimpleName()));
        assertThat(said).containsAll(known);
    }

    @Test
    void what_draws_or_remembers_is_refused_with_its_place() {
        Layer pool = fractionalMaxPool(1.4, RegionOverlap.OVERLAPPING, IncrementDraw.RANDOM);
        Layer net = sequence(conv(3, 3), named("b", sequence(elu(), pool)));
        assertThatThrownBy(() -> model(net, IMAGE))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "An ONNX export needs a converter for each layer. Received: no converter"
                                + " for "
                                + pool
                                + " at 1.b.1. Add one with"
                                + " OnnxConverters.with(FractionalMaxPool2d.class, …), or use"
                                + " another layer.");
        assertThatThrownBy(() -> model(gru(4), new Shape.Image(1, 5, 3)))
                .hasMessageContaining("at the whole net");
        assertThatThrownBy(() -> model(stochasticPool(2, 2), IMAGE))
                .hasMessageContaining("StochasticPool2d");
    }

    private static OnnxModel model(Layer net, Shape in) {
        try (var room = Scope.open()) {
            Model built = Used.net(net, in);
            return OnnxModel.of(
                    "net", Folded.of(net, in, built.arrays()), in, Map.of("b", "2", "a", "1"));
        }
    }

    @Test
    void a_model_goes_through_a_file() throws Exception {
        OnnxModel model = model(sequence(conv(3, 3), batchNorm(), relu()), IMAGE);
        assertThat(model.operators()).isEqualTo(Map.of("Conv", 1, "Relu", 1, "Identity", 1));
        Path file = temp.resolve("net.onnx");
        model.write(file);
        assertThat(Files.readAllBytes(file)).isEqualTo(model.bytes());
        OnnxModel again = OnnxModel.read(file);
        assertThat(again.bytes()).isEqualTo(model.bytes());
        assertThat(again.metadata()).isEqualTo(Map.of("a", "1", "b", "2"));
        Files.write(file, new byte[] {1, 2, 3});
        assertThatThrownBy(() -> OnnxModel.read(file))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("net.onnx. Received: ")
                .hasMessageEndingWith("Name a file that ./hearth export made.");
        assertThatThrownBy(() -> OnnxModel.read(temp.resolve("none.onnx")))
                .hasMessageContaining("Received: nothing there.");
    }

    @Test
    void what_is_no_model_and_what_does_not_fit_is_refused() {
        assertThatThrownBy(() -> OnnxNet.open(new byte[] {1, 2, 3}, 1))
                .isInstanceOf(BadDataException.class)
                .hasMessageStartingWith(
                        "ONNX Runtime needs a model that it can compute. Received: ");
        try (OnnxNet net = OnnxNet.open(model(linear(3), VECTOR).bytes(), 1)) {
            assertThatThrownBy(() -> net.apply(new float[22], 2, 11))
                    .isInstanceOf(BadDataException.class)
                    .hasMessageStartingWith("ONNX Runtime needs a batch of the model's shape.");
            assertThat(net.apply(new float[40], 3, 12)).hasSize(9);
        }
    }
}
