package dev.hearth.tensor;

import java.util.Arrays;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * libtorch's recurrent operations: one step, and a whole sequence, which cuDNN can differentiate only if it was
 * told that this is training.
 */
final class Recurrence {

    private Recurrence() {}

    static Functional.LstmState lstmCell(
            Tensor x, Functional.LstmState state, Tensor input, Tensor hidden, Tensor bias) {
        check("lstmCell", 4, x, 2, input, hidden, bias);
        checkState("lstmCell", x, hidden, state.hidden());
        checkState("lstmCell", x, hidden, state.cell());
        try (TensorVector before = new TensorVector(state.hidden().raw(), state.cell().raw());
                TensorOptional offset = new TensorOptional(bias.raw());
                TensorOptional none = new TensorOptional();
                T_TensorTensor_T next =
                        torch.lstm_cell(x.raw(), before, input.raw(), hidden.raw(), offset, none)) {
            return new Functional.LstmState(
                    Tensor.hold(new org.bytedeco.pytorch.Tensor(next.get0())),
                    Tensor.hold(new org.bytedeco.pytorch.Tensor(next.get1())));
        } catch (RuntimeException failure) {
            throw Tensor.translated(
                    "lstmCell", failure, x, state.hidden(), state.cell(), input, hidden, bias);
        }
    }

    static Tensor lstm(Tensor x, Tensor input, Tensor hidden, Tensor bias) {
        check("lstm", 4, x, 3, input, hidden, bias);
        long units = hidden.size(1);
        Tensor nothing = Tensor.full(0, x.dtype(), x.device(), 1, x.size(0), units);
        Tensor noBias = bias.filledLike(0);
        boolean trains = NoGrad.isRecording();
        try (TensorVector before = new TensorVector(nothing.raw(), nothing.raw());
                TensorVector learned =
                        new TensorVector(input.raw(), hidden.raw(), bias.raw(), noBias.raw());
                T_TensorTensorTensor_T all =
                        torch.lstm(x.raw(), before, learned, true, 1, 0, trains, false, true)) {
            return Tensor.hold(new org.bytedeco.pytorch.Tensor(all.get0()));
        } catch (RuntimeException failure) {
            throw Tensor.translated("lstm", failure, x, input, hidden, bias);
        }
    }

    static Tensor gruCell(
            Tensor x,
            Tensor state,
            Tensor input,
            Tensor hidden,
            Tensor inputBias,
            Tensor hiddenBias) {
        check("gruCell", 3, x, 2, input, hidden, inputBias, hiddenBias);
        checkState("gruCell", x, hidden, state);
        return Tensor.call(
                "gruCell",
                () -> {
                    try (TensorOptional a = new TensorOptional(inputBias.raw());
                            TensorOptional b = new TensorOptional(hiddenBias.raw())) {
                        return torch.gru_cell(
                                x.raw(), state.raw(), input.raw(), hidden.raw(), a, b);
                    }
                },
                x,
                state,
                input,
                hidden,
                inputBias,
                hiddenBias);
    }

    static Tensor gru(Tensor x, Tensor input, Tensor hidden, Tensor inputBias, Tensor hiddenBias) {
        check("gru", 3, x, 3, input, hidden, inputBias, hiddenBias);
        long units = hidden.size(1);
        Tensor nothing = Tensor.full(0, x.dtype(), x.device(), 1, x.size(0), units);
        boolean trains = NoGrad.isRecording();
        try (TensorVector learned =
                        new TensorVector(
                                input.raw(), hidden.raw(), inputBias.raw(), hiddenBias.raw());
                T_TensorTensor_T all =
                        torch.gru(
                                x.raw(), nothing.raw(), learned, true, 1, 0, trains, false, true)) {
            return Tensor.hold(new org.bytedeco.pytorch.Tensor(all.get0()));
        } catch (RuntimeException failure) {
            throw Tensor.translated("gru", failure, x, input, hidden, inputBias, hiddenBias);
        }
    }

    /** libtorch's own checks of these are few, and what slips through reads beyond arrays. */
    private static void check(
            String who,
            int gates,
            Tensor x,
            int dimensions,
            Tensor input,
            Tensor hidden,
            Tensor... biases) {
        boolean fits =
                x.dimensions() == dimensions
                        && x.dtype().isFloating()
                        && x.count() > 0
                        && hidden.dimensions() == 2
                        && hidden.size(1) > 0
                        && hidden.size(0) == gates * hidden.size(1)
                        && input.dimensions() == 2
                        && input.size(0) == hidden.size(0)
                        && input.size(1) == x.size(dimensions - 1)
                        && alike(x, input)
                        && alike(x, hidden);
        for (Tensor bias : biases) {
            fits &=
                    bias.dimensions() == 1
                            && hidden.dimensions() == 2
                            && bias.size(0) == hidden.size(0)
                            && alike(x, bias);
        }
        if (!fits) {
            throw Check.error(
                    who
                            + " needs an input of "
                            + dimensions
                            + " dimensions, W ["
                            + gates
                            + "·units × in], U ["
                            + gates
                            + "·units × units] and biases ["
                            + gates
                            + "·units] of one type",
                    x + ", " + input + ", " + hidden + ", " + Arrays.toString(biases),
                    "Lay the gates one behind the other");
        }
    }

    private static void checkState(String who, Tensor x, Tensor hidden, Tensor state) {
        if (!Arrays.equals(state.shape(), new long[] {x.size(0), hidden.size(1)})
                || !alike(x, state)) {
            throw Check.error(
                    who + " needs a state of " + x.size(0) + " × " + hidden.size(1),
                    state,
                    "Begin with zeros");
        }
    }

    private static boolean alike(Tensor x, Tensor other) {
        return x.dtype() == other.dtype() && x.device().equals(other.device());
    }
}
