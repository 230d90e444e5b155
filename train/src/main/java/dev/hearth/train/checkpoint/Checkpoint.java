package dev.hearth.train.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.data.BadDataException;
import dev.hearth.nn.Parameters;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.CheckpointStore;
import dev.hearth.train.Participant;
import dev.hearth.train.Task;
import dev.hearth.train.TrainingProgress;
import dev.hearth.train.dataset.DataIdentity;
import dev.hearth.weights.Safetensors;
import dev.hearth.weights.SafetensorsWriter;
import dev.hearth.weights.StoredTensor;
import dev.hearth.weights.StoredType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32C;

/**
 * The state of a run in one safetensors file: the recipe and how far the run is in the metadata; as
 * tensors, for each participant, every learned and kept tensor by name, and its memory (moments,
 * averages) flat and its notes as bytes. A checksum over all of it tells a damaged file. Written beside, forced, renamed:
 * there is a whole one or the one before.
 */
public final class Checkpoint implements CheckpointStore {

    static final String FORMAT = "hearth-checkpoint-2";
    // Without a checksum; still read.
    private static final String FIRST_FORMAT = "hearth-checkpoint-1";
    private static final int CHUNK = 1 << 14;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final String recipe;
    private final String hash;
    private final long seed;
    private final UnaryOperator<WritableByteChannel> through;
    private final Optional<DataIdentity> data;
    private final Set<String> readable;

    /**
     * A place for checkpoints of one run.
     *
     * @param file where
     * @param recipe as JSON
     * @param hash of the recipe
     */
    public Checkpoint(Path file, String recipe, String hash, long seed) {
        this(file, recipe, hash, seed, UnaryOperator.identity());
    }

    /**
     * The same for a run on known data: it is written down, and a checkpoint of other data is refused.
     *
     * @param of the run
     * @return another place of the same file
     */
    public Checkpoint on(DataIdentity of) {
        return new Checkpoint(file, recipe, hash, seed, through, Optional.of(of), readable);
    }

    /**
     * The same, which also goes on from the checkpoint of another recipe, such as one of fewer epochs.
     *
     * @param other hash of that recipe
     * @return another place of the same file
     */
    public Checkpoint after(String other) {
        return new Checkpoint(file, recipe, hash, seed, through, data, Set.of(hash, other));
    }

    /**
     * What a file says of the recipe that it was written for.
     *
     * @param file that a checkpoint may be in
     * @return as JSON; empty where there is none or it cannot be read
     */
    public static Optional<String> recipe(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (Safetensors stored = Safetensors.open(file)) {
            return Optional.ofNullable(stored.metadata().get("recipe"));
        } catch (BadDataException broken) {
            return Optional.empty();
        }
    }

    /** The same through a channel of the test's choice, such as one that runs full. */
    Checkpoint(
            Path file,
            String recipe,
            String hash,
            long seed,
            UnaryOperator<WritableByteChannel> through) {
        this(file, recipe, hash, seed, through, Optional.empty(), Set.of(hash));
    }

