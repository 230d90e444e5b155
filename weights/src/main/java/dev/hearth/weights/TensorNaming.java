package dev.hearth.weights;

import dev.hearth.nn.Layer;
import dev.hearth.nn.PublishedWeights;
import java.util.Optional;

/**
 * What a file calls the tensors of a net.
 *
 * <pre>{@code
 * TensorNaming timm = TensorNaming.released(InceptionV4Released.asPublished()).orElseThrow();
 * String theirs = timm.of("8.last_linear.bias");        // last_linear.bias
 * }</pre>
 */
@FunctionalInterface
public interface TensorNaming {

    /** The net's own names: those of its parameters. */
    TensorNaming OWN = name -> name;

    /** The name in the file. */
    String of(String own);

    /** The names under which a net's weights were published. */
    static Optional<TensorNaming> released(Layer net) {
        return net instanceof PublishedWeights released
                ? Optional.of(released::releasedName)
                : Optional.empty();
    }
}
