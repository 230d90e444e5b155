package dev.hearth.zoo.inception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.nn.Context;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.nn.fold.Folded;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** For inference, the nets' normalisations disappear into their convolutions. */
class FoldedInceptionTest {

    private static final Context PASS = Context.testing(new Seed(1));

    private static void agrees(Layer net, Shape in, Model network, Tensor x) {
        float[] wanted = network.apply(x, PASS).toFloats();
        Folded folded = Folded.of(net, in, network.arrays());
        assertThat(folded.layer().toString()).doesNotContain("BatchNorm[", "Dropout[");
        Model fast = Model.of(folded.layer(), in, folded.arrays(), Device.CPU);
        float[] got = fast.apply(x, PASS).toFloats();
        double size = 0;
        for (float w : wanted) {
            size = Math.max(size, Math.abs(w));
        }
        for (int i = 0; i < wanted.length; i++) {
            assertThat((double) got[i]).isCloseTo(wanted[i], within(1e-4 * Math.max(1, size)));
        }
    }

    /** Everything that is kept gets a value of its own, so that nothing is folded by luck. */
    private static void stir(Model net) {
        var home = net.parameters();
        home.entries()
                .forEach(
                        entry -> {
                            if (entry.name().endsWith("scale") || entry.name().endsWith("shift")) {
                                home.value(entry.name())
                                        .copyInPlace(
                                                HashedWeights.values(
                                                        entry.name(),
                                                        (int) entry.count(),
                                                        0.5,
                                                        0.75));
                            }
                        });
        home.stateEntries()
                .forEach(
                        entry ->
                                home.state(entry.name())
                                        .copyInPlace(
                                                HashedWeights.values(
                                                        entry.name(),
                                                        (int) entry.count(),
                                                        0.5,
                                                        0.75)));
    }

    @Test
    void a_residual_miniature_is_the_same_folded() {
        try (var room = Scope.open();
                var quiet = NoGrad.open()) {
            Layer net = new InceptionMiniature(ResidualWiring.RESIDUAL, 1, 0.2, 10, 0.2);
            Shape in = new Shape.Image(3, 32, 32);
            Model network = Model.build(net, in, new Seed(2), Device.CPU);
            stir(network);
            agrees(net, in, network, RandomTensors.of(new Seed(3)).uniform(-1, 1, 2, 3, 32, 32));
        }
    }

    @Test
    @Tag("long")
    void inception_v4_is_the_same_folded() {
        try (var room = Scope.open();
                var quiet = NoGrad.open()) {
            InceptionV4Released net = InceptionV4Released.asPublished();
            Shape in = new Shape.Image(3, 299, 299);
            Model network = Model.build(net, in, new Seed(1), Device.CPU);
            HashedWeights.fill(network.parameters(), net::releasedName);
            agrees(
                    net,
                    in,
                    network,
                    Tensor.of(
                            HashedWeights.values("input", 2 * 3 * 299 * 299, 2, -1),
                            2,
                            3,
                            299,
                            299));
        }
    }
}
