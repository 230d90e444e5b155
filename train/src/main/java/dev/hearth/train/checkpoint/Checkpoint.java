package dev.hearth.train.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
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
import dev.hearth.weights.AtomicFile;
import dev.hearth.weights.FileVersions;
import dev.hearth.weights.Safetensors;
import dev.hearth.weights.SafetensorsWriter;
import dev.hearth.weights.StoredType;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * The state of a run in one safetensors file: the recipe and how far the run is in the metadata; as
 * tensors, for each participant, every learned and kept tensor by name, and its memory (moments,
 * averages) flat and its notes as bytes. A checksum over all of it tells a damaged file. Written beside,
 * forced, renamed: there is a whole one or the one before.
 *
 * <p>The two before the last are kept until the run is done ({@link FileVersions}). A run goes on from the newest that is whole,
 * and says so in the {@link System.Logger} of this class's name where that is not the last.
 */
public final class Checkpoint implements CheckpointStore {

    /** The name of the last checkpoint in the folder of a run. */
    public static final String FILE = "checkpoint.safetensors";

    static final String FORMAT = "hearth-checkpoint-2";
    // Without a checksum; still read.
    static final String FIRST_FORMAT = "hearth-checkpoint-1";
    static final String LOG_ROWS = "logRows";
    private static final int KEPT = 3;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final System.Logger LOG = System.getLogger(Checkpoint.class.getName());

    private final Path file;
    private final Identity identity;
    private final UnaryOperator<WritableByteChannel> through;
    private final Optional<LongSupplier> logRows;
    private final int kept;

    /**
     * Whose checkpoint it is.
     *
     * @param recipe as JSON
     * @param hash of the recipe
     * @param data that the run is on, if it is known
     * @param readable hashes of recipes whose checkpoints the run goes on from
     */
    record Identity(
            String recipe,
            String hash,
            long seed,
            Optional<DataIdentity> data,
            Set<String> readable) {}

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

    /** The same through a channel of the test's choice, such as one that runs full. */
    Checkpoint(
            Path file,
            String recipe,
            String hash,
            long seed,
            UnaryOperator<WritableByteChannel> through) {
        this(
                file,
                new Identity(recipe, hash, seed, Optional.empty(), Set.of(hash)),
                through,
                Optional.empty(),
                KEPT);
    }

    private Checkpoint(
            Path file,
            Identity identity,
            UnaryOperator<WritableByteChannel> through,
            Optional<LongSupplier> logRows,
            int kept) {
        this.file = file;
        this.identity = identity;
        this.through = through;
        this.logRows = logRows;
        this.kept = kept;
    }

    /**
     * The same for a run on known data: it is written down, and a checkpoint of other data is refused.
     *
     * @param of the run
     * @return another place of the same file
     */
    public Checkpoint on(DataIdentity of) {
        return with(
                new Identity(
                        identity.recipe(),
                        identity.hash(),
                        identity.seed(),
                        Optional.of(of),
                        identity.readable()));
    }

    /**
     * The same, which also goes on from checkpoints of other recipes, such as one of fewer epochs.
     *
     * @param others hashes of those recipes
     * @return another place of the same file
     */
    public Checkpoint after(Set<String> others) {
        Set<String> readable = new TreeSet<>(others);
        readable.add(identity.hash());
        return with(
                new Identity(
                        identity.recipe(),
                        identity.hash(),
                        identity.seed(),
                        identity.data(),
                        readable));
    }

    private Checkpoint with(Identity other) {
        return new Checkpoint(file, other, through, logRows, kept);
    }

    /**
     * The same beside a log: how many rows it has is written down, and the run goes on from a checkpoint
     * only where the log still has them.
     *
     * @param rows of the log as it is
     * @return another place of the same file
     */
    public Checkpoint beside(LongSupplier rows) {
        return new Checkpoint(file, identity, through, Optional.of(rows), kept);
    }

    /** The same without earlier versions. */
    public Checkpoint single() {
        return new Checkpoint(file, identity, through, logRows, 1);
    }

    /** A checkpoint file and those before it. */
    static FileVersions versions(Path file) {
        return new FileVersions(file, KEPT);
    }

    /**
     * Whether there is a checkpoint, be it the last or one before it.
     *
     * @param file of the last
     */
    public static boolean exists(Path file) {
        return versions(file).paths().stream().anyMatch(Files::exists);
    }

