package dev.hearth.experiments;

import dev.hearth.data.CancelledException;

/** Waits while another process does a job. */
final class JobLock {

    private static final long MILLISECONDS = 1000;

    private JobLock() {}

    static void aWhile() {
        try {
            Thread.sleep(MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CancelledException(
                    "A reproduction waits for what another process does. Received: an interrupt."
                            + " Call it again; it continues where it stopped.",
                    interrupted);
        }
    }
}
