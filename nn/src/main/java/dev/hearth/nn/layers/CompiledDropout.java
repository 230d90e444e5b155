package dev.hearth.nn.layers;

import dev.hearth.nn.CompiledLayer;
import dev.hearth.nn.Context;
import dev.hearth.tensor.DenseMatrix;
import dev.hearth.tensor.Tensor;
import java.util.Optional;

/** A {@link Dropout} on matrices, with its masks. */
record CompiledDropout(DropoutForward dropping) implements CompiledLayer {

    @Override
    public Reads reads() {
        return Reads.NOTHING;
    }

    @Override
    public boolean overwrites() {
        return true;
    }

    @Override
    public boolean draws() {
        return dropping.rate() > 0;
    }

    @Override
    public Optional<Tensor> draw(Tensor x, Context pass) {
        return dropping.mask(x, pass);
    }

    @Override
    public Passes on(Operands operands) {
        if (!draws()) {
            return CompiledLayer.IDENTITY.on(operands);
        }
        DenseMatrix mask = operands.drawn();
        return new Passes() {
            @Override
            public void forward() {
                operands.output().multiply(mask);
            }

            @Override
            public void backward() {
                operands.gradient().multiply(mask);
            }
        };
    }
}
