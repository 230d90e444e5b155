package dev.hearth.data.dataset;

import dev.hearth.data.BadDataException;
import dev.hearth.data.image.FileBytes;
import dev.hearth.data.image.PictureReader;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** The files of a folder of labelled pictures and their classes, ordered by name. */
record PictureListing(List<String> names, List<Path> files, List<Integer> labels) {

    static final String ASKED = "A folder of labelled pictures";

    /**
     * Lists a folder.
     *
     * @param without files that are passed over
     */
    static PictureListing of(Path folder, Set<Path> without) {
        PictureListing all =
                new PictureListing(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        List<Path> inFolder = entries(folder);
        for (Path each : inFolder) {
            if (isHidden(each) || !Files.isDirectory(each)) {
                continue;
            }
            List<Path> inside = new ArrayList<>(pictures(entries(each)));
            inside.removeAll(without);
            if (inside.isEmpty()) {
                throw new BadDataException(
                        ASKED
                                + " needs a picture (.jpg, .png, .webp, .gif, .bmp, .tif) in each class",
                        "none in " + each,
                        "Put pictures into it, or remove it");
            }
            inside.forEach(file -> all.labels.add(all.names.size()));
            all.files.addAll(inside);
            all.names.add(FileNames.of(each, ASKED));
        }
        if (all.names.isEmpty()) {
            throw new BadDataException(
                    ASKED + " needs a folder for each class, as in FOLDER/cat/1.jpg",
                    pictures(inFolder).size() + " pictures and no folder in " + folder,
                    "Move the pictures of each class into a folder of its name");
        }
        return all;
    }

    static boolean isHidden(Path file) {
        return file.getFileName().toString().startsWith(".");
    }

    /** Whether it is named as a picture that is read. */
    static boolean isPicture(Path file) {
        return PictureReader.isNamedAsPicture(file) && Files.isRegularFile(file);
    }

    static List<Path> pictures(List<Path> entries) {
        return entries.stream().filter(file -> !isHidden(file) && isPicture(file)).toList();
    }

    /** All that a folder holds, by name. */
    static List<Path> entries(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new BadDataException(
                    ASKED,
                    Files.exists(folder) ? folder + ", which is no folder" : "no folder " + folder,
                    "Name the folder that holds one folder for each class");
        }
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> inside = Files.newDirectoryStream(folder)) {
            inside.forEach(found::add);
        } catch (IOException e) {
            throw FileBytes.unreadable(folder, ASKED, e);
        } catch (DirectoryIteratorException e) {
            throw FileBytes.unreadable(folder, ASKED, e.getCause());
        }
        // A name whose characters are lost is refused where it counts.
        found.removeIf(
                path -> {
                    boolean counts =
                            !isHidden(path) && (Files.isDirectory(path) || isPicture(path));
                    return !counts && FileNames.isLost(path.getFileName().toString());
                });
        found.sort(Comparator.comparing(path -> FileNames.of(path, ASKED), FileNames.ORDER));
        return found;
    }
}
