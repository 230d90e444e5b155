package dev.hearth.train.recipe;

/**
 * Which images a recipe learns from and is measured on.
 *
 * @param set {@code mnist}, {@code cifar-10}, {@code cifar-100}, {@code imagenet} or {@code strokes}
 * @param training how many training images, the same for every seed; 0 for all
 * @param testing how many test images; 0 for all
 */
public record DatasetSpec(String set, int training, int testing) {

    /** Refuses negative counts and a blank name. */
    public DatasetSpec {
        if (set.isBlank() || training < 0 || testing < 0) {
            throw new IllegalArgumentException(
                    "A Corpus needs a name and counts of 0 (all) or more. Received: set="
                            + set
                            + ", training="
                            + training
                            + ", testing="
                            + testing
                            + ". Name mnist, cifar-10, cifar-100 or strokes.");
        }
    }
}
