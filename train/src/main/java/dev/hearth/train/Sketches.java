package dev.hearth.train;

import dev.hearth.data.Pixels;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.train.log.Album;
import dev.hearth.train.log.Contrast;
import dev.hearth.train.recipe.GameRecipe;
import dev.hearth.train.recipe.Preparation;
import dev.hearth.train.task.Contest;
import java.io.IOException;
import java.time.Duration;

/**
 * Watches a generator learn: the same noise after every epoch, as a page of {@code samples/}; at the
 * end {@code samples.gif}, a film of them, and {@code samples.png}, a strip. Draws nothing from the
 * run's own chance.
 */
final class Sketches implements Listener {

    /** The folder of a run's pages. */
    static final String PAGES = "samples";

    private static final int PICTURES = 64;
    private static final int COLUMNS = 8;
    private static final int ROWS = 12;
    private static final int FRAMES = 120;
    private static final Duration DELAY = Duration.ofMillis(200);

    private final Contest contest;
    private final RunFolder home;
    private final Seed noise;
    private final Album album;

    private Sketches(Contest contest, RunFolder home, Seed noise, Album album) {
        this.contest = contest;
        this.home = home;
        this.noise = noise;
        this.album = album;
    }

    /** Whether a generator's images can be looked at. */
    static boolean suit(Pixels pixels) {
        return (pixels.channels() == 1 || pixels.channels() == 3)
                && Math.min(pixels.height(), pixels.width()) > 2;
    }

    static Sketches of(
            Contest contest, GameRecipe recipe, Pixels pixels, RunFolder home, Seed seed) {
        Contrast contrast =
                recipe.preparation().value() instanceof Preparation.Plain
                        ? Contrast.UNIT
                        : Contrast.EACH;
        Album album = new Album(home.file(PAGES), pixels, COLUMNS, contrast);
        return new Sketches(contest, home, seed.child(PAGES), album);
    }

    @Override
    public void accept(Event event) {
        try {
            if (event instanceof Event.Measured measured) {
                try (var room = Scope.open()) {
                    album.add(measured.epoch(), contest.samples(PICTURES, noise).toFloats());
                }
            } else if (event instanceof Event.Finished && !album.epochs().isEmpty()) {
                album.film(home.file("samples.gif"), DELAY, FRAMES);
                album.strip(home.file("samples.png"), ROWS);
            }
        } catch (IOException failure) {
            throw RunFolder.unwritable(album.folder(), failure);
        }
    }
}
