package dev.hearth.papers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.data.Batch;
import dev.hearth.data.Dataset;
import dev.hearth.data.ImageShape;
import dev.hearth.data.InMemoryDataset;
import dev.hearth.data.Loader;
import dev.hearth.data.Shard;
import dev.hearth.data.strokes.Strokes;
import dev.hearth.nn.Context;
import dev.hearth.nn.Parameters;
import dev.hearth.optim.Optimizer;
import dev.hearth.optim.Sgd;
import dev.hearth.optim.schedule.ConstantSchedule;
import dev.hearth.optim.schedule.Schedule;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.Exchange;
import dev.hearth.train.Participant;
import dev.hearth.train.Task;
import dev.hearth.train.Trainer;
import dev.hearth.train.UpdateOrder;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.exchange.FolderMeeting;
import dev.hearth.train.exchange.TcpExchange;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.Origin;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.task.SupervisedTask;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The papers' nets at full width, with their noise, dropout and augmentation, on two workers.
 *
 * <p>Two workers compute bit for bit what one process computes that takes each batch in the same two parts and
 * adds their gradients. Whole batches are summed in another order, which from the same weights moves a loss by
 * some 1e-7. Where steps are large, that grows, and so does on one worker what becomes of the neighbouring
 * floats of its first gradient.
 */
@Tag("long")
class NetsOnWorkersTest {

    private static final Origin TEST = Origin.ours("a test");
    private static final int STEPS = 200;
    private static final double AGREE = 1e-5;

    @TempDir private Path temp;

    @BeforeAll
    static void oneThread() {
        LibTorch.threads(1);
    }

    /** How one process takes a batch. */
    private enum Way {
        WHOLE,
        /** In the parts of two workers, whose gradients are added. */
        IN_PARTS,
        /** Whole; after the first backward pass each number of the gradient becomes a neighbouring float. */
        NEIGHBOUR
    }

    /**
     * What was seen of some training: each step's loss, and how far, at most, loss and gradient of a batch in
     * parts were from those of the whole one, from the same weights, as shares (of a loss if it is above 1).
     */
    private record Seen(List<Double> losses, float[] weights, double losing, double turning) {

        double apart(Seen other) {
            return IntStream.range(0, STEPS)
                    .mapToDouble(i -> Math.abs(losses.get(i) - other.losses.get(i)))
                    .max()
                    .orElseThrow();
        }

        /** How many steps pass until losses are not the same to 1e-5. */
        int agreed(Seen other) {
            return (int)
                    IntStream.range(0, STEPS)
                            .takeWhile(i -> Math.abs(losses.get(i) - other.losses.get(i)) <= AGREE)
                            .count();
        }
    }

    private static Recipe paper(String name) {
        return (Recipe) Recipes.find(name, Budget.SMOKE, set -> true).orElseThrow();
    }

    private static Recipe divided(String name, Optimizer optimizer, Schedule rate, int batch) {
        Recipe paper = paper(name);
        return Recipe.named(name)
                .corpus(new DatasetSpec(paper.corpus().value().set(), STEPS * batch, batch), TEST)
                .augment(paper.augment().value(), TEST)
                .model(paper.model().value(), TEST)
                .start(paper.start().value(), TEST)
                .optimizer(optimizer, TEST)
                .rate(rate, TEST)
                .batch(batch, TEST)
                .epochs(1, TEST)
                .build();
    }

    @ParameterizedTest
    @CsvSource({
        "elu/mnist-8x128/ELU, 64",
        "weightnorm/cifar-10/WN, 8",
        "fmp/mnist/random overlapping, 8",
        "fmp/cifar-10/random overlapping regularised, 8"
    })
    void two_workers_are_one_that_takes_batches_in_two_parts(String name, int batch)
            throws Exception {
        Recipe paper = paper(name);
        Recipe recipe = divided(name, paper.optimizer().value(), paper.rate().value(), batch);
        Seen two = ofTwo(recipe);
        Seen parts = train(recipe, Exchange.ALONE, Way.IN_PARTS);
        assertThat(two.losses()).hasSize(STEPS).isEqualTo(parts.losses());
        assertThat(two.weights()).isEqualTo(parts.weights());

        Seen whole = train(recipe, Exchange.ALONE, Way.WHOLE);
        Seen neighbour = train(recipe, Exchange.ALONE, Way.NEIGHBOUR);
        System.out.printf(
                "%s, the paper's steps: from the same weights losses %.1e apart, gradients %.1e; two"
                        + " workers and one agree to 1e-5 for %d steps and are %.1e apart at most, one"
                        + " and its neighbour for %d steps and %.1e%n",
                name,
                whole.losing(),
                whole.turning(),
                two.agreed(whole),
                two.apart(whole),
                neighbour.agreed(whole),
                neighbour.apart(whole));
        assertThat(whole.losing()).isLessThan(AGREE);
        assertThat(whole.turning()).isLessThan(1e-4);
        assertThat(two.apart(whole)).isLessThan(Math.max(AGREE, 10 * neighbour.apart(whole)));
    }

