package dev.hearth.serve;

import io.netty.channel.SelectStrategy;
import io.netty.util.IntSupplier;
import java.util.concurrent.TimeUnit;

/**
 * Looks for the next request a little longer before the thread sleeps, while {@linkplain RequestPace#isBrisk one
 * connection alone asks}, again and again: to wake a thread on an idle processor takes longer than a small net computes. Where
 * none came, the thread sleeps, and goes on sleeping until the connection has kept that pace again.
 */
final class BriefSpin implements SelectStrategy {

    private static final long LONGEST = TimeUnit.MICROSECONDS.toNanos(60);

    private final RequestPace pace;

    BriefSpin(RequestPace pace) {
        this.pace = pace;
    }

    @Override
    public int calculateStrategy(IntSupplier selecting, boolean hasTasks) throws Exception {
        if (hasTasks) {
            return selecting.get();
        }
        if (!pace.isBrisk()) {
            return SELECT;
        }
        long begun = System.nanoTime();
        do {
            int ready = selecting.get();
            if (ready > 0) {
                return ready;
            }
            Thread.onSpinWait();
        } while (pace.isBrisk() && System.nanoTime() - begun < LONGEST);
        pace.over();
        return SELECT;
    }
}
