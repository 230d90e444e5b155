package dev.hearth.train.task;

import dev.hearth.nn.Model;
import dev.hearth.nn.Parameters;
import dev.hearth.optim.OptimizerState;
import dev.hearth.optim.StepHyperparameters;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.Participant;
import dev.hearth.train.recipe.Update;
import java.util.Map;

/** A model that follows its gradient by an {@link Update}: what is left open is its loss. */
public abstract class UpdatedParticipant implements Participant {

    private final String name;
    private final Model model;
    private final Update update;
    private final OptimizerState stepper;

    /**
     * A participant with a new optimizer's state.
     *
     * @param name in logs, a word
     */
    protected UpdatedParticipant(String name, Model model, Update update) {
        this.name = name;
        this.model = model;
        this.update = update;
        this.stepper = update.optimizer().over(model.parameters());
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final Parameters parameters() {
        return model.parameters();
    }

    @Override
    public Map<String, Tensor> memory() {
        return stepper.state();
    }

    @Override
    public void resumeAt(long steps) {
        stepper.resumeAt(steps);
    }

    @Override
    public double update(long step, long stepsPerEpoch) {
        StepHyperparameters rates = update.at(step, stepsPerEpoch);
        stepper.step(rates);
        return rates.rate();
    }
}
