package dev.hearth.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
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
            if (failure == null && !brokenPipe().equals(unwritten.getMessage())) {
                failure = unwritten.getMessage();
            }
            throw unwritten;
        }
    }

    /** What this system says, in its own language, of a pipe that nobody reads. */
    private static String brokenPipe() {
        try {
            Pipe pipe = Pipe.open();
            pipe.source().close();
            try (Pipe.SinkChannel sink = pipe.sink()) {
                sink.write(ByteBuffer.allocate(1));
            }
            return "";
        } catch (IOException broken) {
            return String.valueOf(broken.getMessage());
        }
    }

    /** Why something of the output is lost. */
    Optional<String> failure() {
        return Optional.ofNullable(failure);
    }
}
