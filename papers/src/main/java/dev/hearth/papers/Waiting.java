package dev.hearth.papers;

import dev.hearth.train.Cancelled;

/** Patience, where another process is at a job. */
final class Waiting {

    private static final long MILLISECONDS = 1000;

    private Waiting() {}

    static void aWhile() {
        try {
            Thread.sleep(MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Cancelled(
                    "A reproduction waits for what another process does. Received: an interrupt."
                            + " Call it again; it goes on where it stopped.",
                    interrupted);
        }
    }
}
