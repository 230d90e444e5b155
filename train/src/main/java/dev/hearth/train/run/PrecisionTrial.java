package dev.hearth.train.run;

import dev.hearth.data.Batch;
import dev.hearth.data.Batches;
import dev.hearth.nn.Context;
import dev.hearth.nn.TrainingMemory;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.ModelTask;
import dev.hearth.train.Participant;
import dev.hearth.train.recipe.RunSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * How long a training step takes in two precisions, with a recipe's own nets, loss, optimizer and data:
 * bfloat16 gains in large convolutions and loses in small products, where numbers are converted around them.
 *
 * <pre>{@code
 * static boolean pays(Recipe single, Recipe mixed, Run.Place place) {
 *     return PrecisionTrial.timesAsFast(single, mixed, place) >= 1.1;
 * }
 * }</pre>
 */
public final class PrecisionTrial {

    private static final int MOST = 500;
    private static final int LEAST = 4;
    private static final double SECONDS = 2;

    private PrecisionTrial() {}

    /**
     * The time of a step of one recipe over that of another, as three quarters of the pairs of steps have it at
     * least, so that a busy machine does not decide by chance. They take turns, 4 to 500 each, for two seconds or
     * so; the later half counts, when their code is compiled. Nothing is written.
     *
     * @param one for instance in float32
     * @param other the same but for its precision
     * @param place its data and device
     */
    public static double timesAsFast(RunSpec one, RunSpec other, Run.Place place) {
        RunData data = new RunData(one, place.datasets());
        Seed seed = new Seed(1).child("precision trial");
        try (Scope trial = Scope.open()) {
            RunTaskContext context = new RunTaskContext(data, seed, place.device());
            ModelTask[] tasks = {one.task(context), other.task(context)};
            // As a run does, before anything is allocated for a batch.
            tasks[0].loader().batches();
            TrainingMemory.refuseUnlessFits(one.name(), tasks[0].trained(), one.batch().value());
            List<double[]> pairs = new ArrayList<>();
            long begun = System.nanoTime();
            for (int epoch = 0; isOpen(pairs.size(), begun); epoch++) {
                try (Batches batches = tasks[0].loader().epoch(epoch).open()) {
                    while (batches.hasNext() && isOpen(pairs.size(), begun)) {
                        Batch batch = batches.next();
                        int step = pairs.size();
                        double[] pair = new double[2];
                        for (int turn = 0; turn < 2; turn++) {
                            int which = (step + turn) % 2;
                            pair[which] = seconds(tasks[which], batch, step, seed.child(step));
                        }
                        pairs.add(pair);
                    }
                }
            }
            double[] ratios =
                    pairs.subList(pairs.size() / 2, pairs.size()).stream()
                            .mapToDouble(pair -> pair[0] / pair[1])
                            .sorted()
                            .toArray();
            return ratios[ratios.length / 4];
        }
    }

    private static boolean isOpen(int steps, long begun) {
        return steps < LEAST || steps < MOST && (System.nanoTime() - begun) / 1e9 < SECONDS;
    }

    private static double seconds(ModelTask task, Batch batch, int step, Seed seed) {
        int perEpoch = task.loader().batches();
        try (Scope turn = Scope.open()) {
            long begun = System.nanoTime();
            Tensor loss = null;
            for (Participant each : task.participants()) {
                loss = each.learn(batch, Context.training(seed.child(each.name())));
                each.update(step, perEpoch);
            }
            // On a GPU it is computed by now only if it is read.
            if (loss != null) {
                loss.item();
            }
            return (System.nanoTime() - begun) / 1e9;
        }
    }
}
