package dev.hearth.train.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.data.BadDataException;
import dev.hearth.train.TrainingProgress;
import dev.hearth.weights.Safetensors;
import dev.hearth.weights.StoredTensor;
import dev.hearth.weights.StoredType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a {@link Checkpoint} has written, for those who use the net and do not train it on: no task is
 * needed, and no data set.
 *
 * @param recipe as JSON
 * @param seed of the run
 * @param progress how far it was
 * @param numbers by the owner's name, a dot, and the parameter's or the memory's; those asked for
 */
public record StoredRun(
        String recipe, long seed, TrainingProgress progress, Map<String, float[]> numbers) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Keeps the order, not the map. */
    public StoredRun {
        numbers = new LinkedHashMap<>(numbers);
    }

    /**
     * Reads a checkpoint and checks its sum, which those of the first format lack; where it is damaged,
     * the newest whole one before it.
     *
     * @param file that the last checkpoint was written to
     * @param owner whose numbers are kept, such as {@code generator}; all are checked
     * @return what it holds
     * @throws BadDataException if there is none, all are damaged, or it is no checkpoint
     */
    public static StoredRun read(Path file, String owner) {
        Optional<BadDataException> newest = Optional.empty();
        for (Path each : Checkpoint.versions(file).paths()) {
            if (!Files.exists(each) && !each.equals(file)) {
                continue;
            }
            try {
                StoredRun run = readOne(each, owner);
                newest.ifPresent(damaged -> Checkpoint.tell(damaged.getMessage(), each));
                return run;
            } catch (BadDataException damaged) {
                newest = newest.or(() -> Optional.of(damaged));
            }
        }
        throw newest.orElseThrow();
    }

    /** Whether a file is a checkpoint whose sum is right. */
    static boolean isWhole(Path file) {
        try {
            readOne(file, "");
            return true;
        } catch (BadDataException broken) {
            return false;
        }
    }

    private static StoredRun readOne(Path file, String owner) {
        try (Safetensors stored = Safetensors.open(file)) {
            Map<String, String> metadata = stored.metadata();
            boolean isSummed = Checkpoint.FORMAT.equals(metadata.get("format"));
            if (!isSummed && !Checkpoint.FIRST_FORMAT.equals(metadata.get("format"))) {
                throw refused(file, "a file of format " + metadata.get("format"), null);
            }
            var sum = new CheckpointChecksum(metadata.getOrDefault("progress", ""));
            Map<String, float[]> numbers = new LinkedHashMap<>();
            for (StoredTensor tensor : stored.tensors()) {
                if (tensor.name().startsWith("fitted.")) {
                    continue;
                }
                if (tensor.type() == StoredType.U8) {
                    // A participant's notes.
                    sum.add(tensor.name(), stored.bytes(tensor.name()));
                    continue;
                }
                float[] values = stored.floats(tensor.name());
                sum.add(tensor.name(), values);
                if (tensor.name().startsWith(owner + ".")) {
                    numbers.put(tensor.name(), values);
                }
            }
            if (isSummed && !sum.text().equals(metadata.get("checksum"))) {
                throw refused(
                        file,
                        "a damaged one: its checksum is "
                                + sum.text()
                                + ", not "
                                + metadata.get("checksum"),
                        null);
            }
            return new StoredRun(
                    metadata.get("recipe"),
                    Long.parseLong(metadata.get("seed")),
                    JSON.readValue(metadata.get("progress"), TrainingProgress.class),
                    numbers);
        } catch (JsonProcessingException | NumberFormatException broken) {
            throw refused(file, "one without recipe, seed and progress", broken);
        }
    }

    private static BadDataException refused(Path file, String came, Exception cause) {
        return new BadDataException(
                "A trained net is read from a run's checkpoint, " + file,
                came,
                "Name the folder of a run, or train it again",
                cause);
    }
}
