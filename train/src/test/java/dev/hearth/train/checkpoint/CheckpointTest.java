package dev.hearth.train.checkpoint;

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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
                        .isInstanceOf(BadDataException.class)
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
