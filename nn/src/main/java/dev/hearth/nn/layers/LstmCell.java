package dev.hearth.nn.layers;

import dev.hearth.nn.Context;
import dev.hearth.nn.Parameter;
import dev.hearth.nn.Parameters;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Functional;
import dev.hearth.tensor.Tensor;

/**
 * An {@link Lstm}, step by step.
 *
 * <pre>{@code
 * static Tensor read(LstmCell cell, Tensor x, Context pass) {
 *     Functional.LstmState state = cell.begin(x.size(0), x.device());
 *     for (int i = 0; i < 10; i++) {
 *         state = cell.step(x, state, pass);
 *     }
 *     return state.hidden();
 * }
 * }</pre>
 */
public final class LstmCell {

    private final int units;
    private final Parameters parameters;
    private final Parameter input;
    private final Parameter hidden;
    private final Parameter bias;

    LstmCell(int units, Parameters parameters, Parameter input, Parameter hidden, Parameter bias) {
        this.units = units;
        this.parameters = parameters;
        this.input = input;
        this.hidden = hidden;
        this.bias = bias;
    }

    /**
     * The state before the first step.
     *
     * @param device where
     * @return zeros, [batch × units] each, of the weights' type
     */
    public Functional.LstmState begin(long batch, Device device) {
        Tensor zeros = Tensor.full(0, parameters.precision(), device, batch, units);
        return new Functional.LstmState(zeros, zeros);
    }

    /**
     * One step.
     *
     * @param x [batch × in]
     */
    public Functional.LstmState step(Tensor x, Functional.LstmState state, Context pass) {
        return Functional.lstmCell(
                x.widened(), state, input.in(pass), hidden.in(pass), bias.in(pass));
    }

    /** [batch × steps × in] → h of each step. */
    Tensor over(Tensor x, Context pass) {
        return Functional.lstm(x, input.in(pass), hidden.in(pass), bias.in(pass));
    }
}
