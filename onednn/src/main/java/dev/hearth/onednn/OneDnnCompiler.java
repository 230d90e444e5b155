package dev.hearth.onednn;

import dev.hearth.nn.Precision;
import dev.hearth.onnx.BatchNet;
import dev.hearth.onnx.GraphCompiler;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.EnvironmentVariables;
import java.util.Optional;

/**
 * Compiles ONNX graphs of convolutional nets into oneDNN's primitives: weights are laid out once as the
 * processor's convolutions take them, and sums and activations are part of the convolution before them.
 *
 * <p>In {@link Precision#BFLOAT16} convolutions, pools, sums and fully connected layers but the last read and
 * write bfloat16 and add up in float32; the mean over an image, the last fully connected layer and softmax
 * are computed in float32. ELU is e^x − 1 there, right to 6e-8 absolutely; in float32 it is refused.
 *
 * <pre>{@code
 * static BatchNet compiled(OnnxModel model) {
 *     return new OneDnnCompiler().compile(model.bytes(), Precision.BFLOAT16, 2);
 * }
 * }</pre>
 */
public final class OneDnnCompiler implements GraphCompiler {

    /** For {@link java.util.ServiceLoader}. */
    public OneDnnCompiler() {}

    @Override
    public String name() {
        return OneDnn.version();
    }

    @Override
    public Optional<String> obstacle(Precision precision) {
        Optional<String> absent = OneDnn.loadFailure();
        if (absent.isPresent()) {
            return absent;
        } else if (precision == Precision.BFLOAT16 && !OneDnn.hasBfloat16()) {
            return Optional.of("this processor does not multiply bfloat16 (avx512_bf16)");
        }
        return OneDnn.hasThreads()
                ? Optional.empty()
                : Optional.of(
                        "OpenMP's threads cannot be set here (on the module path that needs "
                                + EnvironmentVariables.MODULE_PATH_OPTION
                                + ")");
    }

    @Override
    public BatchNet compile(byte[] model, Precision precision, int threads) {
        return net(model, precision, threads);
    }

    static OneDnnNet net(byte[] model, Precision precision, int threads) {
        if (threads < 1) {
            throw Check.error(
                    "oneDNN needs at least one thread", threads, "Use as many as there are cores");
        }
        NetGraph graph = GraphReader.read(model);
        boolean isConvolutional =
                graph.operators().stream().anyMatch(each -> each instanceof Operator.Convolution);
        if (!isConvolutional) {
            throw GraphReader.unknown(
                    "convolutions, with others between them", "a net without one");
        }
        return OneDnnNet.of(graph.fused(), precision, threads);
    }
}
