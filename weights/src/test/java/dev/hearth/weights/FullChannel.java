package dev.hearth.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** A disk that has room for some bytes and then none, and that takes a few bytes at a time. */
final class FullChannel implements WritableByteChannel {

    private final WritableByteChannel disk;
    private long room;

    FullChannel(WritableByteChannel disk, long room) {
        this.disk = disk;
        this.room = room;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        if (room == 0 && source.hasRemaining()) {
            throw new IOException("No space left on device");
        }
        int count = (int) Math.min(Math.min(room, 7), source.remaining());
        ByteBuffer part = source.slice(source.position(), count);
        while (part.hasRemaining()) {
            disk.write(part);
        }
        source.position(source.position() + count);
        room -= count;
        return count;
    }

    @Override
    public boolean isOpen() {
        return disk.isOpen();
    }

    @Override
    public void close() throws IOException {
        disk.close();
    }
}
