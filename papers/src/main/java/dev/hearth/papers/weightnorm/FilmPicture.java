package dev.hearth.papers.weightnorm;

import dev.hearth.papers.RunPicture;
import dev.hearth.train.RunFolder;
import dev.hearth.train.checkpoint.AtomicFile;
import dev.hearth.train.claim.Evidence;
import dev.hearth.train.claim.Trial;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** The film of the run that scored most. */
record FilmPicture() implements RunPicture {

    @Override
    public String word() {
        return "play";
    }

    @Override
    public String ending() {
        return "gif";
    }

    @Override
    public String caption() {
        return "a game of the net that scored most: the best of five, as a film";
    }

    @Override
    public void draw(Evidence evidence, Path runs, Path file) {
        Trial best =
                evidence.trials().stream()
                        .max(Comparator.comparingDouble(LateScores::mean))
                        .orElseThrow();
        Path film = RunPicture.folder(runs, best.arm(), best.seed()).resolve(Playing.FILM);
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(film));
            AtomicFile.write(file, out -> out.write(bytes.duplicate()));
        } catch (IOException failure) {
            throw RunFolder.unwritable(file.toAbsolutePath().getParent(), failure);
        }
    }
}
