package dev.hearth.zoo.inception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.nn.Context;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.Named;
import dev.hearth.nn.layers.Repeat;
import dev.hearth.nn.layers.Sequence;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Agreement with the released net's own framework, weights and input made by a hash. */
class InceptionV4ParityTest {

    private static final InceptionV4Reference REFERENCE = InceptionV4Reference.read();
    private static final InceptionV4Released NET = InceptionV4Released.asPublished();
    private static final Context PASS = Context.testing(new Seed(1));

    private static Tensor input() {
        return Tensor.of(
                HashedWeights.values("input", 2 * 3 * 299 * 299, 2, -1), REFERENCE.input());
    }

    private static void agree(Tensor logits) {
        assertThat(logits.shape()).containsExactly(2, 1000);
        float[] values = logits.toFloats();
        for (int i = 0; i < values.length; i++) {
            assertThat((double) values[i])
                    .as("logit %d of input %d", i % 1000, i / 1000)
                    .isCloseTo(REFERENCE.logits().get(i / 1000)[i % 1000], within(1e-4));
        }
    }

    @Test
    @Tag("long")
    void logits_agree_with_the_reference() {
        try (var room = Scope.open();
                var quiet = NoGrad.open()) {
            Model net = Model.build(NET, new Shape.Image(3, 299, 299), new Seed(1), Device.CPU);
            HashedWeights.fill(net.parameters(), NET::releasedName);
            agree(net.apply(input(), PASS));
        }
    }

    /** Walks through the net part by part, as the reference does through its features. */
    @Test
    void every_stage_has_the_references_statistics() {
        try (var room = Scope.open();
                var quiet = NoGrad.open()) {
            Walk walk = new Walk(input());
            List<Layer> parts = ((Sequence) NET.body()).layers();
            for (int i = 0; i < parts.size(); i++) {
                String path = Integer.toString(i);
                Layer part = parts.get(i);
                if (!(part instanceof Named named)) {
                    walk.step(path, part);
                    continue;
                }
                path += "." + named.name();
                Layer inner =
                        named.layer() instanceof Repeat repeat
                                ? new Sequence(Collections.nCopies(repeat.times(), repeat.layer()))
                                : named.layer();
                if (inner instanceof Sequence sequence) {
                    for (int j = 0; j < sequence.layers().size(); j++) {
                        walk.feature(path + "." + j, sequence.layers().get(j));
                    }
                } else if (named.name().equals("last_linear")) {
                    walk.step(path, inner);
                } else {
                    walk.feature(path, inner);
                }
            }
            assertThat(walk.features).isEqualTo(22);
            assertThat(walk.compared).isEqualTo(REFERENCE.stages().size());
            agree(walk.value);
        }
    }

    /** What has come so far. */
    private static final class Walk {
        private Tensor value;
        private int features;
        private int compared;

        Walk(Tensor input) {
            value = input;
        }

        void step(String path, Layer part) {
            long[] shape = value.shape();
            Shape in =
                    shape.length == 2
                            ? new Shape.Vector((int) shape[1])
                            : new Shape.Image((int) shape[1], (int) shape[2], (int) shape[3]);
            Model net = Model.build(part, in, new Seed(1), Device.CPU);
            HashedWeights.fill(net.parameters(), name -> NET.releasedName(path + "." + name));
            value = net.apply(value, PASS);
        }

        void feature(String path, Layer part) {
            step(path, part);
            String name = "features." + features++;
            REFERENCE.stages().stream()
                    .filter(stage -> stage.name().equals(name))
                    .forEach(this::compare);
        }

        private void compare(InceptionV4Reference.Stage stage) {
            compared++;
            assertThat(value.shape()).as(stage.name()).isEqualTo(stage.shape());
            float[] values = value.toFloats();
            double sum = 0;
            for (float v : values) {
                sum += v;
            }
            double mean = sum / values.length;
            double squares = 0;
            for (float v : values) {
                squares += (v - mean) * (v - mean);
            }
            assertThat(mean).as(stage.name()).isCloseTo(stage.mean(), within(1e-5));
            assertThat(Math.sqrt(squares / values.length))
                    .as(stage.name())
                    .isCloseTo(stage.standardDeviation(), within(1e-5));
            for (int i = 0; i < stage.first().length; i++) {
                assertThat((double) values[i])
                        .as("%s[%d]", stage.name(), i)
                        .isCloseTo(stage.first()[i], within(1e-4));
            }
        }
    }
}
