package dev.hearth.cli;

import dev.hearth.zoo.ModelRegistry;
import java.util.Iterator;

/** The registered models, for completion in a shell. */
final class ModelNames implements Iterable<String> {

    @Override
    public Iterator<String> iterator() {
        return ModelRegistry.models().keySet().iterator();
    }
}
