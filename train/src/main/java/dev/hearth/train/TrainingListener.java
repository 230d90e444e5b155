package dev.hearth.train;

/** What is told how a run goes: logs, progress lines, pictures. */
@FunctionalInterface
public interface TrainingListener {

    /**
     * Told on the training thread.
     *
     * @param event what happened
     */
    void accept(TrainingEvent event);
}
