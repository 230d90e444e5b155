package dev.hearth.zoo.elu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.nn.Context;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.Elu;
import dev.hearth.nn.layers.ScheduledDropout;
import dev.hearth.nn.layers.Sequence;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.zoo.ModelRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The large net's dropout at the end of its training (Clevert et al. 2015, §4.3), and narrow nets. */
class LateDropoutTest {

    private static final List<Double> DROPS = List.of(0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.0);
    private static final Shape.Image CIFAR = new Shape.Image(3, 32, 32);
    private static final EluCifar18 NARROW =
            new EluCifar18(10, new Elu(), DROPS).narrowed(16).fineTuned(100, 200);

    private static List<ScheduledDropout> drops(EluCifar18 net) {
        return ((Sequence) net.body())
                .layers().stream()
                        .filter(ScheduledDropout.class::isInstance)
                        .map(ScheduledDropout.class::cast)
                        .toList();
    }

    /** Stacks 2 to 6 have 4, 4, 3, 3 and 2 layers; stacks 1 and 7 have a rate of 0. */
    @Test
    void first_the_last_layers_drop_then_all_do_then_half_as_much_again() {
        int[] layers = {4, 4, 3, 3, 2};
        List<ScheduledDropout> found = drops(NARROW);
        assertThat(found).hasSize(16);
        int at = 0;
        for (int stack = 0; stack < layers.length; stack++) {
            double rate = DROPS.get(stack + 1);
            for (int layer = 1; layer <= layers[stack]; layer++) {
                ScheduledDropout drop = found.get(at++);
                boolean last = layer == layers[stack];
                assertThat(drop.rate(0)).isEqualTo(last ? rate : 0);
                assertThat(drop.rate(99)).isEqualTo(last ? rate : 0);
                assertThat(drop.rate(100)).isEqualTo(rate);
                assertThat(drop.rate(199)).isEqualTo(rate);
                assertThat(drop.rate(200)).isEqualTo(1.5 * rate);
            }
        }
        assertThat(drops(new EluCifar18(10, new Elu(), DROPS))).isEmpty();
    }

    @Test
    void fine_tuning_changes_passes_of_training_alone() {
        try (var scope = Scope.open()) {
            Seed seed = new Seed(3);
            Model net = Model.build(NARROW, CIFAR, seed, Device.CPU);
            Tensor x = RandomTensors.of(seed.child("x")).normal(0, 1, CIFAR.batch(2));
            float[] early = net.apply(x, Context.training(seed).atStep(99)).toFloats();
            assertThat(net.apply(x, Context.training(seed).atStep(0)).toFloats()).isEqualTo(early);
            float[] late = net.apply(x, Context.training(seed).atStep(100)).toFloats();
            assertThat(late).isNotEqualTo(early);
            assertThat(net.apply(x, Context.training(seed).atStep(200)).toFloats())
                    .isNotEqualTo(late);
            float[] tested = net.apply(x, Context.testing(seed).atStep(0)).toFloats();
            assertThat(net.apply(x, Context.testing(seed).atStep(500)).toFloats())
                    .isEqualTo(tested);
        }
    }

    @Test
    void narrow_nets_have_a_share_of_the_widths_and_the_same_depth() {
        EluCifar18 whole = new EluCifar18(100, new Elu(), DROPS);
        assertThat(whole.narrowed(1)).isEqualTo(whole);
        double share =
                (double) whole.narrowed(16).cost(CIFAR).parameters()
                        / whole.cost(CIFAR).parameters();
        assertThat(share).isBetween(1.0 / 256, 1.1 / 256);
        Shape.Image small = new Shape.Image(3, 64, 64);
        Layer imageNet = new EluImageNet(10, 2, new Elu(), 16);
        assertThat(imageNet.out(small)).isEqualTo(new Shape.Vector(10));
        assertThat((double) imageNet.cost(small).parameters())
                .isLessThan(new EluImageNet(10, 2, new Elu()).cost(small).parameters() / 200.0);
        for (Layer net : List.of(NARROW, whole, imageNet)) {
            assertThat(ModelRegistry.layerJson().readLayer(ModelRegistry.layerJson().write(net)))
                    .isEqualTo(net);
        }
    }

    @Test
    void what_is_no_width_or_no_order_is_refused() {
        assertThatThrownBy(() -> NARROW.narrowed(0)).hasMessageContaining("Received: divisor=0");
        assertThatThrownBy(() -> NARROW.fineTuned(200, 200))
                .hasMessage(
                        "EluCifar18 needs more dropout after its fine-tuning has begun, or neither."
                                + " Received: fineTuning=200, more=200. Use -1 and -1 for neither.");
        assertThatThrownBy(() -> new EluImageNet(10, 2, new Elu(), 97))
                .hasMessageContaining("Received: divisor=97");
    }
}
