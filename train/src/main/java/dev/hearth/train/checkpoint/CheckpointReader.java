package dev.hearth.train.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.data.BadDataException;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.Participant;
import dev.hearth.train.Task;
import dev.hearth.train.TrainingProgress;
import dev.hearth.train.dataset.DataIdentity;
import dev.hearth.weights.Safetensors;
import dev.hearth.weights.StoredTensor;
import dev.hearth.weights.StoredType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** Reads one checkpoint file into a task. */
final class CheckpointReader {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final Checkpoint.Identity run;
    private final Optional<LongSupplier> logRows;

    CheckpointReader(Path file, Checkpoint.Identity run, Optional<LongSupplier> logRows) {
        this.file = file;
        this.run = run;
        this.logRows = logRows;
    }

    /**
     * Overwrites the tensors of a task; what they are after a failure is not defined.
     *
     * @throws DamagedCheckpoint if the file is damaged, or the log is shorter than when it was written
     * @throws BadDataException if it is of another recipe, seed or data, or may not be read
     */
    TrainingProgress restore(Task task) throws DamagedCheckpoint {
        if (!Files.isReadable(file)) {
            throw refused("a file that may not be read", Optional.empty());
        }
        try (Safetensors stored = opened();
                var scope = Scope.open();
                var quiet = NoGrad.open()) {
            Map<String, String> metadata = stored.metadata();
            String format = metadata.getOrDefault("format", "none");
            if (!List.of(Checkpoint.FORMAT, Checkpoint.FIRST_FORMAT).contains(format)
                    || !metadata.containsKey("progress")) {
                throw damaged("a safetensors file without a run's progress");
            }
            checkIdentity(metadata);
            checkLog(metadata);
            Map<Participant, Map<String, byte[]>> notes = new LinkedHashMap<>();
            String sum = tensors(stored, metadata.get("progress"), task, notes);
            if (format.equals(Checkpoint.FORMAT) && !sum.equals(metadata.get("checksum"))) {
                throw damaged(
                        "a damaged one: its checksum is "
                                + sum
                                + ", not "
                                + metadata.get("checksum"));
            }
            checkFitted(stored, task);
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

    private Safetensors opened() throws DamagedCheckpoint {
        try {
            return Safetensors.open(file);
        } catch (BadDataException broken) {
            throw new DamagedCheckpoint(broken);
        }
    }

    private void checkIdentity(Map<String, String> metadata) {
        if (!run.readable().contains(metadata.getOrDefault("recipeHash", ""))) {
            throw refused(
                    "a checkpoint of another recipe (hash "
                            + metadata.get("recipeHash")
                            + ", this recipe has "
                            + run.hash()
                            + ")",
                    Optional.empty());
        }
        if (!Long.toString(run.seed()).equals(metadata.get("seed"))) {
            throw refused(
                    "a checkpoint of seed " + metadata.get("seed") + ", this run has " + run.seed(),
                    Optional.empty());
        }
        if (run.data().isPresent()) {
            checkData(metadata, run.data().get());
        }
    }

    private void checkData(Map<String, String> metadata, DataIdentity today) {
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
        if (before.isPresent() ? !before.get().isSame(today) : today.isOfPictures()) {
            throw refused(
                    before.map(of -> "a checkpoint of other data: " + of.against(today))
                            .orElse(
                                    "one of an earlier version, which does not say which pictures it"
                                            + " learned from"),
                    Optional.empty());
        }
    }

    private void checkLog(Map<String, String> metadata) throws DamagedCheckpoint {
        String text = metadata.getOrDefault(Checkpoint.LOG_ROWS, "0");
        if (logRows.isEmpty() || !text.matches("\\d{1,18}")) {
            return;
        }
        long rows = logRows.get().getAsLong();
        if (rows < Long.parseLong(text)) {
            throw new DamagedCheckpoint(
                    new BadDataException(
                            "The run goes on from "
                                    + file
                                    + ", which was written when its log had "
                                    + text
                                    + " rows",
                            "a log.csv of " + rows,
                            "Put log.csv back from a copy, or remove the folder to begin anew"));
        }
    }

    /** Fills the task's tensors and the notes; gives the checksum of what was read. */
    private String tensors(
            Safetensors stored,
            String progress,
            Task task,
            Map<Participant, Map<String, byte[]>> notes)
            throws DamagedCheckpoint {
        try {
            CheckpointChecksum sum = new CheckpointChecksum(progress);
            for (Map.Entry<String, Tensor> entry : Checkpoint.tensors(task).entrySet()) {
                List<Long> shape = Checkpoint.shape(entry.getValue());
                StoredTensor found = stored.tensor(entry.getKey());
                if (!found.shape().equals(shape)) {
                    throw damaged(
                            entry.getKey()
                                    + " of shape "
                                    + found.shape()
                                    + " where the net has "
                                    + shape);
                }
                float[] values = stored.floats(entry.getKey());
                sum.add(entry.getKey(), values);
                entry.getValue().copyInPlace(values);
            }
            for (Participant participant : task.participants()) {
                Map<String, byte[]> own = notes(participant, stored);
                own.forEach((name, bytes) -> sum.add(Checkpoint.notes(participant) + name, bytes));
                notes.put(participant, own);
            }
            return sum.text();
        } catch (BadDataException broken) {
            throw new DamagedCheckpoint(broken);
        }
    }

    private static Map<String, byte[]> notes(Participant participant, Safetensors stored) {
        Map<String, byte[]> notes = new TreeMap<>();
        String prefix = Checkpoint.notes(participant);
        for (StoredTensor tensor : stored.tensors()) {
            if (tensor.name().startsWith(prefix) && tensor.type() == StoredType.U8) {
                notes.put(tensor.name().substring(prefix.length()), stored.bytes(tensor.name()));
            }
        }
        return notes;
    }

    private void checkFitted(Safetensors stored, Task task) {
        for (Map.Entry<String, float[]> fit : task.fitted().entrySet()) {
            if (!Arrays.equals(stored.floats("fitted." + fit.getKey()), fit.getValue())) {
                throw refused(
                        "one trained with another " + fit.getKey() + " than today's data give",
                        Optional.empty());
            }
        }
    }

    private TrainingProgress progress(String text) throws DamagedCheckpoint {
        try {
            TrainingProgress progress = JSON.readValue(text, TrainingProgress.class);
            if (progress == null) {
                throw damaged("no progress");
            }
            return progress;
        } catch (JsonProcessingException broken) {
            throw new DamagedCheckpoint(
                    refused("progress that cannot be read: " + text, Optional.of(broken)));
        }
    }

    private DamagedCheckpoint damaged(String came) {
        return new DamagedCheckpoint(refused(came, Optional.empty()));
    }

    private BadDataException refused(String came, Optional<Throwable> cause) {
        return new BadDataException(
                "The run resumes from a checkpoint of the same recipe, seed and net at " + file,
                came,
                "Name another folder, or remove this one to begin anew",
                cause.orElse(null));
    }
}
