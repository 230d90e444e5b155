package dev.hearth.train;

import dev.hearth.data.Batch;
import dev.hearth.data.Batches;
import dev.hearth.nn.Context;
import dev.hearth.optim.schedule.Schedule;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The learning-rate range test (Smith 2015, arXiv 1506.01186, §3.3; Smith 2018, arXiv 1803.09820, §4.1): a
 * net is trained for some steps while the rate rises, here exponentially, and the loss of each step is
 * looked at. The losses are smoothed by an exponential mean of decay 0.98, corrected for its start as in
 * Adam; the test ends early where the smoothed loss is above four times its least value, or not finite.
 *
 * <pre>{@code
 * RateRangeTest test = new RateRangeTest(1e-5, 1, 100);
 * double rate = FineTuning.of("inception-resnet-half").on(Path.of("photos")).findRate(test).rate();
 * }</pre>
 *
 * @param from the first rate, above 0
 * @param to the last rate, above {@code from}
 * @param steps at least 10
 */
public record RateRangeTest(double from, double to, int steps) {

    private static final double DECAY = 0.98;
    private static final double WORSE = 4;

    /** Steps that are too few for a curve. */
    private static final int FIRST = 5;

    /** Refuses a range that does not rise. */
    public RateRangeTest {
        if (!(from > 0 && to > from) || Double.isInfinite(to) || steps < 10) {
            throw Check.error(
                    "A learning-rate range test needs 0 < from < to and 10 steps or more",
                    "from=" + from + ", to=" + to + ", steps=" + steps,
                    "Use 1e-5, 1 and 100");
        }
    }

    /**
     * One step.
     *
     * @param loss of its batch
     * @param smoothed over the steps so far
     */
    public record Point(double rate, double loss, double smoothed) {}

    /**
     * What was measured.
     *
     * @param points in the order of the steps
     */
    public record Curve(List<Point> points) {

        /** Copies the list. */
        public Curve {
            points = List.copyOf(points);
        }

        /** The rate at which the smoothed loss was least. */
        public double least() {
            Point least = points.get(0);
            for (Point point : points) {
                least = point.smoothed() < least.smoothed() ? point : least;
            }
            return least.rate();
        }

        /**
         * A rate to train with: the middle of the longest fall, which is the longest sequence of points each
         * of a smaller smoothed loss than the one before, others between them left out (nearly fastai's
         * {@code valley}). The rate of the least loss is close to where training becomes unstable; nets that begin
         * with random weights fall little in so few steps, and often take some times the rate suggested.
         */
        public double suggestion() {
            int count = points.size();
            int[] length = new int[count];
            int[] start = new int[count];
            int end = 0;
            for (int i = 0; i < count; i++) {
                length[i] = 1;
                start[i] = i;
                for (int j = 0; j < i; j++) {
                    boolean falls = points.get(i).smoothed() < points.get(j).smoothed();
                    if (falls && length[j] + 1 > length[i]) {
                        length[i] = length[j] + 1;
                        start[i] = start[j];
                    }
                }
                end = length[i] > length[end] ? i : end;
            }
            return points.get((start[end] + end) / 2).rate();
        }
    }

    /** The rate by step, for the recipe of the task that is tested. */
    public Schedule schedule() {
        return (step, stepsPerEpoch) -> from * Math.pow(to / from, step / (steps - 1.0));
    }

    /**
     * Trains a task, whose schedule must be {@link #schedule}; its weights are of no use afterwards.
     *
     * @param task of one participant
     * @throws IllegalArgumentException if it has several
     */
    public Curve run(Task task, Seed seed) {
        return run(task, seed, event -> {});
    }

    /**
     * The same, and tells how it goes: {@link TrainingEvent.Started} with one epoch of so many steps, then each
     * {@link TrainingEvent.Stepped}.
     */
    public Curve run(Task task, Seed seed, TrainingListener listener) {
        if (task.participants().size() != 1) {
            throw Check.error(
                    "A learning-rate range test needs one net",
                    task.participants().size() + " that are trained in turn",
                    "Test a classifier");
        }
        Participant net = task.participants().get(0);
        Seed chance = seed.child("rate range test");
        int perEpoch = task.loader().batches();
        List<Point> points = new ArrayList<>();
        double mean = 0;
        double best = Double.POSITIVE_INFINITY;
        for (int epoch = 0; points.size() < steps; epoch++) {
            try (Batches batches = task.loader().epoch(epoch).open()) {
                while (batches.hasNext() && points.size() < steps) {
                    int step = points.size();
                    Batch batch = batches.next();
                    if (step == 0) {
                        listener.accept(
                                new TrainingEvent.Started(
                                        1, steps, batch.count(), 0, 0, List.of()));
                    }
                    try (var turn = Scope.open()) {
                        net.parameters().clearGradients();
                        Tensor loss = net.loss(batch, Context.training(chance.child(step)));
                        loss.backward();
                        double value = loss.item();
                        double rate = net.update(step, perEpoch);
                        mean = DECAY * mean + (1 - DECAY) * value;
                        double smoothed = mean / (1 - Math.pow(DECAY, step + 1.0));
                        if (!Double.isFinite(value) || smoothed > WORSE * best) {
                            return curve(points);
                        }
                        best = Math.min(best, smoothed);
                        points.add(new Point(rate, value, smoothed));
                        listener.accept(
                                new TrainingEvent.Stepped(
                                        step + 1, 1, Map.of(net.name(), smoothed), rate));
                    }
                }
            }
        }
        return curve(points);
    }

    private static Curve curve(List<Point> points) {
        if (points.size() < FIRST) {
            throw Check.error(
                    "A learning-rate range test needs a loss that is finite at first",
                    points.size() + " steps before it was not",
                    "Begin with a lower rate");
        }
        return new Curve(points);
    }
}
