package dev.hearth.bench;

import dev.hearth.nn.Layer;
import dev.hearth.zoo.gan.GanDiscriminator;
import dev.hearth.zoo.gan.GanGenerator;
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
        HearthGame hearth = hearth(work, drops);
        return List.of(hearth, new PresetsGame(work, hearth.task(), drops));
    }

    static HearthGame hearth(Work work, Drops drops) {
        Layer generator = new GanGenerator(GanGenerator.Images.MNIST);
        Layer whole = new GanDiscriminator(240).body();
        Layer discriminator =
                drops == Drops.AS_PUBLISHED ? whole : PresetsGame.withoutDropout(whole);
        return new HearthGame(work, generator, discriminator);
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
        Work work = Work.mnist(BATCH, STEPS);
        return new ComparedSteps(GROUP, 1.3, true)
                .measure(depth, before, STEPS, flops(), () -> sides(work, Drops.AS_PUBLISHED));
    }
}
