package dev.hearth.train;

import dev.hearth.data.Batch;
import dev.hearth.nn.Context;
import dev.hearth.nn.Parameters;
import dev.hearth.tensor.Tensor;
import java.util.List;
import java.util.Map;

/** Somebody who learns: a net with a loss and a way to follow its gradient. A classifier is one. */
public interface Participant {

    /**
     * What it is called in logs.
     *
     * @return a word, unique in its task
     */
    String name();

    /**
     * What it learns.
     *
     * @return its parameters
     */
    Parameters parameters();

    /**
     * What it wants to make small.
     *
     * @param batch the images of this step
     * @param pass the circumstances
     * @return one number, differentiable
     */
    Tensor loss(Batch batch, Context pass);

    /**
     * How often it plays with a batch.
     *
     * @param step how many batches were done before, from 0
     * @return usually 1
     */
    default int turns(long step) {
        return 1;
    }

    /**
     * What {@link #figures} will show.
     *
     * @return names
     */
    default List<String> traced() {
        return List.of();
    }

    /**
     * What is to be seen of its last turn, once the gradient lies in the parameters and before it is
     * followed: left on the engine, and read back when somebody looks.
     *
     * @return one number each, by the names of {@link #traced}
     */
    default Map<String, Tensor> figures() {
        return Map.of();
    }

    /**
     * Follows the gradient that lies in the parameters.
     *
     * @param step how many batches were done before, from 0
     * @param stepsPerEpoch how many make an epoch
     * @return the learning rate used
     */
    double update(long step, long stepsPerEpoch);

    /**
     * What, besides the parameters, must be stored for the training to go on: moments, averages.
     *
     * @return flat tensors by name, always the same ones
     */
    Map<String, Tensor> memory();

    /**
     * Told after {@link #memory} and the parameters were restored.
     *
     * @param steps how many batches had been done
     */
    void resumeAt(long steps);

    /**
     * What must be stored that is no tensor, such as a memory of what happened or a game that is on.
     * Asked for when a checkpoint is written, and never else.
     *
     * @return bytes by name; empty for most
     */
    default Map<String, byte[]> notes() {
        return Map.of();
    }

    /**
     * Told after {@link #resumeAt}, where notes were stored.
     *
     * @param notes as {@link #notes} gave them
     * @throws dev.hearth.data.BadDataException if they are not this player's
     */
    default void recall(Map<String, byte[]> notes) {}
}
