package dev.hearth.train.run;

import dev.hearth.data.BadDataException;
import dev.hearth.train.CheckpointStore;
import dev.hearth.train.Task;
import dev.hearth.train.TrainingProgress;
import dev.hearth.train.recipe.EpochChoice;
import dev.hearth.weights.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A store of checkpoints that keeps that of the best epoch under a second name. */
final class BestCheckpoint implements CheckpointStore {

    /** The second name in a run's folder. */
    static final String FILE = "best.safetensors";

    private final CheckpointStore last;
    private final Path from;
    private final CheckpointStore best;
    private final Path to;

    /**
     * The last one and its file, the best one and its file.
     *
     * @param best writes the file where the last one cannot be copied
     */
    BestCheckpoint(CheckpointStore last, Path from, CheckpointStore best, Path to) {
        this.last = last;
        this.from = from;
        this.best = best;
        this.to = to;
    }

    @Override
    public void save(Task task, TrainingProgress progress) {
        last.save(task, progress);
        if (isBest(progress)) {
            keep();
        }
    }

    /**
     * A process that was killed between the two files left the best one to this one. The last one may be
     * damaged, and one before it have been read.
     */
    @Override
    public TrainingProgress restore(Task task) {
        try {
            AtomicFile.clean(to);
        } catch (IOException failure) {
            throw AtomicFile.unwritable(to, failure);
        }
        TrainingProgress progress = last.restore(task);
        if (isBest(progress)) {
            best.save(task, progress);
        }
        return progress;
    }

    @Override
    public String place() {
        return last.place();
    }

    /**
     * Fills a task with the weights of the best epoch.
     *
     * @param best reads {@code file}
     * @param history of all epochs
     * @throws BadDataException if the file is not there, or is of another epoch
     */
    static void fill(
            Task task, CheckpointStore best, Path file, List<Map<String, Double>> history) {
        int chosen = EpochChoice.bestOf(history);
        int found = best.restore(task).epoch();
        if (found != chosen) {
            throw new BadDataException(
                    "The run ends with the weights of its best epoch, " + chosen + ", from " + file,
                    found == 0 ? "no such file" : "the weights of epoch " + found,
                    "Put the file back from a copy, or remove the folder to begin anew");
        }
    }

    private static boolean isBest(TrainingProgress progress) {
        return progress.epoch() > 0
                && progress.batch() == 0
                && EpochChoice.bestOf(progress.history()) == progress.epoch();
    }

    private void keep() {
        try {
            AtomicFile.link(from, to);
        } catch (IOException failure) {
            throw AtomicFile.unwritable(to, failure);
        }
    }
}
