package dev.hearth.tensor;

import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** libtorch's recurrent operations: one step, and a whole sequence. */
final class Recurrence {

    private Recurrence() {}

    static Tensor.LstmState lstmCell(
            Tensor x, Tensor.LstmState state, Tensor input, Tensor hidden, Tensor bias) {
        try (TensorVector before = new TensorVector(state.hidden().raw(), state.cell().raw());
                TensorOptional offset = new TensorOptional(bias.raw());
                TensorOptional none = new TensorOptional();
                T_TensorTensor_T next =
                        torch.lstm_cell(x.raw(), before, input.raw(), hidden.raw(), offset, none)) {
            return new Tensor.LstmState(
                    Tensor.hold(new org.bytedeco.pytorch.Tensor(next.get0())),
                    Tensor.hold(new org.bytedeco.pytorch.Tensor(next.get1())));
        } catch (RuntimeException failure) {
            throw Tensor.translated(
                    "lstmCell", failure, x, state.hidden(), state.cell(), input, hidden, bias);
        }
    }

    static Tensor lstm(Tensor x, Tensor input, Tensor hidden, Tensor bias) {
        long units = hidden.size(1);
        Tensor nothing = Tensor.full(0, x.dtype(), x.device(), 1, x.size(0), units);
        Tensor noBias = bias.filledLike(0);
        try (TensorVector before = new TensorVector(nothing.raw(), nothing.raw());
                TensorVector learned =
                        new TensorVector(input.raw(), hidden.raw(), bias.raw(), noBias.raw());
                T_TensorTensorTensor_T all =
                        torch.lstm(x.raw(), before, learned, true, 1, 0, false, false, true)) {
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
        long units = hidden.size(1);
        Tensor nothing = Tensor.full(0, x.dtype(), x.device(), 1, x.size(0), units);
        try (TensorVector learned =
                        new TensorVector(
                                input.raw(), hidden.raw(), inputBias.raw(), hiddenBias.raw());
                T_TensorTensor_T all =
                        torch.gru(
                                x.raw(), nothing.raw(), learned, true, 1, 0, false, false, true)) {
            return Tensor.hold(new org.bytedeco.pytorch.Tensor(all.get0()));
        } catch (RuntimeException failure) {
            throw Tensor.translated("gru", failure, x, input, hidden, inputBias, hiddenBias);
        }
    }
}
