package dev.hearth.data.download;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

/** Closes a stream that has given nothing for too long, so that a read which waits on it ends. */
final class ReadTimeout implements AutoCloseable {

    private final Closeable stream;
    private final long nanos;
    private final Thread watcher;
    private volatile long heard = System.nanoTime();
    private volatile boolean lost;

    ReadTimeout(Closeable stream, Duration longest) {
        this.stream = stream;
        this.nanos = longest.toNanos();
        this.watcher = new Thread(this::watch, "hearth-download-patience");
        watcher.setDaemon(true);
        watcher.start();
    }

    void heard() {
        heard = System.nanoTime();
    }

    boolean lost() {
        return lost;
    }

    private void watch() {
        try {
            for (long left = nanos; left > 0; left = nanos - (System.nanoTime() - heard)) {
                Thread.sleep(left / 1_000_000 + 1);
            }
            lost = true;
            stream.close();
        } catch (InterruptedException | IOException e) {
            // Interrupted: the stream ended by itself. Otherwise it is closed as far as can be.
            return;
        }
    }

    @Override
    public void close() {
        watcher.interrupt();
    }
}
