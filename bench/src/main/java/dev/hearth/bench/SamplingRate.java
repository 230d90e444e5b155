package dev.hearth.bench;

import dev.hearth.data.Pixels;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Engine;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.train.Shelf;
import dev.hearth.train.loss.Labels;
import dev.hearth.train.loss.Payoff;
import dev.hearth.train.optim.Sgd;
import dev.hearth.train.recipe.Corpus;
import dev.hearth.train.recipe.GameRecipe;
import dev.hearth.train.recipe.Noise;
import dev.hearth.train.recipe.Origin;
import dev.hearth.train.recipe.Turns;
import dev.hearth.train.recipe.Update;
import dev.hearth.train.schedule.Constant;
import dev.hearth.train.task.Contest;
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

    static Contest contest() {
        Update update = new Update(new Sgd(), new Constant(0.1), new Constant(0.5));
        GameRecipe recipe =
                GameRecipe.named("bench/sampling")
                        .corpus(new Corpus("mnist", 0, 0), HERE)
                        .generator(new GanGenerator(GanGenerator.Images.MNIST), HERE)
                        .discriminator(new GanDiscriminator(240), HERE)
                        .noise(new Noise(Noise.Law.UNIFORM_ROOT_3, 100), HERE)
                        .payoff(Payoff.PUBLISHED, HERE)
                        .labels(Labels.HARD, HERE)
                        .turns(Turns.simultaneous(), HERE)
                        .generatorUpdate(update, HERE)
                        .discriminatorUpdate(update, HERE)
                        .batch(100, HERE)
                        .epochs(1, HERE)
                        .build();
        var images = Work.noise("mnist-shaped", new Pixels(1, 28, 28), 1000);
        return new Contest(recipe, new Shelf.Sets(images, images), new Seed(1), Device.CPU, 0);
    }

    @Override
    public List<Figure> measure(Depth depth, List<Figure> before) {
        List<Figure> figures = new ArrayList<>();
        for (int threads : depth.threads()) {
            Engine.threads(threads);
            try (var run = Scope.open()) {
                Contest contest = contest();
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
                        Figure.of(GROUP, "10,000 images", "images/s", threads, Spread.of(rates)));
                figures.add(
                        Figure.of(
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

    private static void sample(Contest contest) {
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
