package dev.hearth.experiments;

import dev.hearth.train.recipe.Budget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where outcomes lie below a folder: {@code PAPER/results/EXPERIMENT.json}, and what came of the budget
 * evidence beside it in {@code EXPERIMENT.evidence.json}. That one is a later look, a row of its own, and does
 * not replace the earlier one.
 */
public final class OutcomeFiles {

    private static final String LATER = "." + Budget.EVIDENCE.word();

    private OutcomeFiles() {}

    /** The folder of a paper's outcomes and pictures. */
    public static Path folder(Path root, String paper) {
        return root.resolve(paper).resolve("results");
    }

    /** How the names of an outcome's files begin. */
    public static String word(Experiment experiment, String budget) {
        return experiment.word() + (budget.equals(Budget.EVIDENCE.word()) ? LATER : "");
    }

    static Path file(Path root, Experiment experiment, String budget) {
        return folder(root, experiment.paperWord()).resolve(word(experiment, budget) + ".json");
    }

    /** The outcomes of an experiment that are there, the earlier look first. */
    public static List<Path> of(Path root, Experiment experiment) {
        return Stream.of(Budget.SHORT, Budget.EVIDENCE)
                .map(budget -> file(root, experiment, budget.word()))
                .filter(Files::exists)
                .toList();
    }
}
