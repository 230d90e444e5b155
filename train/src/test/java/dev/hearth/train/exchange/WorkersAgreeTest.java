package dev.hearth.train.exchange;

import static dev.hearth.nn.layers.Layers.conv;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.maxPool;
import static dev.hearth.nn.layers.Layers.sequence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.data.transform.Flip;
import dev.hearth.data.transform.PadCropFlip;
import dev.hearth.nn.Layer;
import dev.hearth.nn.layers.BatchNorm;
import dev.hearth.nn.layers.BatchNormScale;
import dev.hearth.nn.layers.Dropout;
import dev.hearth.nn.layers.Elu;
import dev.hearth.nn.layers.Flatten;
import dev.hearth.nn.layers.FractionalMaxPool2d;
import dev.hearth.nn.layers.GaussianNoise;
import dev.hearth.nn.layers.IncrementDraw;
import dev.hearth.nn.layers.LeakyRelu;
import dev.hearth.nn.layers.MeanOnlyBatchNorm;
import dev.hearth.nn.layers.RegionOverlap;
import dev.hearth.nn.layers.WeightNorm;
import dev.hearth.optim.Adam;
import dev.hearth.optim.Sgd;
import dev.hearth.optim.loss.GanLoss;
import dev.hearth.optim.schedule.ConstantSchedule;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.Exchange;
import dev.hearth.train.ModelTask;
import dev.hearth.train.Participant;
import dev.hearth.train.Trainer;
import dev.hearth.train.UpdateOrder;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.GanRecipe;
import dev.hearth.train.recipe.Noise;
import dev.hearth.train.recipe.Origin;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.recipe.RunSpec;
import dev.hearth.train.recipe.Update;
import dev.hearth.train.recipe.UpdateRatio;
import dev.hearth.train.task.GanTask;
import dev.hearth.train.task.SupervisedTask;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Several workers compute what one computes. */
@Timeout(120)
class WorkersAgreeTest {

    private static final Origin TEST = Origin.ours("a test");
    private static final int STEPS = 200;
    private static final int BATCH = 10;
    private static final int IMAGES = 500;

    @TempDir private Path temp;

    @BeforeAll
    static void oneThread() {
        LibTorch.threads(1);
    }

    private enum Net {
        /** Eight layers of ELU, as in the ELU paper's MNIST experiment, narrower. */
        MLP,
        /** Weight normalisation with noise and dropout. */
        WEIGHT_NORM,
        /** Fractional max-pooling with augmented images. */
        FRACTIONAL,
        /** Batch normalisation of images and of vectors, synchronised. */
        BATCH_NORM,
        /** Mean-only batch normalisation, synchronised. */
        MEAN_ONLY;

        Layer layer() {
            return switch (this) {
                case MLP -> {
                    List<Layer> layers = new ArrayList<>(List.of(new Flatten()));
                    for (int i = 0; i < 8; i++) {
                        layers.add(linear(32));
                        layers.add(new Elu());
                    }
                    layers.add(linear(10));
                    yield sequence(layers.toArray(Layer[]::new));
                }
                case WEIGHT_NORM ->
                        sequence(
                                new GaussianNoise(0.15),
                                maxPool(4, 4),
                                new WeightNorm(conv(8, 3)),
                                new LeakyRelu(0.1),
                                new Dropout(0.5),
                                new Flatten(),
                                new WeightNorm(linear(10)));
                case FRACTIONAL ->
                        sequence(
                                maxPool(2, 2),
                                conv(6, 3),
                                new LeakyRelu(0.1),
                                new FractionalMaxPool2d(
                                        1.5, RegionOverlap.OVERLAPPING, IncrementDraw.PSEUDORANDOM),
                                new Dropout(0.2),
                                new Flatten(),
                                linear(10));
                case BATCH_NORM ->
                        sequence(
                                maxPool(4, 4),
                                conv(6, 3),
                                new BatchNorm(),
                                new Elu(),
                                new Flatten(),
                                linear(16),
                                new BatchNorm(1e-3, 0.1, BatchNormScale.NO),
                                new Elu(),
                                linear(10));
                case MEAN_ONLY ->
                        sequence(
                                maxPool(4, 4),
                                new WeightNorm(conv(6, 3).noBias()),
                                new MeanOnlyBatchNorm(),
                                new Elu(),
                                new Flatten(),
                                linear(10));
            };
        }

        Recipe recipe() {
            return Recipe.named("test/workers")
                    .corpus(new DatasetSpec("strokes", IMAGES, 10), TEST)
                    .augment(List.of(new PadCropFlip(2, Flip.HORIZONTAL)), TEST)
                    .model(layer(), TEST)
                    .optimizer(this == WEIGHT_NORM ? new Adam() : new Sgd(0), TEST)
                    .rate(new ConstantSchedule(this == WEIGHT_NORM ? 0.001 : 0.01), TEST)
                    .batch(BATCH, TEST)
                    .epochs(STEPS * BATCH / IMAGES, TEST)
                    .build();
        }
    }

