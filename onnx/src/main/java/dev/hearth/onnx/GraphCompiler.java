package dev.hearth.onnx;

import dev.hearth.data.BadDataException;
import dev.hearth.nn.Precision;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * An engine beside ONNX Runtime that compiles ONNX graphs for this processor; {@link ModelOpener} asks those
 * that {@link ServiceLoader} finds.
 *
 * <pre>{@code
 * static boolean hasBfloat16() {
 *     return GraphCompiler.found().stream().anyMatch(one -> one.obstacle(Precision.BFLOAT16).isEmpty());
 * }
 * }</pre>
 */
public interface GraphCompiler {

    /** With its version, such as {@code oneDNN 3.11.0}. */
    String name();

    /** Why it cannot compute in a precision on this computer; empty where it can. */
    Optional<String> obstacle(Precision precision);

    /**
     * Compiles a model.
     *
     * @param model a file's content, with one input and one output; it must not change
     * @param precision of convolutions and of what is between them; batches and answers are float32
     * @param threads above 0
     * @throws BadDataException if it does not have one of the model's operators
     */
    BatchNet compile(byte[] model, Precision precision, int threads);

    /** All that are on the class path or module path. */
    static List<GraphCompiler> found() {
        return ServiceLoader.load(GraphCompiler.class, GraphCompiler.class.getClassLoader())
                .stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }
}
