package dev.hearth.train.checkpoint;

// Above 400 lines, because every way to damage a checkpoint is tried on one small run.

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.data.BadDataException;
import dev.hearth.data.Batch;
import dev.hearth.data.Loader;
import dev.hearth.data.strokes.Strokes;
import dev.hearth.nn.Context;
import dev.hearth.nn.Model;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.Linear;
import dev.hearth.optim.OptimizerState;
import dev.hearth.optim.Sgd;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.Participant;
import dev.hearth.train.Task;
import dev.hearth.train.TrainingProgress;
import dev.hearth.weights.SafetensorsWriter;
import dev.hearth.weights.WriteFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CheckpointTest {

    @TempDir private Path temp;

    private static final TrainingProgress HALF =
            new TrainingProgress(50, 0, 50, Map.of("net", 0.1 + 0.2), List.of(), 1.5);

    /** A net that nobody trains. */
    private static final class Still implements Task, Participant {
        private final Model net;
        private final OptimizerState stepper;
        private long resumed = -1;

        Still(Seed seed) {
            net = Model.build(new Linear(3), new Shape.Vector(4), seed, Device.CPU);
            stepper = new Sgd(0.9).over(net.parameters());
        }

        @Override
        public List<Participant> participants() {
            return List.of(this);
        }

        @Override
        public Loader loader() {
            return new Loader(Strokes.training(10, new Seed(1)), 1, new Seed(1));
        }

        @Override
        public Map<String, Double> evaluate(int epoch) {
            return Map.of();
        }

        @Override
        public String name() {
            return "net";
        }

        @Override
        public Parameters parameters() {
            return net.parameters();
        }

        @Override
        public Tensor loss(Batch batch, Context pass) {
            return Tensor.zeros(1);
        }

        @Override
        public double update(long step, long stepsPerEpoch) {
            return 0;
        }

        @Override
        public Map<String, Tensor> memory() {
            return stepper.state();
        }

        @Override
        public void resumeAt(long steps) {
            resumed = steps;
        }
    }

    private Checkpoint checkpoint() {
        return new Checkpoint(temp.resolve("c.safetensors"), "{}", "hash", 4);
    }

    @Test
    void what_was_saved_comes_back_bit_for_bit() {
        try (var room = Scope.open()) {
            Still saved = new Still(new Seed(1));
            saved.memory().values().forEach(tensor -> tensor.fillInPlace(0.3));
            Still fresh = new Still(new Seed(2));
            assertThat(checkpoint().restore(fresh)).isEqualTo(TrainingProgress.NONE);
            assertThat(checkpoint().place()).isEqualTo("none yet");
            assertThat(fresh.resumed).isEqualTo(-1);
            checkpoint().save(saved, HALF);
            assertThat(checkpoint().restore(fresh)).isEqualTo(HALF);
            assertThat(fresh.resumed).isEqualTo(50);
            assertThat(fresh.parameters().values().toFloats())
                    .isEqualTo(saved.parameters().values().toFloats());
            for (String name : saved.memory().keySet()) {
                assertThat(fresh.memory().get(name).toFloats()).containsOnly(0.3f);
            }
        }
    }

    @Test
    void a_figure_that_is_no_number_survives() {
        Map<String, Double> odd = Map.of("a", Double.NaN, "b", Double.NEGATIVE_INFINITY);
        TrainingProgress progress = new TrainingProgress(50, 1, 0, Map.of(), List.of(odd), 1);
        try (var room = Scope.open()) {
            Still task = new Still(new Seed(1));
            checkpoint().save(task, progress);
            assertThat(checkpoint().restore(task)).isEqualTo(progress);
        }
    }

    @Test
    void a_full_disk_leaves_the_checkpoint_before() throws IOException {
        Path file = temp.resolve("c.safetensors");
        try (var room = Scope.open()) {
            Still task = new Still(new Seed(1));
            checkpoint().save(task, TrainingProgress.NONE);
            byte[] before = Files.readAllBytes(file);
            for (long space = 0; space < before.length; space += 61) {
                long bytes = space;
                Checkpoint full =
                        new Checkpoint(file, "{}", "hash", 4, disk -> new FullChannel(disk, bytes));
                assertThatThrownBy(() -> full.save(task, HALF))
                        .isInstanceOf(WriteFailedException.class)
                        .hasMessage(
                                "A checkpoint needs space to be written at "
                                        + file
                                        + ". Received: java.io.IOException: No space left on device."
                                        + " Free some disk space or name another folder; the"
                                        + " checkpoint before this one is whole.");
            }
            assertThat(file).hasBinaryContent(before);
        }
        try (Stream<Path> files = Files.list(temp)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void a_damaged_number_is_told_by_the_checksum() throws IOException {
        Path file = temp.resolve("c.safetensors");
        try (var room = Scope.open()) {
            Still task = new Still(new Seed(1));
            checkpoint().save(task, HALF);
            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length - 1] ^= 1;
            Files.write(file, bytes);
            assertThatThrownBy(() -> checkpoint().restore(task))
                    .isInstanceOf(BadDataException.class)
                    .hasMessageStartingWith(
                            "The run resumes from a checkpoint of the same recipe, seed and net at "
                                    + file
                                    + ". Received: a damaged one: its checksum is ")
                    .hasMessageEndingWith(
                            ". Name another folder, or remove this one to begin anew.");
        }
    }

    private static TrainingProgress after(int steps) {
        return new TrainingProgress(steps, 0, steps, Map.of("net", 0.5), List.of(), 1);
    }

    @Test
    void the_last_three_are_kept() throws IOException {
        try (var room = Scope.open()) {
            Still task = new Still(new Seed(1));
            for (int steps = 50; steps <= 250; steps += 50) {
                checkpoint().save(task, after(steps));
            }
            assertThat(checkpoint().restore(task).step()).isEqualTo(250);
        }
        try (Stream<Path> files = Files.list(temp)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "c.safetensors", "c.1.safetensors", "c.2.safetensors");
        }
        Files.delete(temp.resolve("c.safetensors"));
        assertThat(Checkpoint.exists(temp.resolve("c.safetensors"))).isTrue();
        assertThat(Checkpoint.seed(temp.resolve("c.safetensors"))).hasValue(4);
    }

    /** How a file can be damaged. */
    private enum Damage {
        NUMBER,
        HEADER,
        CUT_OFF,
        EMPTY,
        GONE;

        void to(Path file) throws IOException {
            byte[] bytes = Files.readAllBytes(file);
            // Earlier versions are links: another file takes the place.
            Files.delete(file);
            switch (this) {
                case NUMBER -> bytes[bytes.length - 1] ^= 1;
                case HEADER -> bytes[20] ^= 1;
                case CUT_OFF -> bytes = Arrays.copyOf(bytes, bytes.length - 3);
                case EMPTY -> bytes = new byte[0];
                case GONE -> {
                    return;
                }
            }
            Files.write(file, bytes);
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_newest_whole_one_is_taken_and_named(Damage damage) throws IOException {
        try (var room = Scope.open()) {
            Still saved = new Still(new Seed(1));
            checkpoint().save(saved, after(50));
            saved.parameters().values().fillInPlace(0.5);
            checkpoint().save(saved, after(100));
            saved.parameters().values().fillInPlace(0.75);
            checkpoint().save(saved, after(150));
            Still fresh = new Still(new Seed(2));
            damage.to(temp.resolve("c.safetensors"));
            assertThat(restored(fresh).step()).isEqualTo(100);
            assertThat(fresh.parameters().value("weight").toFloats()).containsOnly(0.5f);
            assertThat(told)
                    .hasSize(1)
                    .allSatisfy(
                            line ->
                                    assertThat(line)
                                            .endsWith(
                                                    " An earlier one is used, "
                                                            + temp.resolve("c.1.safetensors")
                                                            + "."));
            damage.to(temp.resolve("c.1.safetensors"));
            assertThat(restored(fresh).step()).isEqualTo(50);
            assertThat(told).hasSize(2);
            damage.to(temp.resolve("c.2.safetensors"));
            if (damage == Damage.GONE) {
                assertThat(restored(fresh)).isEqualTo(TrainingProgress.NONE);
            } else {
                assertThatThrownBy(() -> restored(fresh)).isInstanceOf(BadDataException.class);
            }
        }
    }

    private final List<String> told = new ArrayList<>();

    private TrainingProgress restored(Still task) {
        Logger log = Logger.getLogger(Checkpoint.class.getName());
        Handler handler =
                new Handler() {
                    @Override
                    public void publish(LogRecord line) {
                        told.add(line.getMessage());
                    }

                    @Override
                    public void flush() {
                        // Nothing is kept back.
                    }

                    @Override
                    public void close() {
                        // Nothing is open.
                    }
                };
        log.addHandler(handler);
        log.setUseParentHandlers(false);
        try {
            return checkpoint().restore(task);
        } finally {
            log.removeHandler(handler);
            log.setUseParentHandlers(true);
        }
    }

    @Test
    void of_another_seed_is_refused_though_an_earlier_one_would_do() {
        try (var room = Scope.open()) {
            Still task = new Still(new Seed(1));
            checkpoint().save(task, after(50));
            new Checkpoint(temp.resolve("c.safetensors"), "{}", "hash", 5).save(task, after(100));
            assertThatThrownBy(() -> checkpoint().restore(task))
                    .isInstanceOf(BadDataException.class)
                    .hasMessageContaining("a checkpoint of seed 5, this run has 4");
        }
    }

    @Test
    void a_log_that_is_too_short_leads_to_an_earlier_one_or_is_refused() {
        try (var room = Scope.open()) {
            Still task = new Still(new Seed(1));
            checkpoint().beside(() -> 3).save(task, after(50));
            checkpoint().beside(() -> 6).save(task, after(100));
            assertThat(checkpoint().beside(() -> 7).restore(task).step()).isEqualTo(100);
            assertThat(checkpoint().beside(() -> 6).restore(task).step()).isEqualTo(100);
            assertThat(checkpoint().beside(() -> 5).restore(task).step()).isEqualTo(50);
            assertThatThrownBy(() -> checkpoint().beside(() -> 2).restore(task))
                    .isInstanceOf(BadDataException.class)
                    .hasMessage(
                            "The run goes on from "
                                    + temp.resolve("c.safetensors")
                                    + ", which was written when its log had 6 rows. Received: a"
                                    + " log.csv of 2. Put log.csv back from a copy, or remove the"
                                    + " folder to begin anew.");
        }
    }

    @Test
    void one_of_the_first_format_has_no_checksum_and_is_still_read() throws IOException {
        Path file = temp.resolve("c.safetensors");
        try (var room = Scope.open()) {
            Still task = new Still(new Seed(1));
            float[] values = new float[12];
            SafetensorsWriter writer =
                    new SafetensorsWriter()
                            .metadata("format", "hearth-checkpoint-1")
                            .metadata("recipe", "{}")
                            .metadata("recipeHash", "hash")
                            .metadata("seed", "4")
                            .metadata(
                                    "progress",
                                    "{\"step\":50,\"epoch\":0,\"batch\":50,\"sums\":{\"net\":1.0},"
                                            + "\"history\":[],\"seconds\":2.0}")
                            .floats("net.weight", List.of(3L, 4L), values)
                            .floats("net.bias", List.of(3L), new float[3]);
            for (Map.Entry<String, Tensor> memory : task.memory().entrySet()) {
                long count = memory.getValue().count();
                writer.floats(
                        "net.memory." + memory.getKey(), List.of(count), new float[(int) count]);
            }
            writer.write(file, UnaryOperator.identity());
            assertThat(checkpoint().restore(task).step()).isEqualTo(50);
            assertThat(task.parameters().value("weight").toFloats()).containsOnly(0f);
            StoredRun stored = StoredRun.read(file, "net");
            assertThat(stored.progress().step()).isEqualTo(50);
            assertThat(stored.numbers().get("net.weight")).isEqualTo(values);
        }
    }

    @Test
    void another_net_is_refused() {
        try (var room = Scope.open()) {
            checkpoint().save(new Still(new Seed(1)), HALF);
            Model wide = Model.build(new Linear(4), new Shape.Vector(4), new Seed(1), Device.CPU);
            Still task = new Still(new Seed(1));
            Task other =
                    new Task() {
                        @Override
                        public List<Participant> participants() {
                            return List.of(renamed(task, wide.parameters()));
                        }

                        @Override
                        public Loader loader() {
                            return task.loader();
                        }

                        @Override
                        public Map<String, Double> evaluate(int epoch) {
                            return Map.of();
                        }
                    };
            assertThatThrownBy(() -> checkpoint().restore(other))
                    .isInstanceOf(BadDataException.class)
                    .hasMessageContaining(
                            "Received: net.weight of shape [3, 4] where the net has [4, 4]. Name");
        }
    }

    private static Participant renamed(Still task, Parameters parameters) {
        return new Participant() {
            @Override
            public String name() {
                return "net";
            }

            @Override
            public Parameters parameters() {
                return parameters;
            }

            @Override
            public Tensor loss(Batch batch, Context pass) {
                return task.loss(batch, pass);
            }

            @Override
            public double update(long step, long stepsPerEpoch) {
                return 0;
            }

            @Override
            public Map<String, Tensor> memory() {
                return Map.of();
            }

            @Override
            public void resumeAt(long steps) {
                task.resumeAt(steps);
            }
        };
    }
}
