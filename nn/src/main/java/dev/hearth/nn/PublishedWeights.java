package dev.hearth.nn;

/**
 * A net whose trained weights were published, and what these call its parameters: the names of the
 * port to PyTorch (timm, after Cadene, after TF-Slim), under which the files are handed around.
 *
 * <pre>{@code
 * String theirs = InceptionV4Released.asPublished().releasedName("0.stem.0.0.conv.weight");
 * // features.0.conv.weight
 * }</pre>
 */
public interface PublishedWeights extends Composite {

    /**
     * What the released weights call a tensor of this net.
     *
     * @param name of an entry of its {@link dev.hearth.nn.Parameters}, learned or kept
     */
    String releasedName(String name);
}
