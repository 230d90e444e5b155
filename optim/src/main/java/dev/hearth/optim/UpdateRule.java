package dev.hearth.optim;

/** The arithmetic of one step of an optimizer: changes the values of {@link OptimizerMemory}. */
@FunctionalInterface
public interface UpdateRule {

    /**
     * Does one step.
     *
     * @param hyperparameters learning rate and, where it is scheduled, momentum of this step; an optimizer
     *     without momentum calls {@link StepHyperparameters#refuseMomentum}
     * @param step counts from 1, over all processes that worked on the run
     */
    void step(StepHyperparameters hyperparameters, long step);
}
