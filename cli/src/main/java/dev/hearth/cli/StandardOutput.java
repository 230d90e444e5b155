package dev.hearth.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/** The standard output, which remembers that it could not be written: print streams tell nobody. */
final class StandardOutput extends OutputStream {

    private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    private String failure;

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        try {
            out.write(bytes, from, length);
        } catch (IOException unwritten) {
            // Whoever reads no further, such as head, has what it wants.
            if (failure == null && !"Broken pipe".equals(unwritten.getMessage())) {
                failure = unwritten.getMessage();
            }
            throw unwritten;
        }
    }

    /** Why something of the output is lost. */
    Optional<String> failure() {
        return Optional.ofNullable(failure);
    }
}
