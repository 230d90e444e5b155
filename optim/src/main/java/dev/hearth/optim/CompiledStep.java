package dev.hearth.optim;

import dev.hearth.nn.CompiledChain;
import dev.hearth.nn.Context;
import dev.hearth.nn.Model;
import dev.hearth.optim.loss.CompiledLoss;
import dev.hearth.optim.loss.Loss;
import java.util.Optional;

/**
 * Loss and gradient of a small fully connected net in one call, planned once: see {@link CompiledChain}. The numbers
 * are those of {@link Model#apply}, {@link Loss#of} and a backward pass up to rounding, and do not depend on the
 * count of threads.
 *
 * <pre>{@code
 * static float step(CompiledStep step, OptimizerState stepper, Batch batch, Context pass) {
 *     float loss = step.learn(batch.images(), batch.labels(), batch.count(), pass);
 *     stepper.step(StepHyperparameters.of(0.01));
 *     return loss;
 * }
 * }</pre>
 *
 * <p>Measured in {@code bench/README.md}: "E1 step", rows "compiled".
 */
public final class CompiledStep {

    private final CompiledChain chain;
    private final CompiledLoss loss;

    private CompiledStep(CompiledChain chain, CompiledLoss loss) {
        this.chain = chain;
        this.loss = loss;
    }

    /**
     * Plans a net with its loss, if both can be.
     *
     * @param target with what the loss compares outputs
     * @param mostExamples of a batch
     * @return its memory belongs to the scope that is open now; empty where the net is to be trained layer by
     *     layer
     */
    public static Optional<CompiledStep> of(
            Model net, Loss loss, CompiledLoss.Target target, int mostExamples) {
        Optional<CompiledLoss> compiled = loss.compiled().filter(each -> each.target() == target);
        return compiled.flatMap(
                each ->
                        CompiledChain.of(net, mostExamples)
                                .map(chain -> new CompiledStep(chain, each)));
    }

    /** Whether it computes such a pass: training, without an observer, no more examples than planned. */
    public boolean takes(int examples, Context pass) {
        return chain.takes(examples, pass);
    }

    /**
     * Replaces the gradients of the net's parameters by those of a batch.
     *
     * @param examples row by row; may be longer than {@code count} needs
     * @param labels one an example; may be longer
     * @return the batch's loss
     * @throws IllegalArgumentException unless it {@link #takes} the pass, or if a label is no class
     */
    public float learn(float[] examples, int[] labels, int count, Context pass) {
        return (float)
                chain.learn(
                        examples,
                        count,
                        pass,
                        share ->
                                loss.of(
                                        new CompiledLoss.Share(
                                                share.output(),
                                                share.input(),
                                                labels,
                                                share.first(),
                                                count,
                                                share.gradient())));
    }
}
