package dev.hearth.papers.weightnorm;

import dev.hearth.experiments.Job;
import dev.hearth.rl.DqnRecipe;
import dev.hearth.rl.DqnRun;
import dev.hearth.rl.DqnTask;
import dev.hearth.rl.FrameCanvas;
import dev.hearth.rl.Game;
import dev.hearth.rl.Policy;
import dev.hearth.rl.PolicyEvaluation;
import dev.hearth.tensor.Seed;
import dev.hearth.train.TrainingListener;
import dev.hearth.train.log.AnimatedGif;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.RunSpec;
import dev.hearth.train.run.Result;
import dev.hearth.train.run.Run;
import dev.hearth.weights.AtomicFile;
import dev.hearth.zoo.ModelRegistry;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A job of deep Q-learning, which leaves a film: {@code film.gif}, the best of five games.
 *
 * @param arm the variant of the experiment
 * @param recipe what is learned
 * @param budget how much work it is meant to be
 */
record GameJob(String arm, long seed, DqnRecipe recipe, Budget budget) implements Job {

    static final String FILM = "film.gif";

    private static final int BLIND_GAMES = 200;
    private static final int FILMED = 5;
    private static final int LONGEST = 200;
    private static final int SCALE = 10;

    @Override
    public Optional<RunSpec> spec() {
        return Optional.of(recipe);
    }

    @Override
    public Optional<String> recipeHash() {
        return Optional.of(DqnRun.json(ModelRegistry.layerJson()).hash(recipe));
    }

    @Override
    public double effort() {
        return (double) recipe.length().value().epochs() * recipe.length().value().updates();
    }

    @Override
    public Result run(Run.Place place, Path folder, List<TrainingListener> listeners) {
        return new DqnRun(recipe, budget, seed, folder).execute(place, listeners, this::farewell);
    }

    private Map<String, Double> farewell(DqnTask task, Path folder) {
        Seed chance = new Seed(seed).child("farewell");
        film(task, chance.child("film"), folder.resolve(FILM));
        Game game = recipe.game().value();
        int longest = recipe.exam().value().longest();
        Policy blind = Policy.random(game.actions().size(), chance.child("blind").stream());
        double score =
                new PolicyEvaluation(game, BLIND_GAMES, 1, longest)
                        .play(blind, chance.child("games"))
                        .mean();
        return Map.of("blindScore", score);
    }

    private static void film(DqnTask task, Seed seed, Path file) {
        PolicyEvaluation.Film best = task.film(seed.child(0));
        for (int i = 1; i < FILMED; i++) {
            PolicyEvaluation.Film next = task.film(seed.child(i));
            best = next.points() > best.points() ? next : best;
        }
        PolicyEvaluation.Film shown = best;
        List<BufferedImage> frames =
                shown.frames().stream()
                        .limit(LONGEST)
                        .map(frame -> FrameCanvas.image(shown.sight(), frame, SCALE))
                        .toList();
        try {
            new AnimatedGif(Duration.ofMillis(80), Duration.ofSeconds(2)).write(frames, file);
        } catch (IOException failure) {
            throw AtomicFile.unwritable(file.toAbsolutePath().getParent(), failure);
        }
    }
}
