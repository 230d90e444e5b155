package dev.hearth.data.handwriting;

import dev.hearth.data.Dataset;
import dev.hearth.data.ImageShape;
import dev.hearth.data.Sha256;
import dev.hearth.tensor.Check;
import java.util.List;
import java.util.Objects;

/**
 * Written characters as pictures, drawn anew at each reading.
 *
 * <pre>{@code
 * static Dataset pictures(List<PenStrokes> characters, List<Integer> labels, List<String> names) {
 *     return new PenStrokesDataset("mine", characters, labels, names, new Rasteriser(64, 0.7));
 * }
 * }</pre>
 *
 * @param characters at least one
 * @param labels one for each character, from 0 and below the count of names
 */
public record PenStrokesDataset(
        String name,
        List<PenStrokes> characters,
        List<Integer> labels,
        List<String> classNames,
        Rasteriser rasteriser)
        implements Dataset {

    /** Copies the lists; refuses counts that differ and labels without a name. */
    public PenStrokesDataset {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(rasteriser, "rasteriser");
        characters = List.copyOf(characters);
        labels = List.copyOf(labels);
        classNames = List.copyOf(classNames);
        int classes = classNames.size();
        if (characters.isEmpty()
                || characters.size() != labels.size()
                || labels.stream().anyMatch(label -> label < 0 || label >= classes)) {
            throw Check.error(
                    "PenStrokesDataset needs as many labels as characters, at least one, each below the count of"
                            + " names",
                    characters.size()
                            + " characters, "
                            + labels.size()
                            + " labels, "
                            + classes
                            + " names",
                    "Name every class");
        }
    }

    @Override
    public int size() {
        return characters.size();
    }

    @Override
    public ImageShape pixels() {
        return new ImageShape(1, rasteriser.side(), rasteriser.side());
    }

    @Override
    public int label(int index) {
        return labels.get(index);
    }

    @Override
    public void read(int index, float[] target, int offset) {
        rasteriser.draw(characters.get(index), target, offset);
    }

    @Override
    public String digest() {
        return Sha256.of(rasteriser + "\n" + classNames + "\n" + labels + "\n" + characters);
    }
}
