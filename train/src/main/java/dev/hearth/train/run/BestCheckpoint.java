package dev.hearth.train.run;

import dev.hearth.train.CheckpointStore;
import dev.hearth.train.Task;
import dev.hearth.train.TrainingProgress;
import dev.hearth.train.recipe.EpochChoice;
import dev.hearth.weights.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A store of checkpoints that keeps a copy of that of the best epoch. */
final class BestCheckpoint implements CheckpointStore {

    /** The name of the copy in a run's folder. */
    static final String FILE = "best.safetensors";

    private final CheckpointStore last;
    private final Path from;
    private final Path to;

    BestCheckpoint(CheckpointStore last, Path from, Path to) {
        this.last = last;
        this.from = from;
        this.to = to;
    }

    @Override
    public void save(Task task, TrainingProgress progress) {
        last.save(task, progress);
        keep(progress);
    }

    /** A process that was killed between the two files left the copy to this one. */
    @Override
    public TrainingProgress restore(Task task) {
        TrainingProgress progress = last.restore(task);
        keep(progress);
        return progress;
    }

    @Override
    public String place() {
        return last.place();
    }

    private void keep(TrainingProgress progress) {
        if (progress.epoch() == 0
                || progress.batch() > 0
                || EpochChoice.bestOf(progress.history()) != progress.epoch()) {
            return;
        }
        Path beside = to.resolveSibling(to.getFileName() + ".part");
        try {
            Files.copy(from, beside, StandardCopyOption.REPLACE_EXISTING);
            Files.move(beside, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            throw AtomicFile.unwritable(to, failure);
        }
    }
}
