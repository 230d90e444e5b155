package dev.hearth.papers;

import dev.hearth.train.Listener;
import dev.hearth.train.Probe;
import dev.hearth.train.Result;
import dev.hearth.train.Run;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.Prescription;
import java.nio.file.Path;
import java.util.List;

/**
 * A job that trains a recipe.
 *
 * @param arm which variant
 * @param seed which seed
 * @param recipe what is trained
 * @param budget how much work it is meant to be
 * @param probes what is measured on the trained net besides
 */
public record Training(
        String arm, long seed, Prescription recipe, Budget budget, List<Probe> probes)
        implements Job {

    @Override
    public double effort() {
        return recipe.epochs().value();
    }

    @Override
    public Result run(Run.Place place, Path folder, List<Listener> listeners) {
        return new Run(recipe, budget, seed, folder, probes).execute(place, listeners);
    }
}
