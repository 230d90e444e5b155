package dev.hearth.zoo.inception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.nn.Model;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.PublishedWeights;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What the released files call the tensors, against lists that were written down elsewhere. */
class ReleasedNamesTest {

    private static final Shape IN = new Shape.Image(3, 75, 75);

    private static Map<String, List<Long>> tensors(PublishedWeights net) {
        Map<String, List<Long>> tensors = new TreeMap<>();
        try (var room = Scope.open()) {
            Parameters home = Model.build(net, IN, new Seed(1), Device.CPU).parameters();
            List<Parameters.Entry> all = new ArrayList<>(home.entries());
            all.addAll(home.stateEntries());
            for (Parameters.Entry entry : all) {
                assertThat(tensors.put(net.releasedName(entry.name()), entry.shape()))
                        .as(entry.name())
                        .isNull();
            }
        }
        return tensors;
    }

    @Test
    void inception_v4_has_the_ports_tensors() {
        assertThat(tensors(InceptionV4Released.asPublished()))
                .isEqualTo(InceptionV4Reference.read().tensors());
    }

    /** The port's modules, written out by hand: a name, then filters, channels, rows, columns. */
    private static final class Port {
        private final Map<String, List<Long>> tensors = new TreeMap<>();

        void box(String name, long filters, long channels, long rows, long columns) {
            tensors.put(name + ".conv.weight", List.of(filters, channels, rows, columns));
            for (String leaf : List.of("weight", "bias", "running_mean", "running_var")) {
                tensors.put(name + ".bn." + leaf, List.of(filters));
            }
        }

        void plain(String name, Long... shape) {
            tensors.put(name + ".weight", List.of(shape));
            tensors.put(name + ".bias", List.of(shape[0]));
        }

        void block35(String name) {
            box(name + ".branch0", 32, 320, 1, 1);
            box(name + ".branch1.0", 32, 320, 1, 1);
            box(name + ".branch1.1", 32, 32, 3, 3);
            box(name + ".branch2.0", 32, 320, 1, 1);
            box(name + ".branch2.1", 48, 32, 3, 3);
            box(name + ".branch2.2", 64, 48, 3, 3);
            plain(name + ".conv2d", 320L, 128L, 1L, 1L);
        }

        void block17(String name) {
            box(name + ".branch0", 192, 1088, 1, 1);
            box(name + ".branch1.0", 128, 1088, 1, 1);
            box(name + ".branch1.1", 160, 128, 1, 7);
            box(name + ".branch1.2", 192, 160, 7, 1);
            plain(name + ".conv2d", 1088L, 384L, 1L, 1L);
        }

        void block8(String name) {
            box(name + ".branch0", 192, 2080, 1, 1);
            box(name + ".branch1.0", 192, 2080, 1, 1);
            box(name + ".branch1.1", 224, 192, 1, 3);
            box(name + ".branch1.2", 256, 224, 3, 1);
            plain(name + ".conv2d", 2080L, 448L, 1L, 1L);
        }

        Map<String, List<Long>> inceptionResNetV2() {
            box("conv2d_1a", 32, 3, 3, 3);
            box("conv2d_2a", 32, 32, 3, 3);
            box("conv2d_2b", 64, 32, 3, 3);
            box("conv2d_3b", 80, 64, 1, 1);
            box("conv2d_4a", 192, 80, 3, 3);
            box("mixed_5b.branch0", 96, 192, 1, 1);
            box("mixed_5b.branch1.0", 48, 192, 1, 1);
            box("mixed_5b.branch1.1", 64, 48, 5, 5);
            box("mixed_5b.branch2.0", 64, 192, 1, 1);
            box("mixed_5b.branch2.1", 96, 64, 3, 3);
            box("mixed_5b.branch2.2", 96, 96, 3, 3);
            box("mixed_5b.branch3.1", 64, 192, 1, 1);
            box("mixed_6a.branch0", 384, 320, 3, 3);
            box("mixed_6a.branch1.0", 256, 320, 1, 1);
            box("mixed_6a.branch1.1", 256, 256, 3, 3);
            box("mixed_6a.branch1.2", 384, 256, 3, 3);
            box("mixed_7a.branch0.0", 256, 1088, 1, 1);
            box("mixed_7a.branch0.1", 384, 256, 3, 3);
            box("mixed_7a.branch1.0", 256, 1088, 1, 1);
            box("mixed_7a.branch1.1", 288, 256, 3, 3);
            box("mixed_7a.branch2.0", 256, 1088, 1, 1);
            box("mixed_7a.branch2.1", 288, 256, 3, 3);
            box("mixed_7a.branch2.2", 320, 288, 3, 3);
            for (int i = 0; i < 20; i++) {
                block17("repeat_1." + i);
                if (i < 10) {
                    block35("repeat." + i);
                }
                if (i < 9) {
                    block8("repeat_2." + i);
                }
            }
            block8("block8");
            box("conv2d_7b", 1536, 2080, 1, 1);
            plain("classif", 1000L, 1536L);
            return tensors;
        }
    }

    @Test
    void inception_resnet_v2_has_the_ports_tensors() {
        assertThat(tensors(InceptionResNetV2Released.asPublished()))
                .isEqualTo(new Port().inceptionResNetV2());
    }

    @Test
    void a_name_of_another_net_is_refused() {
        assertThatThrownBy(() -> InceptionV4Released.asPublished().releasedName("0.weight"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "InceptionV4Released knows the names of its own parameters. Received:"
                                + " 0.weight. Use a name of its Parameters, such as"
                                + " 0.stem.0.0.conv.weight.");
        assertThatThrownBy(
                        () ->
                                InceptionResNetV2Released.asPublished()
                                        .releasedName("0.stem.0.0.conv.weight"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("InceptionResNetV2Released knows the names of its own");
    }
}
