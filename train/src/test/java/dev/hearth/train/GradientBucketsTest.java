package dev.hearth.train;

import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.sequence;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.data.Loader;
import dev.hearth.nn.Complexity;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.Dropout;
import dev.hearth.nn.layers.Elu;
import dev.hearth.nn.layers.Flatten;
import dev.hearth.optim.Sgd;
import dev.hearth.optim.schedule.ConstantSchedule;
import dev.hearth.tensor.Autograd;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.exchange.Ranks;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.Origin;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.task.SupervisedTask;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Gradients leave while the backward pass goes on, and become what they become otherwise. */
@Timeout(120)
class GradientBucketsTest {

    private static final Origin TEST = Origin.ours("a test");
    private static final int STEPS = 4;
    private static final int BATCH = 6;

    @TempDir private Path temp;

    @BeforeAll
    static void oneThread() {
        LibTorch.threads(1);
    }

    /** Does something when a backward pass comes by. */
    private record Passed(Runnable what) implements Layer {
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
            return (x, pass) ->
                    Autograd.function(
                            x,
                            x.detach(),
                            gradient -> {
                                what.run();
                                return gradient;
                            });
        }
    }

    /** Counts the sums of many numbers, each of which takes so many milliseconds longer. */
    private record Counted(Exchange inner, AtomicInteger sums, long delay) implements Exchange {
        @Override
        public int rank() {
            return inner.rank();
        }

        @Override
        public int workers() {
            return inner.workers();
        }

        @Override
        public void sum(float[] values) {
            if (values.length > 1000) {
                sums.incrementAndGet();
            }
            inner.sum(values);
            if (values.length > 1000) {
                try {
                    Thread.sleep(delay);
                } catch (InterruptedException interrupted) {
                    throw new IllegalStateException(interrupted);
                }
            }
        }

        @Override
        public byte[] fromFirst(byte[] message) {
            return inner.fromFirst(message);
        }

        @Override
        public List<byte[]> gather(byte[] message) {
            return inner.gather(message);
        }

        @Override
        public void fail(String why) {
            inner.fail(why);
        }

        @Override
        public void close() {
            inner.close();
        }
    }

    /** Without what is measured after an epoch. */
    private record Unmeasured(Task task) implements Task {
        @Override
        public List<Participant> participants() {
            return task.participants();
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

    /** Weights of each worker, and how long it waited, in seconds. */
    private record Trained(float[] weights, double waited) {}

    private List<Trained> train(int workers, boolean isWatched, long delay) throws Exception {
        return Ranks.run(
                workers,
                exchange -> {
                    AtomicInteger sums = new AtomicInteger();
                    AtomicInteger steps = new AtomicInteger();
                    AtomicReference<Double> waited = new AtomicReference<>();
                    Runnable passed =
                            () -> {
                                // Three sums a step, two of which have begun by now; or one, later.
                                int step = steps.getAndIncrement();
                                int wanted = isWatched ? 3 * step + 2 : step;
                                long end = System.nanoTime() + 10_000_000_000L;
                                while (sums.get() < wanted && System.nanoTime() < end) {
                                    Thread.onSpinWait();
                                }
                                if (sums.get() != wanted) {
                                    throw new IllegalStateException(
                                            sums.get() + " sums at step " + step);
                                }
                            };
                    Recipe recipe =
                            Recipe.named("test/buckets")
                                    .corpus(new DatasetSpec("strokes", STEPS * BATCH, 10), TEST)
                                    .model(
                                            sequence(
                                                    new Flatten(),
                                                    linear(1400),
                                                    new Passed(passed),
                                                    new Elu(),
                                                    linear(800),
                                                    new Elu(),
                                                    new Dropout(0.3),
                                                    linear(10)),
                                            TEST)
                                    .optimizer(new Sgd(0.9), TEST)
                                    .rate(new ConstantSchedule(0.01), TEST)
                                    .batch(BATCH, TEST)
                                    .epochs(1, TEST)
                                    .build();
                    try (Scope run = Scope.open()) {
                        var images = recipe.images().orElseThrow();
                        DatasetProvider.Sets sets =
                                new DatasetProvider(temp, temp.resolve("cache" + exchange.rank()))
                                        .open(images.spec(), images.preparation());
                        SupervisedTask task =
                                new SupervisedTask(recipe, sets, new Seed(5), Device.CPU, 0);
                        Trainer.of(new Unmeasured(task))
                                .epochs(1)
                                .seed(new Seed(5))
                                .exchange(new Counted(exchange, sums, delay))
                                .overlapped(isWatched)
                                .listener(
                                        event -> {
                                            if (event instanceof TrainingEvent.Finished over) {
                                                assertThat(over.waiting()).isBetween(0.0, 1.0);
                                                waited.set(over.waiting() * over.seconds());
                                            }
                                        })
                                .run();
                        assertThat(sums.get()).isEqualTo(isWatched ? 3 * STEPS : STEPS);
                        return new Trained(
                                task.network().parameters().values().toFloats(), waited.get());
                    }
                });
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void buckets_leave_before_the_backward_pass_ends_and_change_no_bit(int workers)
            throws Exception {
        List<Trained> whole = train(workers, false, 0);
        List<Trained> buckets = train(workers, true, 0);
        for (Trained each : buckets) {
            assertThat(each.weights()).isEqualTo(whole.get(0).weights());
        }
    }

    @Test
    void time_spent_waiting_for_sums_is_told() throws Exception {
        for (Trained each : train(2, false, 30)) {
            assertThat(each.waited()).isGreaterThan(0.030 * STEPS);
        }
        // Three sums a step, of which the last begins after the pass.
        for (Trained each : train(2, true, 30)) {
            assertThat(each.waited()).isGreaterThan(0.030 * STEPS);
        }
    }
}
