package dev.hearth.train;

import dev.hearth.data.Batch;
import dev.hearth.nn.Context;
import dev.hearth.nn.Parameters;
import dev.hearth.tensor.Tensor;
import java.util.List;
import java.util.Map;

/** A model that is trained, with its loss and its update: a classifier, or one side of a GAN. */
public interface Participant {

    /** What it is called in logs: a word, unique in its task. */
    String name();

    /** What it learns: its parameters. */
    Parameters parameters();

    /**
     * Its loss.
     *
     * @param batch the images of this step
     * @param pass the circumstances
     * @return one number, differentiable
     */
    Tensor loss(Batch batch, Context pass);

    /**
     * Its loss, with the gradient left in the parameters in the place of what was there.
     *
     * @return one number
     */
    default Tensor learn(Batch batch, Context pass) {
        parameters().clearGradients();
        Tensor loss = loss(batch, pass);
        loss.backward();
        return loss;
    }

    /**
     * How often it is updated with a batch.
     *
     * @param step how many batches were done before, from 0
     * @return usually 1
     */
    default int turns(long step) {
        return 1;
    }

    /** What {@link #figures} will show. */
    default List<String> traced() {
        return List.of();
    }

    /**
     * What is to be seen of its last update, once the gradient lies in the parameters and before it is
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
     * What, besides the parameters, must be stored for the training to go on: moments, averages:
     * flat tensors by name, always the same ones.
     */
    Map<String, Tensor> memory();

    /**
     * Told after {@link #memory} and the parameters were restored.
     *
     * @param steps how many batches had been done
     */
    void resumeAt(long steps);

    /**
     * What must be stored that is no tensor, such as a replay memory or the state of an
     * environment. Asked for when a checkpoint is written, and never else: bytes by name; empty for
     * most.
     */
    default Map<String, byte[]> notes() {
        return Map.of();
    }

    /**
     * Told after {@link #resumeAt}, where notes were stored.
     *
     * @param notes as {@link #notes} gave them
     * @throws dev.hearth.data.BadDataException if they are not this participant's
     */
    default void recall(Map<String, byte[]> notes) {}
}
