package dev.hearth.data.download;

import java.nio.file.Path;

/**
 * What is here of a data set, from sizes and headers alone.
 *
 * @param name such as {@code cifar-10}
 * @param folder where it lies, or would
 * @param whole whether all of its files are there, with sound headers
 * @param trainExamples how many images to train on
 * @param testExamples how many images to test on
 * @param bytes what its files take on the disk
 * @param published the data set as published, for comparison
 */
public record LocalDataset(
        String name,
        Path folder,
        boolean whole,
        int trainExamples,
        int testExamples,
        long bytes,
        DatasetSource published) {}
