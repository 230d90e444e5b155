package dev.hearth.bench;

import dev.hearth.nn.Precision;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.Scope;
import dev.hearth.train.metric.Statistics;
import java.util.Optional;

/**
 * Steps of Inception-ResNet-v2 in a process of its own, whose peak of resident memory is theirs.
 *
 * @param way who takes them
 * @param precision of Hearth's; the presets' is float32
 * @param batch pictures in a step
 * @param side of a picture
 */
record InceptionAlone(InceptionSteps.Way way, Precision precision, int batch, int side) {

    private static final int STEPS = 6;
    private static final int WARM = 2;

    /**
     * What was seen.
     *
     * @param peak of resident bytes, the JVM included
     * @param seconds of a step, the median of those behind the first two
     */
    record Figures(double peak, double seconds) {}

    /** Empty where the system does not say. */
    Optional<Figures> measure(int threads) {
        String said =
                OwnProcess.of(InceptionAlone.class)
                        .run(
                                way.name(),
                                precision.name(),
                                Integer.toString(batch),
                                Integer.toString(side),
                                Integer.toString(threads));
        if (said.isEmpty()) {
            return Optional.empty();
        }
        String[] words = said.split(" ");
        return Optional.of(new Figures(Double.parseDouble(words[0]), Double.parseDouble(words[1])));
    }

    private Contender contender() {
        Work work = InceptionSteps.work(batch, side);
        return way == InceptionSteps.Way.HEARTH
                ? InceptionSteps.hearth(work, 0.2, precision)
                : way.side(work, 0.2, Optional.empty());
    }

    /**
     * Steps, then the peak and a step's seconds on standard output.
     *
     * @param arguments way, precision, batch, side and the count of threads
     */
    public static void main(String[] arguments) {
        InceptionAlone alone =
                new InceptionAlone(
                        InceptionSteps.Way.valueOf(arguments[0]),
                        Precision.valueOf(arguments[1]),
                        Integer.parseInt(arguments[2]),
                        Integer.parseInt(arguments[3]));
        LibTorch.threads(Integer.parseInt(arguments[4]));
        try (var run = Scope.open()) {
            Contender side = alone.contender();
            double[] seconds = new double[STEPS - WARM];
            for (int step = 0; step < STEPS; step++) {
                long begun = System.nanoTime();
                side.run();
                if (step >= WARM) {
                    seconds[step - WARM] = (System.nanoTime() - begun) / 1e9;
                }
            }
            double median = Statistics.of(seconds).median();
            Footprint.status("VmHWM:")
                    .ifPresent(peak -> System.out.println((long) peak + " " + median));
        }
    }
}
