package dev.hearth.train;

import java.util.List;
import java.util.Map;

/** What a trainer tells its listeners. */
public sealed interface TrainingEvent {

    /**
     * The run begins or goes on.
     *
     * @param epochs how many there will be
     * @param stepsPerEpoch how many steps in each
     * @param batch examples a step
     * @param fromStep how many steps were done before; above 0 when resumed
     * @param toldSteps how many of them were told of; the others are, with the rest of their window
     * @param history the figures of each epoch that was measured before
     */
    record Started(
            int epochs,
            long stepsPerEpoch,
            int batch,
            long fromStep,
            long toldSteps,
            List<Map<String, Double>> history)
            implements TrainingEvent {

        /** Copies the list. */
        public Started {
            history = List.copyOf(history);
        }
    }

    /**
     * Some steps are done; told every so often, not after each.
     *
     * @param step how many are done in all
     * @param epoch the running epoch, from 1
     * @param losses each participant's mean loss since the last such event
     * @param rate the learning rate of the last step
     */
    record Stepped(long step, int epoch, Map<String, Double> losses, double rate)
            implements TrainingEvent {}

    /**
     * What was to be seen of each of the last steps, where participants show something; told when they are
     * read back, just before {@link Stepped}.
     *
     * @param after how many steps were done before the first of these
     * @param figures by participant, by name, a value for each step; not a number where it did not play
     */
    record Traced(long after, Map<String, Map<String, List<Float>>> figures)
            implements TrainingEvent {}

    /**
     * An epoch is done and measured.
     *
     * @param epoch which, from 1
     * @param step how many steps are done in all
     * @param figures by name
     */
    record Measured(int epoch, long step, Map<String, Double> figures) implements TrainingEvent {}

    /**
     * The state is on disk.
     *
     * @param step how many steps it holds
     */
    record Saved(long step) implements TrainingEvent {}

    /**
     * The run is over.
     *
     * @param seconds this process spent training, measuring and saving
     * @param examples it trained on
     * @param waiting the share of the steps' time for which training threads waited for sums over workers, a
     *     mean over workers; 0 for a single one
     */
    record Finished(double seconds, long examples, double waiting) implements TrainingEvent {}

    /**
     * Something that whoever started the run should know.
     *
     * @param words a sentence
     */
    record Noted(String words) implements TrainingEvent {}
}