    @ParameterizedTest
    @CsvSource({
        "weightnorm/cifar-10/WN, 1e-8",
        "fmp/mnist/random overlapping, 1e-6",
        "fmp/cifar-10/random overlapping regularised, 3e-5"
    })
    void two_workers_agree_with_one_where_steps_do_not_make_rounding_grow(String name, double rate)
            throws Exception {
        Recipe recipe = divided(name, new Sgd(0.9), new ConstantSchedule(rate), 8);
        Seen alone = train(recipe, Exchange.ALONE, Way.WHOLE);
        double apart = ofTwo(recipe).apart(alone);
        System.out.printf("%s, steps of %.0e: %.1e apart%n", name, rate, apart);
        assertThat(apart).isLessThan(AGREE);
    }

    private Seen ofTwo(Recipe recipe) throws Exception {
        Path meeting = FolderMeeting.open();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        List<Future<Seen>> both = new ArrayList<>();
        for (int each = 0; each < 2; each++) {
            int rank = each;
            Callable<Seen> work =
                    () -> {
                        try (Exchange exchange =
                                FolderMeeting.join(
                                        meeting,
                                        rank,
                                        2,
                                        InetAddress.getLoopbackAddress(),
                                        TcpExchange.DEADLINE)) {
                            return train(recipe, exchange, Way.WHOLE);
                        }
                    };
            both.add(threads.submit(work));
        }
        Seen first = both.get(0).get();
        Seen second = both.get(1).get();
        threads.shutdown();
        assertThat(second.losses()).isEqualTo(first.losses());
        assertThat(second.weights()).isEqualTo(first.weights());
        return first;
    }

    private Seen train(Recipe recipe, Exchange exchange, Way way) {
        try (Scope run = Scope.open()) {
            DatasetProvider datasets =
                    new DatasetProvider(temp, temp.resolve("cache" + exchange.rank()))
                            .with("mnist", spec -> sets(spec, false))
                            .with("cifar-10", spec -> sets(spec, true));
            var sets = datasets.open(recipe.corpus().value(), recipe.preparation().value());
            Task task = new SupervisedTask(recipe, sets, new Seed(3), Device.CPU, 0);
            Recorder recorder = new Recorder(task.participants().get(0), exchange, way);
            Trainer.of(new Recorded(task, recorder))
                    .epochs(1)
                    .seed(new Seed(3))
                    .exchange(exchange)
                    .run();
            return new Seen(
                    recorder.losses,
                    recorder.parameters().values().toFloats(),
                    recorder.losing,
                    recorder.turning);
        }
    }

    private static DatasetProvider.Sets sets(DatasetSpec spec, boolean isColoured) {
        Dataset training = Strokes.training(spec.training(), new Seed(4));
        Dataset testing = Strokes.test(spec.testing(), new Seed(4));
        return isColoured
                ? new DatasetProvider.Sets(coloured(training), coloured(testing))
                : new DatasetProvider.Sets(training, testing);
    }

