package dev.hearth.tensor;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** Steps of a small net, written with Tensor alone, for a JVM of its own; prints what they cost. */
final class Steps {

    private static final int WIDTH = 64;
    private static final int BATCH = 64;

    private final Tensor values;
    private final Tensor gradients;
    private final Tensor moments;
    private final Tensor[] weights;
    private final Tensor[] biases;
    private final float[] pictures = new float[BATCH * WIDTH];
    private final int[] labels = new int[BATCH];

    private Steps(int layers) {
        int size = WIDTH * WIDTH + WIDTH;
        values = RandomTensors.of(new Seed(1)).normal(0, 0.1, (long) layers * size);
        gradients = Tensor.zeros((long) layers * size);
        moments = Tensor.zeros((long) layers * size);
        weights = new Tensor[layers];
        biases = new Tensor[layers];
        for (int i = 0; i < layers; i++) {
            long from = (long) i * size;
            weights[i] = leaf(from, WIDTH, WIDTH);
            biases[i] = leaf(from + WIDTH * WIDTH, WIDTH);
        }
        RandomStream random = new Seed(2).stream();
        for (int i = 0; i < pictures.length; i++) {
            pictures[i] = (float) random.nextGaussian();
        }
    }

    private Tensor leaf(long from, long... shape) {
        long count = TensorMemory.count(shape);
        return values.narrow(0, from, count)
                .reshape(shape)
                .leafWithGradIn(gradients.narrow(0, from, count).reshape(shape));
    }

    private double step(int number) {
        try (var turn = Scope.open()) {
            gradients.fillInPlace(0);
            Tensor x = Tensor.of(pictures, BATCH, WIDTH);
            Tensor mask = RandomTensors.of(new Seed(number)).bernoulli(0.9, BATCH, WIDTH);
            x = x.mul(mask).div(0.9);
            for (int i = 0; i < weights.length; i++) {
                x = x.linear(weights[i], biases[i]).elu(1);
            }
            Tensor loss = Functional.crossEntropy(x, Tensor.ofLabels(labels, BATCH), 0.1);
            loss.backward();
            moments.mulInPlace(0.9).addInPlace(gradients, 1);
            values.addInPlace(moments, -0.001);
            return loss.item();
        }
    }

    public static void main(String[] arguments) throws IOException {
        int warm = Integer.parseInt(arguments[0]);
        int all = Integer.parseInt(arguments[1]);
        LibTorch.threads(1);
        try (var run = Scope.open()) {
            Steps tiny = new Steps(2);
            int made = run.size();
            double first = tiny.step(0);
            double last = first;
            for (int i = 1; i <= all; i++) {
                last = tiny.step(i);
                if (i == warm || i == all) {
                    System.out.println((i == warm ? "warm=" : "end=") + residentKilobytes());
                }
            }
            System.out.println("learned=" + (last < first));
            System.out.println("left=" + (run.size() - made));

            Steps deep = new Steps(9);
            var thread = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
            for (int i = 0; i < 100; i++) {
                deep.step(i);
            }
            long before = thread.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 100; i++) {
                deep.step(i);
            }
            System.out.println("java=" + (thread.getCurrentThreadAllocatedBytes() - before) / 100);
        }
    }

    private static long residentKilobytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }
}
