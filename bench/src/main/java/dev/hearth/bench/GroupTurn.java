package dev.hearth.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * A turn of a group of workers, who tell what it took by their own clocks.
 *
 * @param work one time of it
 * @param all what each time took, in order; filled as the turn is done
 */
record GroupTurn(String name, Supplier<WorkerGroup.Took> work, List<WorkerGroup.Took> all) {

    static GroupTurn of(String name, WorkerGroup group, String order) {
        return new GroupTurn(name, () -> group.done(order), new ArrayList<>());
    }

    Alternation.Turn turn() {
        return new Alternation.Turn(name, () -> all.add(work.get()));
    }

    /** What the slowest worker took, in seconds, round by round. */
    double[] seconds(Alternation.Rounds rounds) {
        return counted(rounds, WorkerGroup.Took::seconds);
    }

    /** For how much of that the workers waited for each other, in percent, round by round. */
    double[] waiting(Alternation.Rounds rounds) {
        return counted(rounds, took -> 100 * took.waited() / took.seconds());
    }

    /** Without the times of the warm-up, which came first. */
    private double[] counted(Alternation.Rounds rounds, ToDoubleFunction<WorkerGroup.Took> of) {
        int warmUps = all.size() - rounds.seconds().get(0).length;
        return all.stream().skip(warmUps).mapToDouble(of).toArray();
    }
}
