package dev.hearth.data.dataset;

import java.nio.file.Path;
import java.util.List;

/** The contents of many files, read once, when the first is asked for, on all cores. */
final class FileContents {

    private final List<Path> files;
    private final String asked;
    private List<FileContent> contents = List.of();

    FileContents(List<Path> files, String asked) {
        this.files = files;
        this.asked = asked;
    }

    synchronized FileContent of(int index) {
        if (contents.isEmpty()) {
            contents = files.parallelStream().map(file -> FileContent.of(file, asked)).toList();
        }
        return contents.get(index);
    }
}
