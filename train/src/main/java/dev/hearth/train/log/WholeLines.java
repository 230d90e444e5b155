package dev.hearth.train.log;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The whole lines of a file and where each ends; what has no line break at its end is no line. */
final class WholeLines implements AutoCloseable {

    private final InputStream in;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long end;

    WholeLines(InputStream in) {
        this.in = new BufferedInputStream(in, 1 << 16);
    }

    boolean next() throws IOException {
        line.reset();
        for (int c = in.read(); c >= 0; c = in.read()) {
            if (c == '\n') {
                end += line.size() + 1L;
                return true;
            }
            line.write(c);
        }
        return false;
    }

    String text() {
        return line.toString(StandardCharsets.UTF_8);
    }

    long end() {
        return end;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
