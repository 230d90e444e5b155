package dev.hearth.papers.weightnorm;

import dev.hearth.data.BadDataException;
import dev.hearth.data.ImageShape;
import dev.hearth.experiments.RunFigure;
import dev.hearth.experiments.claim.Evidence;
import dev.hearth.nn.Context;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.WeightNorm;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.checkpoint.Checkpoint;
import dev.hearth.train.checkpoint.StoredRun;
import dev.hearth.train.log.PictureSheet;
import dev.hearth.train.run.Run;
import dev.hearth.weights.AtomicFile;
import dev.hearth.zoo.weightnorm.DrawNet;
import dev.hearth.zoo.weightnorm.DrawSampler;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The canvas of a trained DRAW over the steps, a row for each of a few z drawn from N(0, 1) (Gregor et
 * al. 2015, fig. 7): at most so many steps that a row can be looked at, evenly, and always the last.
 *
 * @param arm which variant
 * @param seed which run
 */
record PaintingFigure(String arm, long seed) implements RunFigure {

    private static final int ROWS = 8;
    private static final int COLUMNS = 12;
    private static final int SIDE = 28;

    @Override
    public String word() {
        return "canvas-" + arm;
    }

    @Override
    public String caption() {
        return "The canvas step by step, from left to right, of the first "
                + ROWS
                + " digits that DRAW ("
                + arm
                + ") painted of nothing but noise";
    }

    @Override
    public void draw(Evidence evidence, Path runs, Run.Place place, Path file) {
        Path run = RunFigure.folder(runs, arm, seed);
        StoredRun stored = StoredRun.read(run.resolve(Checkpoint.FILE), "net");
        Layer trained = place.text().read(stored.recipe()).model().value();
        try (var scope = Scope.open();
                var quiet = NoGrad.open()) {
            Tensor canvases = canvases(trained, stored, run, place.device());
            PictureSheet.of(new ImageShape(1, SIDE, SIDE), canvases.contiguous().toFloats())
                    .columns((int) canvases.size(1))
                    .write(file);
        } catch (IOException failure) {
            throw AtomicFile.unwritable(file.toAbsolutePath().getParent(), failure);
        }
    }

    /** σ(c), [rows × columns × side × side]. */
    private Tensor canvases(Layer trained, StoredRun stored, Path run, Device device) {
        Layer inner = trained instanceof WeightNorm around ? around.layer() : trained;
        if (!(inner instanceof DrawNet net)) {
            throw new BadDataException(
                    "The canvas of a DrawNet is drawn from " + run,
                    "a run of " + trained,
                    "Name the folder of a DRAW");
        }
        Layer sampler = new DrawSampler(net, SIDE);
        Shape in = new Shape.Vector(net.steps() * net.latent());
        if (trained instanceof WeightNorm around) {
            sampler = around.around(sampler);
        }
        Model painter = Model.build(sampler, in, new Seed(0), device);
        Parameters parameters = painter.parameters();
        for (Parameters.Entry entry : parameters.entries()) {
            parameters.value(entry.name()).copyInPlace(stored.numbers().get("net." + entry.name()));
        }
        Seed chance = new Seed(seed).child("painting");
        Tensor z = RandomTensors.of(chance).normal(0, 1, in.batch(ROWS)).to(device);
        return painter.apply(z, Context.testing(chance))
                .indexSelect(1, shown(net.steps()).to(device));
    }

    private static Tensor shown(int steps) {
        int count = Math.min(steps, COLUMNS);
        long[] which = new long[count];
        for (int i = 0; i < count; i++) {
            which[i] = Math.round((i + 1.0) * steps / count) - 1;
        }
        return Tensor.of(which, count);
    }
}
