package dev.hearth.data.download;

import java.util.List;

/**
 * A file that a data set consists of once it is here, without any packing.
 *
 * @param checksums what its unpacked content must match, as published
 */
public record DatasetFile(
        String fileName,
        Form form,
        Holds holds,
        int examples,
        long bytes,
        List<Checksum> checksums) {

    /** How a file is laid out. */
    public enum Form {
        /** {@link dev.hearth.data.dataset.Idx}. */
        IDX,
        /** {@link dev.hearth.data.dataset.Cifar}, one label byte. */
        CIFAR_10,
        /** {@link dev.hearth.data.dataset.Cifar}, two label bytes. */
        CIFAR_100,
        /** One name a line. */
        TEXT,
        /** Named arrays after a header in JSON, whose length comes first. */
        SAFETENSORS
    }

    /** Whose examples a file holds. */
    public enum Holds {
        /** Images to train on. */
        TRAIN,
        /** Images to test on. */
        TEST,
        /** Labels of images in another file, or class names. */
        WORDS,
        /** What a net has learned; no examples. */
        WEIGHTS
    }

    /** Copies the list. */
    public DatasetFile {
        checksums = List.copyOf(checksums);
    }
}
