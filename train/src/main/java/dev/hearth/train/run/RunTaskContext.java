package dev.hearth.train.run;

import dev.hearth.data.Dataset;
import dev.hearth.data.dataset.ImageFolder;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.Seed;
import dev.hearth.train.ModelTask;
import dev.hearth.train.recipe.GanRecipe;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.recipe.TaskContext;
import dev.hearth.train.task.GanTask;
import dev.hearth.train.task.SupervisedTask;

/** Makes tasks of a run's data. */
record RunTaskContext(RunData data, Seed seed, Device device) implements TaskContext {

    /** Of which each has two batches in memory. */
    private static final int MOST_LOADING_THREADS = 8;

    /** Pictures in files are decoded by as many threads as compute; other images are copied by one. */
    static int loadingThreads(Dataset images) {
        return ImageFolder.isOrigin(images)
                ? Math.max(1, Math.min(MOST_LOADING_THREADS, LibTorch.threads()))
                : 1;
    }

    @Override
    public Dataset training() {
        return data.sets().training();
    }

    @Override
    public Dataset testing() {
        return data.sets().testing();
    }

    @Override
    public ModelTask supervised(Recipe recipe) {
        return new SupervisedTask(recipe, data.sets(), seed, device, loadingThreads(training()));
    }

    @Override
    public ModelTask adversarial(GanRecipe recipe) {
        return new GanTask(recipe, data.sets(), seed, device, loadingThreads(training()));
    }
}
