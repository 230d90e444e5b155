package dev.hearth.train.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.data.BadData;
import dev.hearth.nn.Parameters;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.Player;
import dev.hearth.train.Progress;
import dev.hearth.train.Task;
import dev.hearth.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The state of a run in one safetensors file: the recipe and how far the run is in the metadata; as
 * tensors, for each player, every learned and kept tensor by name, and its memory (moments,
 * averages) flat. Written beside, forced, renamed: there is a whole one or the one before.
 */
public final class Checkpoint implements Trainer.Vault {

    private static final String FORMAT = "hearth-checkpoint-1";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final String recipe;
    private final String hash;
    private final long seed;

    /**
     * A place for checkpoints of one run.
     *
     * @param file where
     * @param recipe as JSON
     * @param hash of the recipe
     * @param seed of the run
     */
    public Checkpoint(Path file, String recipe, String hash, long seed) {
        this.file = file;
        this.recipe = recipe;
        this.hash = hash;
        this.seed = seed;
    }

    @Override
    public String place() {
        return Files.exists(file) ? file.toString() : "none yet";
    }

    @Override
    public void save(Task task, Progress progress) {
        SafetensorsWriter writer =
                new SafetensorsWriter()
                        .metadata("format", FORMAT)
                        .metadata("recipe", recipe)
                        .metadata("recipeHash", hash)
                        .metadata("seed", Long.toString(seed))
                        .metadata("progress", json(progress));
        try (var room = Scope.open();
                var quiet = NoGrad.open()) {
            for (Map.Entry<String, Tensor> entry : tensors(task).entrySet()) {
                Tensor tensor = entry.getValue();
                List<Long> shape = java.util.Arrays.stream(tensor.shape()).boxed().toList();
                writer.floats(entry.getKey(), shape, tensor.toFloats());
            }
        }
        task.fitted()
                .forEach(
                        (name, values) ->
                                writer.floats(
                                        "fitted." + name, List.of((long) values.length), values));
        try {
            writer.write(file);
        } catch (IOException failure) {
            throw new BadData(
                    "A checkpoint needs room to be written at " + file,
                    failure.toString(),
                    "Free some disk space or name another folder with --out; the checkpoint before"
                            + " this one is whole",
                    failure);
        }
    }

    @Override
    public Progress restore(Task task) {
        if (!Files.exists(file)) {
            return Progress.NONE;
        }
        try (Safetensors stored = Safetensors.open(file);
                var room = Scope.open();
                var quiet = NoGrad.open()) {
            Map<String, String> metadata = stored.metadata();
            if (!FORMAT.equals(metadata.get("format")) || !metadata.containsKey("progress")) {
                throw refused("a safetensors file without a run's progress", Optional.empty());
            }
            if (!hash.equals(metadata.get("recipeHash"))) {
                throw refused(
                        "a checkpoint of another recipe (hash "
                                + metadata.get("recipeHash")
                                + ", this recipe has "
                                + hash
                                + ")",
                        Optional.empty());
            }
            if (!Long.toString(seed).equals(metadata.get("seed"))) {
                throw refused(
                        "a checkpoint of seed " + metadata.get("seed") + ", this run has " + seed,
                        Optional.empty());
            }
            Map<String, Tensor> tensors = tensors(task);
            for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
                long[] shape = entry.getValue().shape();
                StoredTensor found = stored.tensor(entry.getKey());
                if (found.elements() != entry.getValue().count()) {
                    throw refused(
                            entry.getKey()
                                    + " of shape "
                                    + found.shape()
                                    + " where the net has "
                                    + java.util.Arrays.toString(shape),
                            Optional.empty());
                }
                entry.getValue().copyInPlace(stored.floats(entry.getKey()));
            }
            for (Map.Entry<String, float[]> fit : task.fitted().entrySet()) {
                if (!java.util.Arrays.equals(
                        stored.floats("fitted." + fit.getKey()), fit.getValue())) {
                    throw refused(
                            "one trained with another " + fit.getKey() + " than today's data give",
                            Optional.empty());
                }
            }
            Progress progress = progress(metadata.get("progress"));
            for (Player player : task.players()) {
                player.resumeAt(progress.step());
            }
            return progress;
        }
    }

    private BadData refused(String came, Optional<Throwable> cause) {
        return new BadData(
                "The run resumes from a checkpoint of the same recipe, seed and net at " + file,
                came,
                "Name another folder with --out, or remove this one to begin anew",
                cause.orElse(null));
    }

    /** Views of everything that is stored, in order. */
    private static Map<String, Tensor> tensors(Task task) {
        Map<String, Tensor> views = new LinkedHashMap<>();
        for (Player player : task.players()) {
            String owner = player.name() + ".";
            Parameters parameters = player.parameters();
            for (Parameters.Entry entry : parameters.entries()) {
                views.put(owner + entry.name(), parameters.value(entry.name()));
            }
            for (Parameters.Entry entry : parameters.stateEntries()) {
                views.put(owner + entry.name(), parameters.state(entry.name()));
            }
            player.memory().forEach((name, tensor) -> views.put(owner + "memory." + name, tensor));
        }
        return views;
    }

    private static String json(Progress progress) {
        try {
            return JSON.writeValueAsString(progress);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private Progress progress(String text) {
        try {
            return JSON.readValue(text, Progress.class);
        } catch (JsonProcessingException broken) {
            throw refused("progress that cannot be read: " + text, Optional.of(broken));
        }
    }
}