    private static GanRecipe game(UpdateOrder order) {
        Update update =
                new Update(new Adam(), new ConstantSchedule(0.002), new ConstantSchedule(0.5));
        return GanRecipe.named("test/workers-gan")
                .corpus(new DatasetSpec("ring", IMAGES, 10), TEST)
                .generator(sequence(linear(8), new Elu(), new Dropout(0.2), linear(2)), TEST)
                .discriminator(
                        sequence(new Flatten(), linear(8), new Elu(), new Dropout(0.3), linear(1)),
                        TEST)
                .noise(new Noise(Noise.Law.GAUSSIAN, 3), TEST)
                .payoff(GanLoss.PUBLISHED, TEST)
                .turns(
                        order == UpdateOrder.SIMULTANEOUS
                                ? UpdateRatio.simultaneous()
                                : UpdateRatio.alternating(1),
                        TEST)
                .generatorUpdate(update, TEST)
                .discriminatorUpdate(update, TEST)
                .batch(BATCH, TEST)
                .epochs(STEPS * BATCH / IMAGES, TEST)
                .build();
    }

    /** What a worker has seen. */
    private record Seen(List<Double> losses, List<float[]> weights, float[] state) {}

    /** Measures nothing, and tells each step's losses over the whole batch. */
    private record Recorded(ModelTask task, Exchange exchange, List<Double> losses)
            implements dev.hearth.train.Task {

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
        public dev.hearth.data.Loader loader() {
            return task.loader();
        }

        @Override
        public java.util.Map<String, Double> evaluate(int epoch) {
            return java.util.Map.of();
        }
    }

    private record Recorder(Participant inner, Exchange exchange, List<Double> losses)
            implements Participant {

        @Override
        public String name() {
            return inner.name();
        }

        @Override
        public dev.hearth.nn.Parameters parameters() {
            return inner.parameters();
        }

        @Override
        public Tensor loss(dev.hearth.data.Batch batch, dev.hearth.nn.Context pass) {
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
        public java.util.Map<String, Tensor> memory() {
            return inner.memory();
        }

        @Override
        public void resumeAt(long steps) {
            inner.resumeAt(steps);
        }
    }

    private List<Seen> train(int workers, RunSpec recipe) throws Exception {
        return Ranks.run(
                workers,
                exchange -> {
                    try (Scope run = Scope.open()) {
                        var images = recipe.images().orElseThrow();
                        DatasetProvider.Sets sets =
                                new DatasetProvider(temp, temp.resolve("cache" + exchange.rank()))
                                        .open(images.spec(), images.preparation());
                        Seed seed = new Seed(5);
                        ModelTask task =
                                recipe instanceof GanRecipe gan
                                        ? new GanTask(gan, sets, seed, Device.CPU, 0)
                                        : new SupervisedTask(
                                                (Recipe) recipe, sets, seed, Device.CPU, 0);
                        List<Double> losses = new ArrayList<>();
                        Trainer.of(new Recorded(task, exchange, losses))
                                .epochs(recipe.epochCount())
                                .seed(seed)
                                .exchange(exchange)
                                .synchronised(true)
                                .run();
                        List<float[]> weights =
                                task.participants().stream()
                                        .map(each -> each.parameters().values().toFloats())
                                        .toList();
                        float[] state = task.participants().get(0).parameters().state().toFloats();
                        return new Seen(losses, weights, state);
                    }
                });
    }

    private void agree(RunSpec recipe, int participants) throws Exception {
        Seen alone = train(1, recipe).get(0);
        assertThat(alone.losses()).hasSize(STEPS * participants);
        for (int workers = 2; workers <= 3; workers++) {
            List<Seen> all = train(workers, recipe);
            for (Seen each : all) {
                for (int i = 0; i < STEPS * participants; i++) {
                    assertThat(each.losses().get(i))
                            .as("loss " + i + " of " + workers + " workers")
                            .isCloseTo(alone.losses().get(i), within(1e-5));
                }
                assertThat(each.losses()).isEqualTo(all.get(0).losses());
                for (int i = 0; i < alone.state().length; i++) {
                    assertThat(each.state()[i]).isCloseTo(alone.state()[i], within(1e-4f));
                }
                for (int i = 0; i < participants; i++) {
                    assertThat(each.weights().get(i)).isEqualTo(all.get(0).weights().get(i));
                }
            }
        }
        List<Seen> once = train(2, recipe);
        List<Seen> again = train(2, recipe);
        assertThat(again.get(0).losses()).isEqualTo(once.get(0).losses());
        assertThat(again.get(1).weights().get(0)).isEqualTo(once.get(1).weights().get(0));
    }

    @ParameterizedTest
    @EnumSource
    void workers_agree_with_one_in_the_loss_of_each_step(Net net) throws Exception {
        agree(net.recipe(), 1);
    }

    @ParameterizedTest
    @EnumSource
    void so_do_both_sides_of_a_gan(UpdateOrder order) throws Exception {
        agree(game(order), 2);
    }

    @Test
    void losses_fall() throws Exception {
        List<Double> losses = train(2, Net.WEIGHT_NORM.recipe()).get(0).losses();
        assertThat(losses.get(STEPS - 1)).isLessThan(losses.get(0));
    }
}
