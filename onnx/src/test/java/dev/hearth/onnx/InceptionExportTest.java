package dev.hearth.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.nn.Context;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.nn.fold.Folded;
import dev.hearth.nn.fold.Simplification;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.zoo.inception.InceptionResNetV2Released;
import dev.hearth.zoo.inception.InceptionV4;
import dev.hearth.zoo.inception.InceptionV4Released;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The big nets at their size: folded, said in every way, by both engines. */
@Tag("long")
class InceptionExportTest {

    private static final Seed SEED = new Seed(4);
    private static final Shape IN = new Shape.Image(3, 299, 299);

    static List<Layer> nets() {
        return List.of(
                InceptionV4.asPublished(),
                InceptionV4Released.asPublished(),
                InceptionResNetV2Released.asPublished());
    }

    /** Running figures unlike those of the beginning, as a trained net has. */
    private static Model net(Layer letter) {
        Model net = Model.build(letter, IN, SEED, Device.CPU);
        try (var room = Scope.open();
                var quiet = NoGrad.open()) {
            for (Parameters.Entry entry : net.parameters().stateEntries()) {
                double low = entry.name().endsWith("variance") ? 0.75 : -0.1;
                double high = entry.name().endsWith("variance") ? 1.25 : 0.1;
                long[] extents = entry.extents();
                net.parameters()
                        .state(entry.name())
                        .copyInPlace(
                                RandomTensors.of(SEED.child(entry.name()))
                                        .uniform(low, high, extents)
                                        .toFloats());
            }
        }
        return net;
    }

    @ParameterizedTest
    @MethodSource("nets")
    void every_way_gives_the_unfolded_nets_logits(Layer letter) {
        try (var room = Scope.open();
                var quiet = NoGrad.open()) {
            Model net = net(letter);
            Tensor x = RandomTensors.of(SEED.child("x")).uniform(-1, 1, IN.batch(2));
            float[] pixels = x.toFloats();
            float[] wanted = net.apply(x, Context.testing(SEED)).toFloats();
            Folded folded = Folded.of(letter, IN, net.arrays());
            for (Simplification way : Simplification.values()) {
                check(folded.simplified(IN, way), pixels, wanted);
            }
            check(folded, pixels, wanted);
            check(folded.simplified(IN, Simplification.values()), pixels, wanted);
        }
    }

    private static void check(Folded folded, float[] pixels, float[] wanted) {
        try (var room = Scope.open()) {
            Model net = Model.of(folded.layer(), IN, folded.arrays(), Device.CPU);
            Tensor x = Tensor.of(pixels, IN.batch(2));
            Used.assertClose(net.apply(x, Context.testing(SEED)).toFloats(), wanted, 1e-4);
        }
        OnnxModel model = OnnxModel.of("net", folded, IN, Map.of());
        assertThat(model.operators()).doesNotContainKey("BatchNormalization");
        try (OnnxNet net = OnnxNet.open(model.bytes(), 2)) {
            Used.assertClose(net.apply(pixels, IN.batch(2)), wanted, 1e-4);
            float[] first = net.apply(pixels, IN.batch(1));
            Used.assertClose(first, java.util.Arrays.copyOf(wanted, first.length), 1e-4);
        }
    }
}
