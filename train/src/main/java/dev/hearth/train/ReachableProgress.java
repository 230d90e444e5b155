package dev.hearth.train;

import dev.hearth.data.BadDataException;
import java.util.List;
import java.util.Set;

/**
 * Where a run can be. A checkpoint can be whole and still speak of steps that this run never takes.
 *
 * @param perEpoch steps in an epoch
 * @param lengths steps that a window may have had, those of a run that begins first
 * @param kept what a window keeps
 * @param place of the checkpoint, for messages
 */
record ReachableProgress(
        Task task,
        int epochs,
        int perEpoch,
        List<Integer> lengths,
        Set<String> kept,
        String place) {

    /** Steps in a window of the process that saved this; refuses what none of this run can have saved. */
    int length(TrainingProgress progress) {
        return lengths.stream()
                .filter(length -> isReachable(progress, length))
                .findFirst()
                .orElseThrow(() -> refused(progress));
    }

    private boolean isReachable(TrainingProgress progress, int length) {
        List<String> names = task.participants().stream().map(Participant::name).sorted().toList();
        // A full window is open where an epoch was not measured yet.
        boolean isFull = progress.batch() == perEpoch;
        int open = isFull ? (perEpoch - 1) % length + 1 : progress.batch() % length;
        boolean isWindow =
                open == 0
                        ? progress.window().isEmpty()
                        : progress.window().keySet().equals(kept)
                                && progress.window().values().stream()
                                        .allMatch(values -> values.size() == open);
        boolean isSums =
                progress.batch() - open == 0
                        ? progress.sums().isEmpty()
                        : List.copyOf(progress.sums().keySet()).equals(names);
        return progress.epoch() <= epochs
                && progress.batch() <= perEpoch
                && (progress.epoch() < epochs || progress.batch() == 0)
                && progress.step() == (long) progress.epoch() * perEpoch + progress.batch()
                && progress.history().size() == progress.epoch()
                && isWindow
                && isSums;
    }

    private BadDataException refused(TrainingProgress progress) {
        return new BadDataException(
                "The run resumes at a step of its "
                        + epochs
                        + " epochs of "
                        + perEpoch
                        + " steps, from "
                        + place,
                "step "
                        + progress.step()
                        + " as batch "
                        + progress.batch()
                        + " of epoch "
                        + progress.epoch()
                        + ", with figures of "
                        + progress.history().size()
                        + " epochs and of participants "
                        + progress.sums().keySet(),
                "Use the data set that the run began with, or name another folder");
    }
}
