package dev.hearth.data;

import dev.hearth.tensor.Check;
import java.util.List;
import java.util.Objects;

/** What data sets with a list of labels share; an implementation adds the images and their digest. */
public abstract class LabelledImages implements Dataset {

    private final String name;
    private final List<String> classNames;
    private final int[] labels;

    /**
     * Keeps the labels without copying them.
     *
     * @throws IllegalArgumentException if there is none or a label has no class
     */
    protected LabelledImages(String name, List<String> classNames, int[] labels) {
        this.name = Objects.requireNonNull(name, "name");
        this.classNames = List.copyOf(classNames);
        this.labels = labels;
        if (labels.length < 1) {
            throw Check.error(
                    "A data set needs at least one label", "none in " + name, "Give one an image");
        }
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < 0 || labels[i] >= this.classNames.size()) {
                throw Check.error(
                        "A data set needs labels from 0 to " + (this.classNames.size() - 1),
                        labels[i] + " at " + i + " in " + name,
                        "Name every class");
            }
        }
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final int size() {
        return labels.length;
    }

    @Override
    public final List<String> classNames() {
        return classNames;
    }

    @Override
    public final int label(int index) {
        return labels[Objects.checkIndex(index, labels.length)];
    }

    @Override
    public String toString() {
        return name + ": " + labels.length + " images of " + pixels();
    }
}
