package dev.hearth.train.recipe;

import dev.hearth.data.Dataset;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Seed;
import dev.hearth.train.ModelTask;

/** What a recipe makes its task with: see {@link RunSpec#task}. */
public interface TaskContext {

    /** Of everything that is random in the run. */
    Seed seed();

    /** Where tensors are kept. */
    Device device();

    /**
     * The training images, prepared.
     *
     * @throws IllegalStateException if {@link RunSpec#images} is empty
     */
    Dataset training();

    /**
     * The test images, prepared.
     *
     * @throws IllegalStateException if {@link RunSpec#images} is empty
     */
    Dataset testing();

    /** The task of a recipe of one model. */
    ModelTask supervised(Recipe recipe);

    /** The task of a recipe of a generator and a discriminator. */
    ModelTask adversarial(GanRecipe recipe);
}
