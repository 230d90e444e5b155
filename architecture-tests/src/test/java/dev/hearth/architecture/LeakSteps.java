package dev.hearth.architecture;

import dev.hearth.data.Batch;
import dev.hearth.data.Batches;
import dev.hearth.data.Dataset;
import dev.hearth.data.Loader;
import dev.hearth.data.strokes.Strokes;
import dev.hearth.nn.Context;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.Layers;
import dev.hearth.optim.Adam;
import dev.hearth.optim.ClipNorm;
import dev.hearth.optim.OptimizerState;
import dev.hearth.optim.StepHyperparameters;
import dev.hearth.optim.loss.CrossEntropy;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Training through all floors, in a JVM of its own; prints what it left behind. */
final class LeakSteps {

    private static final int BATCH = 32;

    private LeakSteps() {}

    /** Convolution, norm, pool, noise, shortcut, branches: a little of everything. */
    private static Layer net() {
        return Layers.sequence(
                Layers.conv(4, 3).stride(2),
                Layers.batchNorm(),
                Layers.relu(),
                Layers.maxPool(2, 2),
                Layers.residual(Layers.sequence(Layers.conv(4, 3), Layers.elu())),
                Layers.concat(Layers.conv(4, 1), Layers.avgPool(3)),
                Layers.flatten(),
                Layers.dropout(0.2),
                Layers.maxout(16, 2),
                Layers.linear(10));
    }

    public static void main(String[] words) throws IOException {
        int warm = Integer.parseInt(words[0]);
        int all = Integer.parseInt(words[1]);
        // A leak of the given size a step, to see that the watch sees it.
        int lost = words.length > 2 ? Integer.parseInt(words[2]) : 0;
        LibTorch.threads(1);
        Dataset strokes = Strokes.training(10 * BATCH, new Seed(1));
        Loader loader = new Loader(strokes, BATCH, new Seed(2)).threads(1);
        Seed passes = new Seed(3);
        try (var run = Scope.open()) {
            Model net = Model.build(net(), new Shape.Image(1, 28, 28), new Seed(4), Device.CPU);
            OptimizerState stepper = new Adam().with(new ClipNorm(1)).over(net.parameters());
            int born = run.size();
            int greatest = 0;
            double first = Double.NaN;
            double last = Double.NaN;
            int step = 0;
            for (int epoch = 0; step < all; epoch++) {
                try (Batches batches = loader.epoch(epoch).open()) {
                    for (Batch batch : batches) {
                        try (var turn = Scope.open()) {
                            net.parameters().clearGradients();
                            Tensor x = Tensor.of(batch.images(), batch.count(), 1, 28, 28);
                            Tensor labels = Tensor.ofLabels(batch.labels(), batch.count());
                            Tensor y = net.apply(x, Context.training(passes.child(step)));
                            Tensor loss = new CrossEntropy().of(y, labels);
                            loss.backward();
                            stepper.step(StepHyperparameters.of(0.003));
                            last = loss.item();
                            if (lost > 0) {
                                turn.keep(Tensor.zeros(lost).add(1));
                            }
                        }
                        greatest = Math.max(greatest, run.size());
                        first = step == 0 ? last : first;
                        step++;
                        if (step == warm || step == all) {
                            System.out.println((step == warm ? "warm=" : "end=") + resident());
                        }
                        if (step == all) {
                            break;
                        }
                    }
                }
            }
            System.out.println("learned=" + (last < first));
            System.out.println("left=" + (greatest - born));
        }
    }

    private static long resident() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }
}
