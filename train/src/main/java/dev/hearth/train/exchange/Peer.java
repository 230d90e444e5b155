package dev.hearth.train.exchange;

import dev.hearth.tensor.Check;
import dev.hearth.train.WorkerLostException;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/** The connection with one other worker: sends on a thread of its own, reads on the caller's. */
final class Peer {

    private static final int HEADER = 12;
    private static final int CHUNK = 1 << 17;

    /** Longest reason of a failure that is read. */
    private static final int WORDS = 1 << 16;

    private final int rank;
    private final Socket socket;
    private final long deadline;
    private final DataInputStream in;
    private final OutputStream out;
    private final ReentrantLock sending = new ReentrantLock();
    private final ExecutorService sender;
    private final byte[] inBytes = new byte[CHUNK];
    private final ByteBuffer incoming = ByteBuffer.wrap(inBytes).order(ByteOrder.LITTLE_ENDIAN);
    private final byte[] outBytes = new byte[CHUNK];
    private final ByteBuffer outgoing = ByteBuffer.wrap(outBytes).order(ByteOrder.LITTLE_ENDIAN);
    private Future<?> sent;
    private volatile long progress;

    Peer(int rank, Socket socket, Duration deadline) throws IOException {
        this.rank = rank;
        this.socket = socket;
        this.deadline = deadline.toMillis();
        this.in = new DataInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(Math.toIntExact(this.deadline));
        this.sender =
                Executors.newSingleThreadExecutor(
                        work -> {
                            Thread thread = new Thread(work, "hearth-send-to-" + rank);
                            thread.setDaemon(true);
                            return thread;
                        });
    }

    int rank() {
        return rank;
    }

    long seconds() {
        return TimeUnit.MILLISECONDS.toSeconds(deadline);
    }

    /** The bytes after a header. */
    @FunctionalInterface
    interface Body {
        void write() throws IOException;
    }

    void sendLater(Frame frame, int number, int length, Body body) {
        progress = System.nanoTime();
        sent =
                sender.submit(
                        () -> {
                            sending.lock();
                            try {
                                header(frame, number, length);
                                body.write();
                                progress = System.nanoTime();
                            } finally {
                                sending.unlock();
                            }
                            return null;
                        });
    }

