package dev.hearth.nn;

import dev.hearth.tensor.DenseMatrix;
import dev.hearth.tensor.Tensor;
import java.util.Optional;
import java.util.function.Function;

/**
 * How a {@link CompiledChain} computes a layer: on matrices that are allocated once, forward and backward,
 * without a record. The numbers are those of {@link Layer#build}'s function in a training pass, up to rounding,
 * and so are the random numbers.
 *
 * <pre>{@code
 * record Twice() implements Layer {
 *     public Shape out(Shape in) { return in; }
 *     public Complexity cost(Shape in) { return Complexity.NONE; }
 *     public Forward build(Shape in, Parameters parameters) { return (x, pass) -> x.mul(2); }
 *     public Optional<CompiledLayer> compiled(Shape in) {
 *         return Optional.of(
 *                 CompiledLayer.overwriting(
 *                         CompiledLayer.Reads.NOTHING,
 *                         operands -> new CompiledLayer.Passes() {
 *                             public void forward() { operands.output().scale(2); }
 *                             public void backward() { operands.gradient().scale(2); }
 *                         }));
 *     }
 * }
 * }</pre>
 */
public interface CompiledLayer {

    /** The identity in a training pass, which takes no time. */
    CompiledLayer IDENTITY =
            overwriting(
                    Reads.NOTHING,
                    operands ->
                            new Passes() {
                                @Override
                                public void forward() {}

                                @Override
                                public void backward() {}
                            });

    /** Both ways through a layer for one share of a batch, called by any thread, one at a time. */
    interface Passes {

        /** From the input to the output. */
        void forward();

        /** From the gradient at the output to that at the input, and to the parameters' gradients. */
        void backward();
    }

    /** What a share's passes work on; a matrix has a row for each of its examples. */
    interface Operands {

        /** The input, [examples × inputs]; where the layer overwrites, the {@link #output}. */
        DenseMatrix input();

        /** The output, [examples × outputs]; where the layer overwrites, it holds the input before. */
        DenseMatrix output();

        /**
         * The gradient at the output, [examples × outputs]; where the layer overwrites, the place of the gradient
         * at the input as well.
         */
        DenseMatrix gradient();

        /** Where the gradient at the input goes, unless the layer overwrites or nothing asks for it. */
        Optional<DenseMatrix> inputGradient();

        /** A parameter, by its name in {@link Layer#build}, as a matrix; one of one dimension is a row. */
        DenseMatrix value(String parameter);

        /** Where this share's gradient of a parameter is written, not added. */
        DenseMatrix gradient(String parameter);

        /** This share's rows of what {@link #draw} gave for this step. */
        DenseMatrix drawn();
    }

    /** What the backward pass of a layer reads, beside its parameters. */
    enum Reads {
        NOTHING,
        INPUT,
        OUTPUT
    }

    /** What the backward pass reads, which the layers around must leave as it is. */
    Reads reads();

    /** Whether an output number may stand in the place of the input number, and so the gradients. */
    boolean overwrites();

    /**
     * Random numbers for a step, drawn before it for the whole batch, in the order of the layers.
     *
     * @param x of the input's shape, [examples × inputs]; its numbers say nothing
     * @return of x's shape; empty where nothing is drawn, the same in each training pass
     */
    default Optional<Tensor> draw(Tensor x, Context pass) {
        return Optional.empty();
    }

    /** Whether {@link #draw} gives numbers in training passes. */
    default boolean draws() {
        return false;
    }

    /** The passes of one share. */
    Passes on(Operands operands);

    /** One that overwrites and draws nothing. */
    static CompiledLayer overwriting(Reads reads, Function<Operands, Passes> passes) {
        return new CompiledLayer() {
            @Override
            public Reads reads() {
                return reads;
            }

            @Override
            public boolean overwrites() {
                return true;
            }

            @Override
            public Passes on(Operands operands) {
                return passes.apply(operands);
            }
        };
    }
}
