package dev.hearth.experiments;

import dev.hearth.experiments.claim.Evidence;
import dev.hearth.train.run.Run;
import dev.hearth.weights.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A picture that a run left in its folder.
 *
 * @param arm whose
 * @param seed of the run
 * @param left the file
 * @param caption what it shows
 */
public record RunFileFigure(String arm, long seed, String left, String caption)
        implements RunFigure {

    @Override
    public String word() {
        String name = left.substring(0, left.lastIndexOf('.'));
        return name + "-" + arm.replace(' ', '-').toLowerCase(Locale.ROOT);
    }

    @Override
    public void draw(Evidence evidence, Path runs, Run.Place place, Path file) {
        Path there = RunFigure.folder(runs, arm, seed).resolve(left);
        if (!Files.isRegularFile(there)) {
            throw new IllegalStateException(
                    "A RunFileFigure needs the file that the run of "
                            + arm
                            + ", seed "
                            + seed
                            + ", leaves. Received: no "
                            + there
                            + ". Remove the run's folder and call reproduce again.");
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(there));
            AtomicFile.write(file, out -> out.write(bytes.duplicate()));
        } catch (IOException failure) {
            throw AtomicFile.unwritable(file.toAbsolutePath().getParent(), failure);
        }
    }
}
