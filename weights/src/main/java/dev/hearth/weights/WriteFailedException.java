package dev.hearth.weights;

import dev.hearth.tensor.Check;
import java.io.IOException;

/**
 * A file that could not be written though its folder can be: the disk is full, or it reports an error.
 * What was there before is whole. The message has three parts; the command line ends with exit code 1.
 */
public final class WriteFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    WriteFailedException(String needed, String remedy, IOException failure) {
        super(Check.message(needed, failure.toString(), remedy), failure);
    }
}
