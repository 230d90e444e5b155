package dev.hearth.train.run;

import dev.hearth.data.Dataset;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Seed;
import dev.hearth.train.ModelTask;
import dev.hearth.train.recipe.GanRecipe;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.recipe.TaskContext;
import dev.hearth.train.task.GanTask;
import dev.hearth.train.task.SupervisedTask;

/** Makes tasks of a run's data. */
record RunTaskContext(RunData data, Seed seed, Device device) implements TaskContext {

    private static final int LOADING_THREADS = 1;

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
        return new SupervisedTask(recipe, data.sets(), seed, device, LOADING_THREADS);
    }

    @Override
    public ModelTask adversarial(GanRecipe recipe) {
        return new GanTask(recipe, data.sets(), seed, device, LOADING_THREADS);
    }
}
