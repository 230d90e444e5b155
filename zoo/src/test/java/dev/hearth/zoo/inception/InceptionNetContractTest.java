package dev.hearth.zoo.inception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.hearth.nn.Context;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.nn.json.LayerJson;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Functional;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The layer contract, for whole nets. */
class InceptionNetContractTest {

    private static final Seed SEED = new Seed(3);
    private static final Shape IMAGENET = new Shape.Image(3, 299, 299);
    private static final Shape CIFAR = new Shape.Image(3, 32, 32);

    static Stream<Layer> full() {
        return Stream.of(
                InceptionV3.asPublished(),
                InceptionV4.asPublished(),
                InceptionV4Released.asPublished(),
                InceptionResNetV1.asPublished(),
                InceptionResNetV2.asPublished(),
                InceptionResNetV2Released.asPublished());
    }

    static Stream<Layer> all() {
        return Stream.concat(
                full(),
                Stream.of(
                        new InceptionResNetHalf(10, 0.3, 0.2),
                        new InceptionMiniature(ResidualWiring.CUT, 1, 0.2, 10, 0.1),
                        new InceptionWide(1152, 8, 0.1, 10)));
    }

    private static LayerJson letters() {
        return LayerJson.standard()
                .with(
                        InceptionV3.class,
                        InceptionV4.class,
                        InceptionV4Released.class,
                        InceptionResNetV1.class,
                        InceptionResNetV2.class,
                        InceptionResNetV2Released.class,
                        InceptionResNetHalf.class,
                        InceptionMiniature.class,
                        InceptionWide.class);
    }

    @ParameterizedTest
    @MethodSource("all")
    void travels_as_json(Layer net) {
        Layer same = letters().readLayer(letters().write(net));
        assertThat(same).isEqualTo(net).hasToString(net.toString());
    }

    @Test
    void every_net_of_the_room_stands_in_this_contract() throws Exception {
        Path classes =
                Path.of(
                        InceptionV4.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI());
        Set<Class<?>> known = all().map(Object::getClass).collect(Collectors.toSet());
        List<Class<?>> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(classes.resolve("dev/hearth/zoo/inception"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                String name = file.getFileName().toString().replace(".class", "");
                if (!name.endsWith("-info")) {
                    Class<?> type = Class.forName("dev.hearth.zoo.inception." + name);
                    if (type.isRecord() && Layer.class.isAssignableFrom(type)) {
                        found.add(type);
                    }
                }
            }
        }
        assertThat(found).hasSize(9).allMatch(known::contains);
    }

    /** A step of training with two images: what it reaches, and whether it helps. */
    private static void step(Layer net, Shape in) {
        try (var run = Scope.open()) {
            Model network = Model.build(net, in, SEED, Device.CPU);
            Parameters home = network.parameters();
            assertThat(home.count()).isEqualTo(net.cost(in).parameters());
            Tensor x = RandomTensors.of(SEED.child("batch")).uniform(-1, 1, in.batch(2));
            Tensor labels = Tensor.range(2);
            int held = run.size();
            double before;
            try (var turn = Scope.open()) {
                Tensor logits = network.apply(x, Context.training(SEED));
                assertThat(logits.shape()).isEqualTo(net.out(in).batch(2));
                Tensor loss = Functional.crossEntropy(logits, labels, 0);
                before = loss.item();
                loss.backward();
                for (Parameters.Entry entry : home.entries()) {
                    assertThat(home.gradient(entry.name()).abs().max().item())
                            .as("greatest gradient of %s", entry.name())
                            .isPositive()
                            .isFinite();
                }
                try (var quiet = NoGrad.open()) {
                    double steepness = home.gradients().square().sum().item();
                    home.values().addInPlace(home.gradients(), -1e-3 * before / steepness);
                }
            }
            try (var turn = Scope.open();
                    var quiet = NoGrad.open()) {
                double after =
                        Functional.crossEntropy(network.apply(x, Context.training(SEED)), labels, 0)
                                .item();
                assertThat(after).isLessThan(before);
            }
            assertThat(run.size()).as("tensors left behind").isEqualTo(held);
        }
    }

    @ParameterizedTest
    @EnumSource(ResidualWiring.class)
    void a_step_of_a_miniature_reaches_every_parameter(ResidualWiring wiring) {
        step(new InceptionMiniature(wiring, 1, 0.2, 10, 0), CIFAR);
    }

    @Test
    void a_step_of_the_wide_miniature_reaches_every_parameter() {
        step(new InceptionWide(1152, 8, 0.1, 10), CIFAR);
    }

    @Test
    void a_step_reaches_every_parameter_of_half_a_net() {
        step(new InceptionResNetHalf(2, 0.3, 0), new Shape.Image(3, 128, 128));
    }

    /** What a process holds at most, in MiB, since it was last asked to forget. */
    private static long peak() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void forgetPeak() throws IOException {
        Files.writeString(Path.of("/proc/self/clear_refs"), "5");
    }

    @ParameterizedTest
    @MethodSource("full")
    @Tag("long")
    void a_step_at_299_reaches_every_parameter_and_stays_below_three_gigabytes(Layer net)
            throws IOException {
        assumeThat(Path.of("/proc/self/clear_refs")).isWritable();
        forgetPeak();
        long begun = System.nanoTime();
        step(net, IMAGENET);
        double seconds = (System.nanoTime() - begun) / 1e9;
        long peak = peak();
        System.out.printf("%s: two images, peak %d MiB, %.1f s%n", net, peak, seconds);
        assertThat(peak).as("MiB held at most").isLessThan(3072);
    }
}
