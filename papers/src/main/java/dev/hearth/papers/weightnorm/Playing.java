package dev.hearth.papers.weightnorm;

import dev.hearth.papers.Job;
import dev.hearth.papers.Papers;
import dev.hearth.tensor.Seed;
import dev.hearth.train.Listener;
import dev.hearth.train.PlayRun;
import dev.hearth.train.Result;
import dev.hearth.train.Run;
import dev.hearth.train.RunFolder;
import dev.hearth.train.log.AnimatedGif;
import dev.hearth.train.play.Canvas;
import dev.hearth.train.play.Course;
import dev.hearth.train.play.Game;
import dev.hearth.train.play.Policy;
import dev.hearth.train.play.QLearning;
import dev.hearth.train.play.Tournament;
import dev.hearth.train.recipe.Budget;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A job that learns a game, and leaves a film of it: {@code film.gif}, the best of five games.
 *
 * @param arm which variant
 * @param seed which seed
 * @param course what is learned
 * @param budget how much work it is meant to be
 */
record Playing(String arm, long seed, Course course, Budget budget) implements Job {

    static final String FILM = "film.gif";

    private static final int BLIND_GAMES = 200;
    private static final int FILMED = 5;
    private static final int LONGEST = 200;
    private static final int SCALE = 10;

    @Override
    public double effort() {
        return (double) course.length().value().epochs() * course.length().value().updates();
    }

    @Override
    public Result run(Run.Place place, Path folder, List<Listener> listeners) {
        return new PlayRun(course, budget, seed, folder)
                .execute(Papers.courses(), place.device(), listeners, this::farewell);
    }

    private Map<String, Double> farewell(QLearning task, Path folder) {
        Seed chance = new Seed(seed).child("farewell");
        film(task, chance.child("film"), folder.resolve(FILM));
        Game game = course.game().value();
        int longest = course.exam().value().longest();
        Policy blind = Policy.random(game.actions().size(), chance.child("blind").stream());
        double score =
                new Tournament(game, BLIND_GAMES, 1, longest)
                        .play(blind, chance.child("games"))
                        .mean();
        return Map.of("blindScore", score);
    }

    private static void film(QLearning task, Seed seed, Path file) {
        Tournament.Film best = task.film(seed.child(0));
        for (int i = 1; i < FILMED; i++) {
            Tournament.Film next = task.film(seed.child(i));
            best = next.points() > best.points() ? next : best;
        }
        Tournament.Film shown = best;
        List<BufferedImage> frames =
                shown.frames().stream()
                        .limit(LONGEST)
                        .map(frame -> Canvas.image(shown.sight(), frame, SCALE))
                        .toList();
        try {
            new AnimatedGif(Duration.ofMillis(80), Duration.ofSeconds(2)).write(frames, file);
        } catch (IOException failure) {
            throw RunFolder.unwritable(file.toAbsolutePath().getParent(), failure);
        }
    }
}