    /**
     * Removes the versions before the last, of a run that is done: more epochs go on from the last alone.
     * Where that one is not whole, they stay.
     *
     * @param file of the last
     */
    public static void removeEarlier(Path file) {
        List<Path> earlier = versions(file).paths().stream().skip(1).filter(Files::exists).toList();
        if (earlier.isEmpty() || !StoredRun.isWhole(file)) {
            return;
        }
        for (Path each : earlier) {
            try {
                Files.delete(each);
            } catch (IOException failure) {
                throw AtomicFile.unwritable(each, failure);
            }
        }
    }

    /**
     * What the kept files say of the recipes that they were written for.
     *
     * @param file that the last checkpoint may be in
     * @return as JSON, the newest first; without those that cannot be read
     */
    public static List<String> recipes(Path file) {
        return versions(file).paths().stream()
                .map(Checkpoint::metadata)
                .map(each -> each.get("recipe"))
                .filter(Objects::nonNull)
                .toList();
    }

    /**
     * The seed of the run whose checkpoints these are.
     *
     * @param file that the last checkpoint may be in
     * @return of the newest that can be read; empty where there is none
     */
    public static OptionalLong seed(Path file) {
        return versions(file).paths().stream()
                .map(Checkpoint::metadata)
                .map(each -> each.getOrDefault("seed", ""))
                .filter(seed -> seed.matches("-?\\d{1,19}"))
                .map(BigInteger::new)
                .filter(seed -> seed.bitLength() < Long.SIZE)
                .mapToLong(BigInteger::longValue)
                .findFirst();
    }

    private static Map<String, String> metadata(Path file) {
        if (!Files.exists(file)) {
            return Map.of();
        }
        try (Safetensors stored = Safetensors.open(file)) {
            return stored.metadata();
        } catch (BadDataException broken) {
            return Map.of();
        }
    }

    @Override
    public String place() {
        return exists(file) ? file.toString() : "none yet";
    }

    @Override
    public void save(Task task, TrainingProgress progress) {
        SafetensorsWriter writer =
                new SafetensorsWriter()
                        .metadata("format", FORMAT)
                        .metadata("recipe", identity.recipe())
                        .metadata("recipeHash", identity.hash())
                        .metadata("seed", Long.toString(identity.seed()))
                        .metadata("progress", json(progress));
        identity.data().ifPresent(of -> writer.metadata("data", json(of.entries())));
        logRows.ifPresent(rows -> writer.metadata(LOG_ROWS, Long.toString(rows.getAsLong())));
        CheckpointChecksum sum = new CheckpointChecksum(json(progress));
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
            writer.write(new FileVersions(file, kept), through);
        } catch (IOException failure) {
            throw AtomicFile.failed(
                    "A checkpoint needs space to be written at " + file,
                    "Free some disk space or name another folder"
                            + (exists(file) ? "; the checkpoint before this one is whole" : ""),
                    failure);
        }
    }

    /**
     * {@inheritDoc} The newest that is whole is read.
     *
     * @throws BadDataException if there are some and none is whole, or one is of another recipe, seed or
     *     data
     */
    @Override
    public TrainingProgress restore(Task task) {
        Optional<DamagedCheckpoint> newest = Optional.empty();
        for (Path each : new FileVersions(file, kept).paths()) {
            if (!Files.exists(each)) {
                continue;
            }
            try {
                TrainingProgress progress =
                        new CheckpointReader(each, identity, logRows).restore(task);
                newest.ifPresentOrElse(
                        damaged -> tell(damaged.getMessage(), each),
                        () -> {
                            if (!each.equals(file)) {
                                tell(file + " is not there.", each);
                            }
                        });
                return progress;
            } catch (DamagedCheckpoint damaged) {
                newest = newest.or(() -> Optional.of(damaged));
            }
        }
        if (newest.isPresent()) {
            throw newest.get().refusal();
        }
        return TrainingProgress.NONE;
    }

    /** Says that an earlier version is used, and why. */
    static void tell(String why, Path used) {
        LOG.log(System.Logger.Level.WARNING, why + " An earlier one is used, " + used + ".");
    }

    static String notes(Participant participant) {
        return participant.name() + ".notes.";
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

    static List<Long> shape(Tensor tensor) {
        return Arrays.stream(tensor.shape()).boxed().toList();
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
