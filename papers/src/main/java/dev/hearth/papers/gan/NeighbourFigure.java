package dev.hearth.papers.gan;

import dev.hearth.experiments.RunFigure;
import dev.hearth.experiments.claim.Evidence;
import dev.hearth.tensor.Seed;
import dev.hearth.train.run.Run;
import dev.hearth.train.task.NeighbourSheet;
import java.nio.file.Path;

/**
 * Samples of a run's generator, each with the training image nearest to it (Goodfellow et al. 2014,
 * fig. 2): the first ones drawn, not chosen.
 */
record NeighbourFigure(String arm, long seed) implements RunFigure {

    private static final int COUNT = 36;

    @Override
    public String word() {
        return "neighbours-" + SampleSheet.file(arm, seed);
    }

    @Override
    public String caption() {
        return "Samples of the generator ("
                + SampleSheet.whose(arm, seed)
                + "), the first that came, each with the training image on its right that is nearest by"
                + " L2";
    }

    @Override
    public void draw(Evidence evidence, Path runs, Run.Place place, Path file) {
        SampleSheet.draw(
                place,
                RunFigure.folder(runs, arm, seed),
                generator ->
                        NeighbourSheet.of(
                                        generator,
                                        generator.images(generator.noise(COUNT, new Seed(seed))),
                                        place.datasets())
                                .sheet(),
                file);
    }
}
