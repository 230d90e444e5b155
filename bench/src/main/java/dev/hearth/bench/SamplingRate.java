package dev.hearth.bench;

import dev.hearth.data.ImageShape;
import dev.hearth.nn.Shape;
import dev.hearth.optim.Sgd;
import dev.hearth.optim.loss.DiscriminatorLabels;
import dev.hearth.optim.loss.GanLoss;
import dev.hearth.optim.schedule.ConstantSchedule;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.GanRecipe;
import dev.hearth.train.recipe.Noise;
import dev.hearth.train.recipe.Origin;
import dev.hearth.train.recipe.Update;
import dev.hearth.train.recipe.UpdateRatio;
import dev.hearth.train.task.GanTask;
import dev.hearth.zoo.gan.GanDiscriminator;
import dev.hearth.zoo.gan.GanGenerator;
import java.util.ArrayList;
import java.util.List;

/** How fast a generator makes images. */
final class SamplingRate implements Measurement {

    static final String GROUP = "Sampling";
    private static final int IMAGES = 10_000;

    /** Products that take about as long as the images. */
    private static final int PRODUCTS = 3;

    private static final double WANTED = 0.9;
    private static final Origin HERE = Origin.ours("bench");

    @Override
    public String about() {
        return "10,000 images of the GAN paper's MNIST generator (100-1200-1200-784), noise and all, as a"
                + " run samples them; beside the machine's own products of 2048×2048 matrices, round by"
                + " round.";
    }

    /** Of all images: the products alone. */
    static double flops() {
        return 2.0
                * IMAGES
                * new GanGenerator(GanGenerator.Images.MNIST)
                        .cost(new Shape.Vector(100))
                        .multiplyAdds();
    }

    static GanTask contest() {
        Update update = new Update(new Sgd(), new ConstantSchedule(0.1), new ConstantSchedule(0.5));
        GanRecipe recipe =
                GanRecipe.named("bench/sampling")
                        .corpus(new DatasetSpec("mnist", 0, 0), HERE)
                        .generator(new GanGenerator(GanGenerator.Images.MNIST), HERE)
                        .discriminator(new GanDiscriminator(240), HERE)
                        .noise(new Noise(Noise.Law.UNIFORM_ROOT_3, 100), HERE)
                        .payoff(GanLoss.PUBLISHED, HERE)
                        .labels(DiscriminatorLabels.HARD, HERE)
                        .turns(UpdateRatio.simultaneous(), HERE)
                        .generatorUpdate(update, HERE)
                        .discriminatorUpdate(update, HERE)
                        .batch(100, HERE)
                        .epochs(1, HERE)
                        .build();
        var images = Work.noise("mnist-shaped", new ImageShape(1, 28, 28), 1000);
        return new GanTask(
                recipe, new DatasetProvider.Sets(images, images), new Seed(1), Device.CPU, 0);
    }

    @Override
    public List<Quantity> measure(Effort depth, List<Quantity> before) {
        List<Quantity> figures = new ArrayList<>();
        for (int threads : depth.threads()) {
            LibTorch.threads(threads);
            try (var run = Scope.open()) {
                GanTask contest = contest();
                SquareProduct square = new SquareProduct();
                var sampling = new Alternation.Turn("sampling", () -> sample(contest));
                var products = new Alternation.Turn("products", () -> multiply(square));
                var rounds = depth.alternation().rested(threads).time(List.of(sampling, products));
                double[] took = rounds.seconds().get(0);
                double[] rates = new double[took.length];
                double[] shares = new double[took.length];
                double product = PRODUCTS * SquareProduct.FLOPS;
                for (int i = 0; i < rates.length; i++) {
                    rates[i] = IMAGES / took[i];
                    shares[i] = flops() / took[i] / (product / rounds.seconds().get(1)[i]);
                }
                figures.add(
                        Quantity.of(GROUP, "10,000 images", "images/s", threads, Spread.of(rates)));
                figures.add(
                        Quantity.of(
                                        GROUP,
                                        "of the machine's matrix rate",
                                        "×",
                                        threads,
                                        Spread.of(shares))
                                .atLeast(WANTED));
            }
        }
        return figures;
    }

    private static void sample(GanTask contest) {
        try (var turn = Scope.open()) {
            contest.samples(IMAGES, new Seed(7));
        }
    }

    private static void multiply(SquareProduct square) {
        for (int i = 0; i < PRODUCTS; i++) {
            square.run();
        }
    }
}
