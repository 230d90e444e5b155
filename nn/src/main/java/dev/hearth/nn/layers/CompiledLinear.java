package dev.hearth.nn.layers;

import static dev.hearth.tensor.DenseProduct.Accumulation.ADDED_TO;
import static dev.hearth.tensor.DenseProduct.Accumulation.REPLACED;
import static dev.hearth.tensor.DenseProduct.Operand.PLAIN;
import static dev.hearth.tensor.DenseProduct.Operand.TRANSPOSED;

import dev.hearth.nn.CompiledLayer;
import dev.hearth.tensor.DenseMatrix;
import dev.hearth.tensor.DenseProduct;
import java.util.Optional;

/**
 * A {@link Linear} on matrices: y = x·Wᵀ + b; from g at y, gᵀ·x is W's gradient, the sum of g's rows b's, and g·W
 * goes on to x.
 */
record CompiledLinear(Bias bias) implements CompiledLayer {

    @Override
    public Reads reads() {
        return Reads.INPUT;
    }

    @Override
    public boolean overwrites() {
        return false;
    }

    @Override
    public Passes on(Operands operands) {
        DenseMatrix x = operands.input();
        DenseMatrix y = operands.output();
        DenseMatrix g = operands.gradient();
        DenseMatrix weight = operands.value("weight");
        boolean biased = bias == Bias.YES;
        Optional<DenseMatrix> start =
                biased ? Optional.of(operands.value("bias")) : Optional.empty();
        Optional<DenseMatrix> ofBias =
                biased ? Optional.of(operands.gradient("bias")) : Optional.empty();
        DenseProduct sums =
                DenseProduct.of(y, biased ? ADDED_TO : REPLACED, x, PLAIN, weight, TRANSPOSED);
        DenseProduct byWeight =
                DenseProduct.of(operands.gradient("weight"), REPLACED, g, TRANSPOSED, x, PLAIN);
        Optional<DenseProduct> byInput =
                operands.inputGradient()
                        .map(into -> DenseProduct.of(into, REPLACED, g, PLAIN, weight, PLAIN));
        return new Passes() {
            @Override
            public void forward() {
                start.ifPresent(y::fillRows);
                sums.run();
            }

            @Override
            public void backward() {
                byWeight.run();
                ofBias.ifPresent(into -> into.sumRowsOf(g));
                byInput.ifPresent(DenseProduct::run);
            }
        };
    }
}
