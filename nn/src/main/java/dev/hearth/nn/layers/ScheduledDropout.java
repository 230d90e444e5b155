package dev.hearth.nn.layers;

import dev.hearth.nn.Complexity;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.Check;
import java.util.List;
import java.util.stream.Stream;

/**
 * {@link Dropout} whose rate changes while the net is trained, by the updates done before ({@link
 * dev.hearth.nn.Context#step}): 0 before the first stage. Nets that are trained to the end with little
 * dropout, and then on with more, have it (Clevert et al. 2015, §4.3).
 *
 * <p>Any shape, kept. With one stage, from 0 on, it is {@code Dropout}, to the bit.
 *
 * <pre>{@code
 * Layer late = ScheduledDropout.from(75_000, 0.2).then(125_000, 0.3);    // none before update 75,000
 * }</pre>
 *
 * @param stages at least one, in the order of their updates
 */
public record ScheduledDropout(List<Stage> stages) implements Layer {

    /**
     * A rate, from an update on.
     *
     * @param from updates done before, from 0
     * @param rate the share that is dropped, in [0, 1)
     */
    public record Stage(long from, double rate) {

        /** Refuses a count below 0 and a rate outside of [0, 1). */
        public Stage {
            DropRate.check("ScheduledDropout", rate);
            if (from < 0) {
                throw Check.error(
                        "A stage of ScheduledDropout needs a count of updates of 0 or more",
                        "from=" + from,
                        "Use 0 for the beginning");
            }
        }
    }

    /** Copies the list; refuses none, and stages that do not follow one another. */
    public ScheduledDropout {
        stages = List.copyOf(stages);
        boolean rising = !stages.isEmpty();
        for (int i = 1; i < stages.size(); i++) {
            rising &= stages.get(i - 1).from() < stages.get(i).from();
        }
        if (!rising) {
            throw Check.error(
                    "ScheduledDropout needs stages, each from a later update than the one before",
                    stages,
                    "Put them in order");
        }
    }

    /** Begins with a rate from an update on, and none before. */
    public static ScheduledDropout from(long update, double rate) {
        return new ScheduledDropout(List.of(new Stage(update, rate)));
    }

    /** The same with another rate from a later update on. */
    public ScheduledDropout then(long update, double rate) {
        return new ScheduledDropout(
                Stream.concat(stages.stream(), Stream.of(new Stage(update, rate))).toList());
    }

    /** The rate after so many updates. */
    public double rate(long updates) {
        double rate = 0;
        for (Stage stage : stages) {
            rate = stage.from() <= updates ? stage.rate() : rate;
        }
        return rate;
    }

    @Override
    public Shape out(Shape in) {
        return in;
    }

    @Override
    public Complexity cost(Shape in) {
        return Complexity.NONE;
    }

    @Override
    public Forward build(Shape in, Parameters parameters) {
        return (x, pass) -> new DropoutForward(rate(pass.step())).apply(x, pass);
    }
}
