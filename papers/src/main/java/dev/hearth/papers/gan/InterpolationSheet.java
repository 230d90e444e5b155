package dev.hearth.papers.gan;

import dev.hearth.experiments.RunFigure;
import dev.hearth.experiments.claim.Evidence;
import dev.hearth.tensor.Seed;
import dev.hearth.train.run.Run;
import java.nio.file.Path;

/**
 * Interpolations between samples of a run's generator: straight lines in the space of noise
 * (Goodfellow et al. 2014, fig. 3), the first ones drawn, not chosen.
 */
record InterpolationSheet(String arm, long seed) implements RunFigure {

    private static final int LINES = 6;
    private static final int POINTS = 10;

    @Override
    public String word() {
        return "interpolations-" + SampleSheet.file(arm, seed);
    }

    @Override
    public String caption() {
        return "From one sample of the generator ("
                + SampleSheet.whose(arm, seed)
                + ") to another: each row is a straight line in the space of noise, from left to"
                + " right";
    }

    @Override
    public void draw(Evidence evidence, Path runs, Run.Place place, Path file) {
        SampleSheet.draw(
                place,
                RunFigure.folder(runs, arm, seed),
                generator ->
                        SampleSheet.sheet(
                                generator, generator.lines(LINES, POINTS, new Seed(seed)), POINTS),
                file);
    }
}
