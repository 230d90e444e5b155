package dev.hearth.rl;

import dev.hearth.data.Dataset;
import dev.hearth.data.ImageShape;
import dev.hearth.data.Sha256;
import java.util.List;

/**
 * A data set without content: the trainer iterates over batches, and a participant that makes its own
 * examples needs only the count of updates.
 *
 * @param name what it is called in results
 * @param size how many
 */
record StepSource(String name, int size) implements Dataset {

    @Override
    public ImageShape pixels() {
        return new ImageShape(1, 1, 1);
    }

    @Override
    public List<String> classNames() {
        return List.of("tick");
    }

    @Override
    public int label(int index) {
        return 0;
    }

    @Override
    public void read(int index, float[] target, int offset) {
        target[offset] = 0;
    }

    @Override
    public String digest() {
        return Sha256.of(name);
    }
}
