package dev.hearth.train;

/** Where checkpoints go. */
public interface CheckpointStore {

    /**
     * Stores everything that the run needs to go on.
     *
     * @param task whose participants' tensors
     * @param progress how far it is
     */
    void save(Task task, TrainingProgress progress);

    /**
     * Restores what was stored, if anything was.
     *
     * @param task whose participants' tensors are overwritten
     * @return how far the run was, or {@link TrainingProgress#NONE}
     */
    TrainingProgress restore(Task task);

    /** What it is called in messages: a path or a word. */
    String place();
}