    private void header(Frame frame, int number, int length) throws IOException {
        byte[] bytes = new byte[HEADER];
        ByteBuffer.wrap(bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(frame.ordinal())
                .putInt(number)
                .putInt(length);
        out.write(bytes);
    }

    /** On the sender's thread. */
    void send(float[] values, int from, int to) throws IOException {
        for (int at = from; at < to; ) {
            int count = Math.min(CHUNK / Float.BYTES, to - at);
            outgoing.clear().asFloatBuffer().put(values, at, count);
            out.write(outBytes, 0, count * Float.BYTES);
            at += count;
            progress = System.nanoTime();
        }
    }

    /** On the sender's thread. */
    void send(byte[] message) throws IOException {
        for (int at = 0; at < message.length; at += CHUNK) {
            out.write(message, at, Math.min(CHUNK, message.length - at));
            progress = System.nanoTime();
        }
    }

    /** Unless something else is being sent, which is a sign too. */
    void sendSign() {
        if (sending.tryLock()) {
            try {
                header(Frame.SIGN, 0, 0);
            } catch (IOException ended) {
                // Whoever reads from this worker says so.
            } finally {
                sending.unlock();
            }
        }
    }

    /** Waits until everything is handed to the system. */
    void awaitSent() throws IOException {
        while (true) {
            try {
                sent.get(Math.min(deadline, 1000), TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException notYet) {
                if (System.nanoTime() - progress > TimeUnit.MILLISECONDS.toNanos(deadline)) {
                    throw new SocketTimeoutException("nothing was taken");
                }
            } catch (ExecutionException failed) {
                if (failed.getCause() instanceof IOException ended) {
                    reasonBefore();
                    throw ended;
                }
                throw new IllegalStateException(failed.getCause());
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", interrupted);
            }
        }
    }

    /** What broke the connection may have been said before. */
    private void reasonBefore() {
        try {
            while (true) {
                next();
            }
        } catch (IOException nothing) {
            // Then nothing was said.
        }
    }

    /** A header. */
    private record Header(int frame, int number, int length) {
        boolean is(Frame kind) {
            return frame == kind.ordinal();
        }
    }

    /** The next header that is no sign of life. */
    private Header next() throws IOException {
        while (true) {
            in.readFully(inBytes, 0, HEADER);
            Header header = new Header(incoming.getInt(0), incoming.getInt(4), incoming.getInt(8));
            if (header.is(Frame.FAILURE)) {
                byte[] words = in.readNBytes(Math.max(0, Math.min(WORDS, header.length())));
                throw new WorkerLostException(
                        header.number(), new String(words, StandardCharsets.UTF_8), null);
            }
            if (header.is(Frame.END)) {
                throw new EOFException("it was done");
            }
            if (!header.is(Frame.SIGN)) {
                return header;
            }
        }
    }

    private Header next(Frame frame, int number) throws IOException {
        Header header = next();
        if (!header.is(frame) || header.number() != number) {
            throw mismatch(header, frame + " " + number);
        }
        return header;
    }

    /** Reads a header. */
    void expect(Frame frame, int number, int length) throws IOException {
        Header header = next(frame, number);
        if (header.length() != length) {
            throw mismatch(header, frame + " " + number + " of " + length + " numbers");
        }
    }

    byte[] expectMessage(int number) throws IOException {
        Header header = next(Frame.MESSAGE, number);
        if (header.length() < 0) {
            throw mismatch(header, "a message");
        }
        byte[] message = in.readNBytes(header.length());
        if (message.length < header.length()) {
            throw new EOFException("in the midst of a message");
        }
        return message;
    }

    private IllegalArgumentException mismatch(Header came, String wanted) {
        Frame[] frames = Frame.values();
        return Check.error(
                "Workers exchange the same numbers in the same order, now " + wanted,
                (came.frame() >= 0 && came.frame() < frames.length
                                ? frames[came.frame()]
                                : "frame " + came.frame())
                        + (" " + came.number() + " of " + came.length() + " from worker " + rank),
                "Start all workers with the same program and arguments");
    }

    void read(float[] target, int offset, int count) throws IOException {
        in.readFully(inBytes, 0, count * Float.BYTES);
        incoming.clear().asFloatBuffer().get(target, offset, count);
    }

    /**
     * Says which worker is the cause, and why, if that can be said at once.
     *
     * @return whether it was sent
     */
    boolean sendFailure(int cause, byte[] words) {
        try {
            if (!sending.tryLock(100, TimeUnit.MILLISECONDS)) {
                return false;
            }
            try {
                int length = Math.min(words.length, WORDS);
                header(Frame.FAILURE, cause, length);
                out.write(words, 0, length);
                return true;
            } finally {
                sending.unlock();
            }
        } catch (IOException | InterruptedException ended) {
            // Then the other side sees a connection that ends.
            return false;
        }
    }

    /** What is still to be read when a connection is closed would make the system drop what was sent. */
    void awaitHeard() {
        try {
            drain(Math.min(1000, deadline));
        } catch (IOException ended) {
            // It was heard, or nobody is there.
        }
    }

    void sendEnd() {
        sending.lock();
        try {
            header(Frame.END, 0, 0);
        } catch (IOException ended) {
            // Then there is nobody to tell.
        } finally {
            sending.unlock();
        }
    }

    /** Waits for the other side's end. */
    void close() {
        try {
            drain(deadline);
        } catch (IOException ended) {
            // Or for the end of its connection.
        } finally {
            drop();
        }
    }

    private void drain(long milliseconds) throws IOException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(milliseconds);
        socket.shutdownOutput();
        socket.setSoTimeout(Math.toIntExact(Math.max(1, milliseconds)));
        while (System.nanoTime() < end && in.read(inBytes) >= 0) {
            // Signs of life.
        }
    }

    void drop() {
        sender.shutdownNow();
        try {
            socket.close();
        } catch (IOException ignored) {
            // It is closed for this side.
        }
    }
}
