package dev.hearth.cli;

import dev.hearth.data.image.Picture;
import dev.hearth.inference.HeatMap;
import dev.hearth.inference.ImageClassifier;
import dev.hearth.tensor.Check;
import dev.hearth.weights.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A folder of heat maps: each picture's is a PNG file of its name, with a number where the name is taken. */
final class HeatMapFiles {

    /** Small inputs are shown larger than the model saw them. */
    private static final int SIDE = 299;

    private final Path folder;
    private final Set<String> taken = new HashSet<>();

    private HeatMapFiles(Path folder) {
        this.folder = folder;
    }

    static HeatMapFiles in(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException failure) {
            throw AtomicFile.unwritable(folder, failure);
        }
        return new HeatMapFiles(folder);
    }

    /** Refuses a picture that lies in the folder, where a heat map could take its place. */
    static void refuseInside(Path folder, Path picture) {
        try {
            // A link may lie there, or lead there.
            for (Path path : List.of(picture.toAbsolutePath(), picture.toRealPath())) {
                if (Files.isSameFile(path.getParent(), folder)) {
                    throw Check.error(
                            "--heat-map needs a folder without pictures that are to be classified",
                            picture + ", which lies in it",
                            "Give it another one");
                }
            }
        } catch (IOException gone) {
            // Where one of them is not there, nothing is overwritten.
        }
    }

    /** Writes what of a picture spoke for a class. */
    Path write(ImageClassifier classifier, Path file, Picture picture, int label) {
        refuseInside(folder, file);
        Picture seen = classifier.seen(picture, Math.max(SIDE, classifier.view().side()));
        HeatMap map = classifier.heatMap(picture, label);
        if (isEmpty(map)) {
            Words.notice(
                    "Nothing in "
                            + file
                            + " spoke for "
                            + classifier.classes().get(label)
                            + ": its heat map is the picture alone.");
        }
        byte[] png = map.png(seen);
        Path target = folder.resolve(name(file));
        try {
            AtomicFile.write(target, out -> out.write(ByteBuffer.wrap(png)));
        } catch (IOException failure) {
            throw AtomicFile.unwritable(target, failure);
        }
        return target;
    }

    private static boolean isEmpty(HeatMap map) {
        for (float value : map.values()) {
            if (value > 0) {
                return false;
            }
        }
        return true;
    }

    private String name(Path file) {
        String whole = String.valueOf(file.getFileName());
        int dot = whole.lastIndexOf('.');
        String stem = dot > 0 ? whole.substring(0, dot) : whole;
        String name = stem + ".png";
        for (int i = 2; !taken.add(name); i++) {
            name = stem + "-" + i + ".png";
        }
        return name;
    }
}
