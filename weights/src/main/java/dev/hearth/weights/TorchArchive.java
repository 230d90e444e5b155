package dev.hearth.weights;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/** One of the two formats in which PyTorch lays a pickle and its storages into a file. */
interface TorchArchive extends Closeable {

    /** A pickle's most bytes: a state dict of a hundred thousand tensors takes a tenth of it. */
    long LONGEST_PICKLE = 1L << 26;

    /** What the pickle holds. */
    Object root();

    /** A storage's bytes from a place on; those behind it may follow. */
    InputStream from(TorchStorage storage, long offset) throws IOException;

    /** CRC-32 of a whole storage; 0 where there is none. */
    long checksum(TorchStorage storage);
}
