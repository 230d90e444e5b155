package dev.hearth.train.run;

import dev.hearth.data.BadDataException;
import dev.hearth.train.checkpoint.Checkpoint;
import dev.hearth.train.dataset.DataIdentity;
import dev.hearth.train.recipe.RecipeDifference;
import dev.hearth.train.recipe.RecipeJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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
        return written().stream()
                .findFirst()
                .filter(before -> text.difference(before, run.recipe()).words().isEmpty())
                .isPresent();
    }

    /**
     * The hashes of the recipes of kept checkpoints, if they differ in having fewer epochs.
     *
     * @throws BadDataException if the newest differs in anything else
     */
    Set<String> shorter() {
        List<String> before = written();
        Set<String> hashes = new TreeSet<>();
        for (int age = 0; age < before.size(); age++) {
            RecipeDifference difference = text.difference(before.get(age), run.recipe());
            if (difference.isLonger()) {
                hashes.add(text.hash(text.readAny(before.get(age))));
            } else if (age == 0 && !difference.words().isEmpty()) {
                throw refused(
                        "with a run of another recipe: " + String.join("; ", difference.words()));
            }
        }
        return hashes;
    }

    /** The recipes that the kept checkpoints were written for, as far as they can be read. */
    private List<String> written() {
        return Checkpoint.recipes(checkpoint).stream().filter(this::isReadable).toList();
    }

    private boolean isReadable(String recipe) {
        try {
            text.readAny(recipe);
            return true;
        } catch (IllegalArgumentException broken) {
            // Whoever restores from it says what is wrong with it.
            return false;
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
