package dev.hearth.train.run;

import dev.hearth.data.BadDataException;
import dev.hearth.train.checkpoint.Checkpoint;
import dev.hearth.train.dataset.DataIdentity;
import dev.hearth.train.recipe.RecipeDifference;
import dev.hearth.train.recipe.RecipeJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/** What a folder says of a run that worked in it before, set against the one that is asked for. */
final class PreviousRun {

    private final Run run;
    private final RecipeJson text;
    private final String hash;
    private final Path checkpoint;

    PreviousRun(Run run, RecipeJson text, Path checkpoint) {
        this.run = run;
        this.text = text;
        this.hash = text.hash(run.recipe());
        this.checkpoint = checkpoint;
    }

    /**
     * The result, if the folder holds that of this very run.
     *
     * @param today the data that is here; asked for only where a result is to be compared
     * @throws BadDataException if the folder belongs to a run that this one does not go on from
     */
    Optional<Result> done(Supplier<Optional<DataIdentity>> today) {
        Path file = run.folder().resolve("result.json");
        if (!Files.exists(file)) {
            shorter();
            return Optional.empty();
        }
        Result result = Result.read(file);
        if (result.seed() != run.seed()) {
            throw refused("with the result of seed " + result.seed());
        }
        if (!result.recipeHash().equals(hash)) {
            if (shorter().isEmpty() && !isOfThisRecipe()) {
                throw refused("with the result of another recipe, " + result.recipe());
            }
            return Optional.empty();
        }
        Optional<DataIdentity> before = DataIdentity.read(result.dataset());
        if (before.isPresent()) {
            Optional<DataIdentity> now = today.get();
            if (now.isPresent() && !before.get().isSame(now.get())) {
                throw refused("with the result on other data: " + before.get().against(now.get()));
            }
        }
        return Optional.of(result);
    }

    /** What is to be said where the run is done. */
    static String words(Result result) {
        return "Done before, on "
                + DataIdentity.read(result.dataset())
                        .map(DataIdentity::words)
                        .orElse(
                                "data that an earlier version did not write down ("
                                        + result.dataset().getOrDefault("name", "without a name")
                                        + ")")
                + ".";
    }

    private boolean isOfThisRecipe() {
        return written()
                .filter(before -> text.difference(before, run.recipe()).words().isEmpty())
                .isPresent();
    }

    /**
     * The hash of the checkpoint's recipe, if it differs in having fewer epochs.
     *
     * @throws BadDataException if it differs in anything else
     */
    Optional<String> shorter() {
        Optional<String> before = written();
        if (before.isEmpty()) {
            return Optional.empty();
        }
        RecipeDifference difference = text.difference(before.get(), run.recipe());
        if (difference.isLonger()) {
            return Optional.of(text.hash(text.readAny(before.get())));
        }
        if (!difference.words().isEmpty()) {
            throw refused("with a run of another recipe: " + String.join("; ", difference.words()));
        }
        return Optional.empty();
    }

    /** The recipe that the checkpoint was written for, if it can be read. */
    private Optional<String> written() {
        Optional<String> recipe = Checkpoint.recipe(checkpoint);
        try {
            recipe.ifPresent(text::readAny);
            return recipe;
        } catch (IllegalArgumentException broken) {
            // Whoever restores from it says what is wrong with it.
            return Optional.empty();
        }
    }

    private BadDataException refused(String came) {
        return new BadDataException(
                "A run of "
                        + run.recipe().name()
                        + " with seed "
                        + run.seed()
                        + " needs a folder of its own",
                run.folder() + " " + came,
                "Name another folder, or remove this one to begin anew");
    }
}
