package dev.hearth.papers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.data.Batch;
import dev.hearth.data.Dataset;
import dev.hearth.data.ImageShape;
import dev.hearth.data.InMemoryDataset;
import dev.hearth.data.Loader;
import dev.hearth.nn.Context;
import dev.hearth.nn.Parameters;
import dev.hearth.optim.Sgd;
import dev.hearth.optim.schedule.ConstantSchedule;
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
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The papers' nets at full width, with their noise, dropout and augmentation: two workers and one agree in
 * the loss of each of 200 steps. The steps are small, because larger ones make rounding grow: at a rate of
 * 1e-4 the losses of the weight-normalised net differ in the last digit for five steps and then three to
 * ten times as much with each, those of the first fractional net after ninety; a sum in another order does
 * the same on one worker.
 */
@Tag("long")
class NetsOnWorkersTest {

    private static final Origin TEST = Origin.ours("a test");
    private static final int STEPS = 200;
    private static final int BATCH = 8;

    @TempDir private Path temp;

    @ParameterizedTest
    @CsvSource({
        "elu/mnist-8x128/ELU, 1e-4",
        "weightnorm/cifar-10/WN, 1e-8",
        "fmp/mnist/random overlapping, 1e-6",
        "fmp/cifar-10/random overlapping regularised, 1e-5"
    })
    void two_workers_agree_with_one(String name, double rate) throws Exception {
        LibTorch.threads(1);
        Recipe paper = (Recipe) Recipes.find(name, Budget.SMOKE, set -> true).orElseThrow();
        Recipe small =
                Recipe.named(name)
                        .corpus(
                                new DatasetSpec(paper.corpus().value().set(), STEPS * BATCH, BATCH),
                                TEST)
                        .augment(paper.augment().value(), TEST)
                        .model(paper.model().value(), TEST)
                        .start(paper.start().value(), TEST)
                        .optimizer(new Sgd(0.9), TEST)
                        .rate(new ConstantSchedule(rate), TEST)
                        .batch(BATCH, TEST)
                        .epochs(1, TEST)
                        .build();
        List<Double> alone = losses(small, Exchange.ALONE);
        assertThat(alone).hasSize(STEPS);
        Path meeting = FolderMeeting.open();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        List<Future<List<Double>>> both = new ArrayList<>();
        for (int each = 0; each < 2; each++) {
            int rank = each;
            Callable<List<Double>> work =
                    () -> {
                        try (Exchange exchange =
                                FolderMeeting.join(
                                        meeting,
                                        rank,
                                        2,
                                        InetAddress.getLoopbackAddress(),
                                        TcpExchange.DEADLINE)) {
                            return losses(small, exchange);
                        }
                    };
            both.add(threads.submit(work));
        }
        double most = 0;
        for (Future<List<Double>> each : both) {
            List<Double> losses = each.get();
            for (int step = 0; step < STEPS; step++) {
                most = Math.max(most, Math.abs(losses.get(step) - alone.get(step)));
            }
        }
        threads.shutdown();
        assertThat(most).isCloseTo(0, within(1e-5));
    }

    private List<Double> losses(Recipe recipe, Exchange exchange) {
        List<Double> losses = new ArrayList<>();
        try (Scope run = Scope.open()) {
            DatasetProvider datasets =
                    new DatasetProvider(temp, temp.resolve("cache" + exchange.rank()))
                            .with("mnist", spec -> drawn("mnist", new ImageShape(1, 28, 28)))
                            .with("cifar-10", spec -> drawn("cifar-10", new ImageShape(3, 32, 32)));
            var sets = datasets.open(recipe.corpus().value(), recipe.preparation().value());
            Task task = new SupervisedTask(recipe, sets, new Seed(3), Device.CPU, 0);
            Trainer.of(new Recorded(task, exchange, losses))
                    .epochs(1)
                    .seed(new Seed(3))
                    .exchange(exchange)
                    .run();
        }
        return losses;
    }

    /** Noise with a class's mean. */
    private static DatasetProvider.Sets drawn(String name, ImageShape pixels) {
        return new DatasetProvider.Sets(
                drawn(name + "/train", pixels, STEPS * BATCH), drawn(name + "/test", pixels, 8));
    }

    private static Dataset drawn(String name, ImageShape pixels, int count) {
        RandomStream random = new Seed(4).child(name).stream();
        float[] images = new float[pixels.count() * count];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            labels[i] = random.nextInt(10);
            for (int at = 0; at < pixels.count(); at++) {
                images[i * pixels.count() + at] =
                        (float) (0.5 * random.nextDouble() + 0.05 * ((labels[i] + at) % 10));
            }
        }
        List<String> classes = IntStream.range(0, 10).mapToObj(i -> "" + i).toList();
        return InMemoryDataset.of(name, pixels, classes, images, labels);
    }

    /** Measures nothing, and tells each step's loss over the whole batch. */
    private record Recorded(Task task, Exchange exchange, List<Double> losses) implements Task {

        @Override
        public List<Participant> participants() {
            return task.participants().stream()
                    .<Participant>map(each -> new Recorder(each, exchange, losses))
                    .toList();
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

    private record Recorder(Participant inner, Exchange exchange, List<Double> losses)
            implements Participant {

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
            Tensor loss = inner.loss(batch, pass);
            float[] mean = {(float) (loss.item() * batch.count() / BATCH)};
            exchange.sum(mean);
            losses.add((double) mean[0]);
            return loss;
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
