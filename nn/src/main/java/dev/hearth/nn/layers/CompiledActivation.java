package dev.hearth.nn.layers;

import dev.hearth.nn.CompiledLayer;
import dev.hearth.tensor.PointwiseKernel;
import java.util.function.Supplier;

/**
 * An activation whose derivative follows from its result, on matrices.
 *
 * @param kernel made where it is needed, because it loads libtorch
 */
record CompiledActivation(Supplier<PointwiseKernel> kernel) implements CompiledLayer {

    @Override
    public Reads reads() {
        return Reads.OUTPUT;
    }

    @Override
    public boolean overwrites() {
        return true;
    }

    @Override
    public Passes on(Operands operands) {
        PointwiseKernel function = kernel.get();
        return new Passes() {
            @Override
            public void forward() {
                function.forward(operands.output());
            }

            @Override
            public void backward() {
                function.backward(operands.gradient(), operands.output());
            }
        };
    }
}