    /** Digits of one colour on another, 32×32. */
    private static Dataset coloured(Dataset grey) {
        ImageShape pixels = new ImageShape(3, 32, 32);
        RandomStream random = new Seed(6).child(grey.name()).stream();
        float[] images = new float[pixels.count() * grey.size()];
        int[] labels = new int[grey.size()];
        float[] digit = new float[28 * 28];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = grey.label(i);
            grey.read(i, digit, 0);
            for (int colour = 0; colour < 3; colour++) {
                int from = (i * 3 + colour) * 32 * 32;
                double ground = random.nextDouble();
                Arrays.fill(images, from, from + 32 * 32, (float) ground);
                double ink = random.nextDouble() - ground;
                for (int at = 0; at < digit.length; at++) {
                    images[from + (at / 28 + 2) * 32 + at % 28 + 2] += (float) (digit[at] * ink);
                }
            }
        }
        return InMemoryDataset.of(grey.name(), pixels, grey.classNames(), images, labels);
    }

    /** Measures nothing. */
    private record Recorded(Task task, Recorder recorder) implements Task {

        @Override
        public List<Participant> participants() {
            return List.of(recorder);
        }

        @Override
        public UpdateOrder updateOrder() {
            return task.updateOrder();
        }

        @Override
        public Loader loader() {
            return task.loader();
        }

        @Override
        public Map<String, Double> evaluate(int epoch) {
            return Map.of();
        }
    }

    /** Keeps each step's loss over the whole batch. */
    private static final class Recorder implements Participant {

        private final Participant inner;
        private final Exchange exchange;
        private final Way way;
        private final List<Double> losses = new ArrayList<>();
        private double losing;
        private double turning;

        Recorder(Participant inner, Exchange exchange, Way way) {
            this.inner = inner;
            this.exchange = exchange;
            this.way = way;
        }

        @Override
        public String name() {
            return inner.name();
        }

        @Override
        public Parameters parameters() {
            return inner.parameters();
        }

        @Override
        public Tensor loss(Batch batch, Context pass) {
            return inner.loss(batch, pass);
        }

        @Override
        public Tensor learn(Batch batch, Context pass) {
            if (way == Way.IN_PARTS) {
                float mean = inParts(batch, pass);
                losses.add((double) mean);
                return Tensor.of(new float[] {mean});
            }
            boolean isProbed = way == Way.WHOLE && exchange.workers() == 1;
            float ofParts = isProbed ? inParts(batch, pass) : 0;
            float[] wanted = isProbed ? parameters().gradients().toFloats() : null;
            Tensor loss = Participant.super.learn(batch, pass);
            int whole = exchange.workers() * batch.count();
            float[] mean = {(float) loss.item() * batch.count() / whole};
            exchange.sum(mean);
            losses.add((double) mean[0]);
            if (isProbed) {
                losing = Math.max(losing, Math.abs(ofParts - mean[0]) / Math.max(1, mean[0]));
                turning = Math.max(turning, apart(parameters().gradients().toFloats(), wanted));
            } else if (way == Way.NEIGHBOUR && losses.size() == 1) {
                float[] gradient = parameters().gradients().toFloats();
                for (int i = 0; i < gradient.length; i++) {
                    gradient[i] =
                            i % 2 == 0 ? Math.nextUp(gradient[i]) : Math.nextDown(gradient[i]);
                }
                parameters().gradients().copyInPlace(gradient);
            }
            return loss;
        }

        /** Leaves the gradient where the trainer looks for it, and gives the loss. */
        private float inParts(Batch batch, Context pass) {
            float[] sum = null;
            float mean = 0;
            int whole = batch.count();
            for (int rank = 0; rank < 2; rank++) {
                Shard shard = new Shard(rank, 2);
                int count = shard.count(whole);
                int from = shard.first(whole);
                int pixels = batch.pixels().count();
                Batch part =
                        new Batch(
                                Arrays.copyOfRange(
                                        batch.images(), from * pixels, (from + count) * pixels),
                                Arrays.copyOfRange(batch.labels(), from, from + count),
                                count,
                                batch.pixels());
                Tensor loss = Participant.super.learn(part, pass.shard(rank, 2, from, whole));
                mean += (float) loss.item() * count / whole;
                float[] gradient =
                        parameters().gradients().mulInPlace((double) count / whole).toFloats();
                if (sum == null) {
                    sum = gradient;
                } else {
                    for (int i = 0; i < sum.length; i++) {
                        sum[i] += gradient[i];
                    }
                }
            }
            parameters().gradients().copyInPlace(sum);
            return mean;
        }

        private static double apart(float[] one, float[] other) {
            double difference = 0;
            double length = 0;
            for (int i = 0; i < one.length; i++) {
                difference += Math.pow((double) one[i] - other[i], 2);
                length += Math.pow(one[i], 2);
            }
            return Math.sqrt(difference / length);
        }

        @Override
        public double update(long step, long stepsPerEpoch) {
            return inner.update(step, stepsPerEpoch);
        }

        @Override
        public Map<String, Tensor> memory() {
            return inner.memory();
        }

        @Override
        public void resumeAt(long steps) {
            inner.resumeAt(steps);
        }
    }
}
