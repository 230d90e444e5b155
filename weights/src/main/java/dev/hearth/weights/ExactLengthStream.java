package dev.hearth.weights;

import dev.hearth.tensor.Check;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Lets through exactly as many bytes as an entry announced. */
final class ExactLengthStream implements WritableByteChannel {

    private final String name;
    private final long announced;
    private final WritableByteChannel out;
    private long written;

    ExactLengthStream(String name, long announced, WritableByteChannel out) {
        this.name = name;
        this.announced = announced;
        this.out = out;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        if (source.remaining() > announced - written) {
            throw refusal(written + source.remaining() + " or more");
        }
        int count = out.write(source);
        written += count;
        return count;
    }

    void finish() {
        if (written != announced) {
            throw refusal(Long.toString(written));
        }
    }

    private IllegalArgumentException refusal(String came) {
        return Check.error(
                "Writing tensor " + name + " needs " + announced + " bytes",
                came,
                "Give the shape that the values have");
    }

    @Override
    public boolean isOpen() {
        return out.isOpen();
    }

    @Override
    public void close() {
        // The writer continues with the next entry.
    }
}
