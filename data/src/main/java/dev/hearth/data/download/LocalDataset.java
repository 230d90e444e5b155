package dev.hearth.data.download;

import java.nio.file.Path;

/** What is here of a data set, from sizes and headers alone. */
public record LocalDataset(
        String name,
        Path folder,
        boolean whole,
        int trainExamples,
        int testExamples,
        long bytes,
        DatasetSource published) {}
