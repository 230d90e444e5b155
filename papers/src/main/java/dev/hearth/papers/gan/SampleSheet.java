package dev.hearth.papers.gan;

import dev.hearth.experiments.Figure;
import dev.hearth.experiments.RunFigure;
import dev.hearth.experiments.claim.Evidence;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.log.PictureSheet;
import dev.hearth.train.run.Run;
import dev.hearth.train.task.TrainedGenerator;
import dev.hearth.weights.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Samples of a run's generator (Goodfellow et al. 2014, fig. 2): the first ones drawn, not chosen.
 */
record SampleSheet(String arm, long seed) implements RunFigure {

    private static final int COUNT = 100;
    private static final int COLUMNS = 10;

    @Override
    public String word() {
        return "samples-" + file(arm, seed);
    }

    @Override
    public String caption() {
        return "A hundred samples of the generator (" + whose(arm, seed) + "), the first that came";
    }

    @Override
    public void draw(Evidence evidence, Path runs, Run.Place place, Path file) {
        draw(
                place,
                RunFigure.folder(runs, arm, seed),
                generator -> sheet(generator, generator.noise(COUNT, new Seed(seed)), COLUMNS),
                file);
    }

    /** The three sheets of each arm: samples, their nearest training images, interpolations. */
    static List<Figure> all(long seed, String... arms) {
        return Stream.<BiFunction<String, Long, Figure>>of(
                        SampleSheet::new, NeighbourFigure::new, InterpolationSheet::new)
                .flatMap(kind -> Stream.of(arms).map(arm -> kind.apply(arm, seed)))
                .toList();
    }

    /** An arm and a seed in words; the first seed goes without saying. */
    static String whose(String arm, long seed) {
        return seed == 1 ? arm : arm + ", seed " + seed;
    }

    /** The same in a file's name. */
    static String file(String arm, long seed) {
        return arm.replace(' ', '-') + (seed == 1 ? "" : "-" + seed);
    }

    /** What a generator makes of noise, in rows. */
    static PictureSheet sheet(TrainedGenerator generator, Tensor noise, int columns) {
        return PictureSheet.of(generator.pixels(), generator.images(noise).toFloats())
                .columns(columns)
                .contrast(generator.contrast());
    }

    /** Draws a sheet of the generator of a run. */
    static void draw(
            Run.Place place, Path run, Function<TrainedGenerator, PictureSheet> sheet, Path file) {
        try (var scope = Scope.open()) {
            sheet.apply(TrainedGenerator.open(run, place.text(), place.device())).write(file);
        } catch (IOException failure) {
            throw AtomicFile.unwritable(file.toAbsolutePath().getParent(), failure);
        }
    }
}
