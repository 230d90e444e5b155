package dev.hearth.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/** A file whose writes may fail. */
final class FaultyChannel extends FileChannel {

    private final Path path;
    private final DiskFault fault;
    private final FileChannel system;

    FaultyChannel(Path path, DiskFault fault, FileChannel system) {
        this.path = path;
        this.fault = fault;
        this.system = system;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        return system.read(into);
    }

    @Override
    public long read(ByteBuffer[] into, int from, int count) throws IOException {
        return system.read(into, from, count);
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
        return system.read(into, position);
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        return some(source, system::write);
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
        return some(source, part -> system.write(part, position));
    }

    @Override
    public long write(ByteBuffer[] sources, int from, int count) throws IOException {
        long written = 0;
        for (int i = from; i < from + count; i++) {
            written += write(sources[i]);
            if (sources[i].hasRemaining()) {
                break;
            }
        }
        return written;
    }

    /** All of it, or as much as the disk has room for. */
    private int some(ByteBuffer source, Writer writer) throws IOException {
        int room = fault.room(path, source.remaining());
        ByteBuffer part = source.duplicate().limit(source.position() + room);
        int written = writer.write(part);
        source.position(source.position() + written);
        return written;
    }

    @Override
    public long position() throws IOException {
        return system.position();
    }

    @Override
    public FileChannel position(long place) throws IOException {
        system.position(place);
        return this;
    }

    @Override
    public long size() throws IOException {
        return system.size();
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        if (size < system.size()) {
            fault.before(DiskFault.Change.TRUNCATE, path);
        }
        system.truncate(size);
        return this;
    }

    @Override
    public void force(boolean metadata) throws IOException {
        fault.before(DiskFault.Change.FORCE, path);
        system.force(metadata);
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target)
            throws IOException {
        return system.transferTo(position, count, target);
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count)
            throws IOException {
        ByteBuffer some = ByteBuffer.allocate((int) Math.min(count, 8192));
        if (source.read(some) < 0) {
            return 0;
        }
        some.flip();
        int all = some.remaining();
        while (some.hasRemaining()) {
            write(some, position + all - some.remaining());
        }
        return all;
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
        return system.map(mode, position, size);
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) throws IOException {
        return system.lock(position, size, shared);
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
        return system.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
        system.close();
    }

    /** Writes a part. */
    @FunctionalInterface
    private interface Writer {

        int write(ByteBuffer part) throws IOException;
    }
}