    private Checkpoint(
            Path file,
            String recipe,
            String hash,
            long seed,
            UnaryOperator<WritableByteChannel> through,
            Optional<DataIdentity> data,
            Set<String> readable) {
        this.data = data;
        this.readable = readable;
        this.through = through;
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
    public void save(Task task, TrainingProgress progress) {
        SafetensorsWriter writer =
                new SafetensorsWriter()
                        .metadata("format", FORMAT)
                        .metadata("recipe", recipe)
                        .metadata("recipeHash", hash)
                        .metadata("seed", Long.toString(seed))
                        .metadata("progress", json(progress));
        data.ifPresent(of -> writer.metadata("data", json(of.entries())));
        Checksum sum = new Checksum(json(progress));
        try (var scope = Scope.open();
                var quiet = NoGrad.open()) {
            for (Map.Entry<String, Tensor> entry : tensors(task).entrySet()) {
                Tensor tensor = entry.getValue();
                float[] values = tensor.toFloats();
                sum.add(entry.getKey(), values);
                writer.floats(entry.getKey(), shape(tensor), values);
            }
        }
        for (Participant participant : task.participants()) {
            new TreeMap<>(participant.notes())
                    .forEach(
                            (name, bytes) -> {
                                String full = notes(participant) + name;
                                sum.add(full, bytes);
                                writer.add(
                                        full,
                                        StoredType.U8,
                                        List.of((long) bytes.length),
                                        ByteBuffer.wrap(bytes));
                            });
        }
        task.fitted()
                .forEach(
                        (name, values) ->
                                writer.floats(
                                        "fitted." + name, List.of((long) values.length), values));
        writer.metadata("checksum", sum.text());
        try {
            writer.write(file, through);
        } catch (IOException failure) {
            throw new BadDataException(
                    "A checkpoint needs space to be written at " + file,
                    failure.toString(),
                    "Free some disk space or name another folder; the checkpoint before this one is"
                            + " whole",
                    failure);
        }
    }

    @Override
    public TrainingProgress restore(Task task) {
        if (!Files.exists(file)) {
            return TrainingProgress.NONE;
        }
        try (Safetensors stored = Safetensors.open(file);
                var scope = Scope.open();
                var quiet = NoGrad.open()) {
            Map<String, String> metadata = stored.metadata();
            String format = metadata.getOrDefault("format", "none");
            if (!List.of(FORMAT, FIRST_FORMAT).contains(format)
                    || !metadata.containsKey("progress")) {
                throw refused("a safetensors file without a run's progress", Optional.empty());
            }
            if (!readable.contains(metadata.getOrDefault("recipeHash", ""))) {
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
            checkData(metadata);
            Checksum sum = new Checksum(metadata.get("progress"));
            Map<String, Tensor> tensors = tensors(task);
            for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
                List<Long> shape = shape(entry.getValue());
                StoredTensor found = stored.tensor(entry.getKey());
                if (!found.shape().equals(shape)) {
                    throw refused(
                            entry.getKey()
                                    + " of shape "
                                    + found.shape()
                                    + " where the net has "
                                    + shape,
                            Optional.empty());
                }
                float[] values = stored.floats(entry.getKey());
                sum.add(entry.getKey(), values);
                entry.getValue().copyInPlace(values);
            }
            Map<Participant, Map<String, byte[]>> notes = new LinkedHashMap<>();
            for (Participant participant : task.participants()) {
                Map<String, byte[]> own = notes(participant, stored);
                own.forEach((name, bytes) -> sum.add(notes(participant) + name, bytes));
                notes.put(participant, own);
            }
            if (format.equals(FORMAT) && !sum.text().equals(metadata.get("checksum"))) {
                throw refused(
                        "a damaged one: its checksum is "
                                + sum.text()
                                + ", not "
                                + metadata.get("checksum"),
                        Optional.empty());
            }
            for (Map.Entry<String, float[]> fit : task.fitted().entrySet()) {
                if (!java.util.Arrays.equals(
                        stored.floats("fitted." + fit.getKey()), fit.getValue())) {
                    throw refused(
                            "one trained with another " + fit.getKey() + " than today's data give",
                            Optional.empty());
                }
            }
            TrainingProgress progress = progress(metadata.get("progress"));
            for (Participant participant : task.participants()) {
                participant.resumeAt(progress.step());
                if (!notes.get(participant).isEmpty()) {
                    participant.recall(notes.get(participant));
                }
            }
            return progress;
        }
    }

    private void checkData(Map<String, String> metadata) {
        if (data.isEmpty()) {
            return;
        }
        Optional<DataIdentity> before = Optional.empty();
        try {
            before =
                    DataIdentity.read(
                            JSON.readValue(
                                    metadata.getOrDefault("data", "{}"),
                                    new TypeReference<Map<String, String>>() {}));
        } catch (JsonProcessingException broken) {
            throw refused("data that cannot be read: " + metadata.get("data"), Optional.of(broken));
        }
        if (before.isPresent() ? !before.get().isSame(data.get()) : data.get().isOfPictures()) {
            throw refused(
                    before.map(of -> "a checkpoint of other data: " + of.against(data.get()))
                            .orElse(
                                    "one of an earlier version, which does not say which pictures it"
                                            + " learned from"),
                    Optional.empty());
        }
    }

    private static String notes(Participant participant) {
        return participant.name() + ".notes.";
    }

    private static Map<String, byte[]> notes(Participant participant, Safetensors stored) {
        Map<String, byte[]> notes = new TreeMap<>();
        for (StoredTensor tensor : stored.tensors()) {
            if (tensor.name().startsWith(notes(participant)) && tensor.type() == StoredType.U8) {
                String name = tensor.name().substring(notes(participant).length());
                notes.put(name, stored.bytes(tensor.name()));
            }
        }
        return notes;
    }

    private BadDataException refused(String came, Optional<Throwable> cause) {
        return new BadDataException(
                "The run resumes from a checkpoint of the same recipe, seed and net at " + file,
                came,
                "Name another folder, or remove this one to begin anew",
                cause.orElse(null));
    }

    /** Views of everything that is stored, in order. */
    static Map<String, Tensor> tensors(Task task) {
        Map<String, Tensor> views = new LinkedHashMap<>();
        for (Participant participant : task.participants()) {
            String owner = participant.name() + ".";
            Parameters parameters = participant.parameters();
            for (Parameters.Entry entry : parameters.entries()) {
                views.put(owner + entry.name(), parameters.value(entry.name()));
            }
            for (Parameters.Entry entry : parameters.stateEntries()) {
                views.put(owner + entry.name(), parameters.state(entry.name()));
            }
            participant
                    .memory()
                    .forEach((name, tensor) -> views.put(owner + "memory." + name, tensor));
        }
        return views;
    }

    private static List<Long> shape(Tensor tensor) {
        return Arrays.stream(tensor.shape()).boxed().toList();
    }

    /** CRC-32C of the progress and of each name with its numbers, in order. */
    static final class Checksum {
        private final CRC32C sum = new CRC32C();

        Checksum(String progress) {
            sum.update(progress.getBytes(StandardCharsets.UTF_8));
        }

        void add(String name, float[] values) {
            sum.update(name.getBytes(StandardCharsets.UTF_8));
            ByteBuffer bytes = ByteBuffer.allocate(Math.min(values.length, CHUNK) * Float.BYTES);
            for (int at = 0; at < values.length; at += CHUNK) {
                bytes.clear();
                int count = Math.min(CHUNK, values.length - at);
                bytes.asFloatBuffer().put(values, at, count);
                sum.update(bytes.limit(count * Float.BYTES));
            }
        }

        void add(String name, byte[] bytes) {
            sum.update(name.getBytes(StandardCharsets.UTF_8));
            sum.update(bytes);
        }

        String text() {
            return String.format(Locale.ROOT, "%08x", sum.getValue());
        }
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private TrainingProgress progress(String text) {
        try {
            TrainingProgress progress = JSON.readValue(text, TrainingProgress.class);
            if (progress == null) {
                throw refused("no progress", Optional.empty());
            }
            return progress;
        } catch (JsonProcessingException broken) {
            throw refused("progress that cannot be read: " + text, Optional.of(broken));
        }
    }
}
