package dev.hearth.papers.weightnorm;

import dev.hearth.papers.RunPicture;
import dev.hearth.train.RunFolder;
import dev.hearth.train.checkpoint.AtomicFile;
import dev.hearth.train.claim.Evidence;
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
record LeftPicture(String arm, long seed, String left, String caption) implements RunPicture {

    @Override
    public String word() {
        String name = left.substring(0, left.lastIndexOf('.'));
        return name + "-" + arm.replace(' ', '-').toLowerCase(Locale.ROOT);
    }

    @Override
    public void draw(Evidence evidence, Path runs, Path file) {
        Path there = RunPicture.folder(runs, arm, seed).resolve(left);
        if (!Files.isRegularFile(there)) {
            throw new IllegalStateException(
                    "LeftPicture needs the file that the run of "
                            + arm
                            + ", seed "
                            + seed
                            + ", leaves. Received: no "
                            + there
                            + ". Remove the run's folder, and it will be done again.");
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(there));
            AtomicFile.write(file, out -> out.write(bytes.duplicate()));
        } catch (IOException failure) {
            throw RunFolder.unwritable(file.toAbsolutePath().getParent(), failure);
        }
    }
}
