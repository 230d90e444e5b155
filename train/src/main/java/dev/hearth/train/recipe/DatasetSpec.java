package dev.hearth.train.recipe;

import dev.hearth.tensor.Check;

/**
 * Which images a recipe learns from and is measured on.
 *
 * @param set a name that a {@link dev.hearth.train.dataset.DatasetProvider} knows, such as {@code strokes}
 * @param training how many training images, the same for every seed; 0 for all
 * @param testing how many test images; 0 for all
 */
public record DatasetSpec(String set, int training, int testing) {

    /** Refuses negative counts and a blank name. */
    public DatasetSpec {
        if (set.isBlank() || training < 0 || testing < 0) {
            throw Check.error(
                    "A DatasetSpec needs a name and counts of 0 (all) or more",
                    "set=" + set + ", training=" + training + ", testing=" + testing,
                    "Name mnist, cifar-10, cifar-100 or strokes");
        }
    }
}
