package dev.hearth.nn.layers;

import dev.hearth.nn.Context;
import dev.hearth.nn.Parameter;
import dev.hearth.nn.Parameters;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Functional;
import dev.hearth.tensor.Tensor;

/** A {@link Gru}, step by step. */
public final class GruCell {

    private final int units;
    private final Parameters parameters;
    private final Parameter input;
    private final Parameter hidden;
    private final Parameter inputBias;
    private final Parameter hiddenBias;

    GruCell(
            int units,
            Parameters parameters,
            Parameter input,
            Parameter hidden,
            Parameter inputBias,
            Parameter hiddenBias) {
        this.units = units;
        this.parameters = parameters;
        this.input = input;
        this.hidden = hidden;
        this.inputBias = inputBias;
        this.hiddenBias = hiddenBias;
    }

    /**
     * The state before the first step.
     *
     * @param device where
     * @return zeros, [batch × units], of the weights' type
     */
    public Tensor begin(long batch, Device device) {
        return Tensor.full(0, parameters.precision(), device, batch, units);
    }

    /**
     * One step.
     *
     * @param x [batch × in]
     * @param state of the step before, [batch × units]
     */
    public Tensor step(Tensor x, Tensor state, Context pass) {
        return Functional.gruCell(
                x.widened(),
                state,
                input.in(pass),
                hidden.in(pass),
                inputBias.in(pass),
                hiddenBias.in(pass));
    }

    /** [batch × steps × in] → h of each step. */
    Tensor over(Tensor x, Context pass) {
        return Functional.gru(
                x, input.in(pass), hidden.in(pass), inputBias.in(pass), hiddenBias.in(pass));
    }
}
