package dev.hearth.bench;

import static dev.hearth.train.recipe.Origin.ours;

import dev.hearth.nn.Shape;
import dev.hearth.nn.init.Normal;
import dev.hearth.optim.Adam;
import dev.hearth.optim.ClipNorm;
import dev.hearth.optim.loss.Likelihood;
import dev.hearth.optim.loss.NegativeElbo;
import dev.hearth.train.recipe.Objective;
import dev.hearth.zoo.weightnorm.DrawNet;
import java.util.List;

/** A training step of DRAW, beside the same on the presets. */
final class DrawSteps implements Measurement {

    static final String GROUP = "DRAW step";
    static final double LONGEST = 10;
    private static final DrawNet NET = new DrawNet(10, 2, 5, 128, 50, new Normal(0.1));
    private static final int BATCH = 50;
    private static final double RATE = 1e-3;
    private static final double WANTED = 1.2;

    @Override
    public String about() {
        return "DRAW as weightnorm/draw trains it: ten steps, attention of 2×2 and 5×5 filters, LSTMs of 128"
                + " units, 50 latent numbers a step, batch 50, Adam with the gradient's length limited to"
                + " 10: the real trainer over the real task beside the same step of the presets'"
                + " functions, LSTM cell, clipping and Adam, which reads image and error one after the"
                + " other as published code does.";
    }

    /** Both sides, from the same weights; the first is Hearth's. */
    static List<Contender> sides(Work work, BoundParts.Noise noise) {
        HearthContender hearth =
                new HearthContender(
                        work,
                        HearthContender.recipe(work, NET, new Adam(), RATE)
                                .objective(Objective.RECONSTRUCT, ours("measured"))
                                .loss(
                                        new NegativeElbo(
                                                NET.steps() * NET.latent(), Likelihood.BERNOULLI),
                                        ours("measured"))
                                .modifiers(List.of(new ClipNorm(LONGEST)), ours("measured"))
                                .build());
        return List.of(hearth, new PresetsDraw(work, hearth, NET, noise, RATE));
    }

    static Work work(int steps) {
        return Work.mnist(BATCH, steps);
    }

    /** Of a step: forward, and backward by weights and by inputs. */
    static double flops() {
        return 2.0 * BATCH * 3 * NET.cost(new Shape.Image(1, 28, 28)).multiplyAdds();
    }

    @Override
    public List<Quantity> measure(Effort depth, List<Quantity> before) {
        Work work = work(20);
        return new ComparedSteps(GROUP, WANTED, false)
                .measure(
                        depth,
                        before,
                        work.steps(),
                        flops(),
                        () -> sides(work, BoundParts.Noise.OWN));
    }
}
