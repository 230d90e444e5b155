package dev.hearth.papers.weightnorm;

import dev.hearth.experiments.RunFigure;
import dev.hearth.experiments.claim.Evidence;
import dev.hearth.experiments.claim.Trial;
import dev.hearth.train.run.Run;
import dev.hearth.weights.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** The film of the run that scored most. */
record FilmFigure() implements RunFigure {

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
    public void draw(Evidence evidence, Path runs, Run.Place place, Path file) {
        Trial best =
                evidence.trials().stream()
                        .max(Comparator.comparingDouble(LateScores::mean))
                        .orElseThrow();
        Path film = RunFigure.folder(runs, best.arm(), best.seed()).resolve(GameJob.FILM);
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(film));
            AtomicFile.write(file, out -> out.write(bytes.duplicate()));
        } catch (IOException failure) {
            throw AtomicFile.unwritable(file.toAbsolutePath().getParent(), failure);
        }
    }
}
