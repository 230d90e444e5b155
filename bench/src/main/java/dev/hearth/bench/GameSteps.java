package dev.hearth.bench;

import dev.hearth.nn.Layer;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.Scope;
import dev.hearth.zoo.gan.GanDiscriminator;
import dev.hearth.zoo.gan.GanGenerator;
import java.util.ArrayList;
import java.util.List;

/** A step of both players of the GAN paper's MNIST nets, at once, beside the same on the presets. */
final class GameSteps implements Measurement {

    static final String GROUP = "GAN step";
    static final int BATCH = 100;
    static final double RATE = 0.1;
    static final double MOMENTUM = 0.5;
    private static final int STEPS = 120;

    /** Whether the discriminator drops out; without, both sides can be compared number by number. */
    enum Drops {
        AS_PUBLISHED,
        NONE
    }

    /** Both sides, from the same weights; the first is Hearth's. */
    static List<Contender> sides(Work work, Drops drops) {
        Layer generator = new GanGenerator(GanGenerator.Images.MNIST);
        Layer whole = new GanDiscriminator(240).body();
        Layer discriminator =
                drops == Drops.AS_PUBLISHED ? whole : PresetsGame.withoutDropout(whole);
        HearthGame hearth = new HearthGame(work, generator, discriminator);
        return List.of(hearth, new PresetsGame(work, hearth.task(), drops));
    }

    /** Of a step, least: fakes once, both judged once, one way back through each net. */
    static double flops() {
        double generator = 100 * 1200.0 + 1200 * 1200 + 1200 * 784;
        double hidden = 240 * 1200.0 + 240;
        double first = 784 * 1200.0;
        double forward = generator + 2 * (first + hidden);
        double weights = generator + 2 * (first + hidden);
        double inputs = generator - 100 * 1200.0 + 2 * hidden + first;
        return 2.0 * BATCH * (forward + weights + inputs);
    }

    @Override
    public String about() {
        return "The GAN paper's MNIST nets (generator 1200-1200-784, discriminator of maxout 240×5"
                + " twice with dropout), batch 100, momentum SGD, both players at once with the same"
                + " fakes: the real trainer over the real task, which goes back through the"
                + " discriminator once for both, beside the same step of the presets' own layers and"
                + " SGD, written as one writes it: fakes once, the generator's loss and its backward"
                + " pass, the discriminator's on the fakes detached, both optimisers. With several threads 0.2 s"
                + " pass before each turn, so that none of OpenBLAS's spins on into it.";
    }

    @Override
    public List<Quantity> measure(Effort depth, List<Quantity> before) {
        List<Quantity> figures = new ArrayList<>();
        for (int threads : depth.threads()) {
            LibTorch.threads(threads);
            try (var run = Scope.open()) {
                Work work = Work.mnist(BATCH, STEPS);
                List<Alternation.Turn> turns =
                        sides(work, Drops.AS_PUBLISHED).stream().map(Alternation.Turn::of).toList();
                var rounds = depth.alternation().rested(threads).time(turns);
                Spread hearth = rounds.of(0, 1e3 / STEPS);
                figures.add(Quantity.of(GROUP, "Hearth", "ms a step", threads, hearth));
                figures.add(
                        Quantity.of(
                                GROUP, "presets", "ms a step", threads, rounds.of(1, 1e3 / STEPS)));
                figures.add(
                        Quantity.of(
                                        GROUP,
                                        "Hearth, times as fast",
                                        "×",
                                        threads,
                                        rounds.timesAsFast(0, 1))
                                .atLeast(1.3));
                figures.add(
                        MatrixRate.share(
                                before,
                                GROUP,
                                "arithmetic",
                                threads,
                                flops(),
                                rounds.of(0, 1.0 / STEPS)));
            }
        }
        return figures;
    }
}
