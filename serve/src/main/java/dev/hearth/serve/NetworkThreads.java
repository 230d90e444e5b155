package dev.hearth.serve;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.EventExecutorChooserFactory;
import io.netty.util.concurrent.ThreadPerTaskExecutor;
import java.util.function.Predicate;

/**
 * The threads that read and write: one for two processors, among which connections are dealt in turns, and
 * one more, which gets a connection only where the net hangs on all others. Fewer threads read more requests in a
 * turn, which are {@linkplain NetworkTurn computed together}, and leave processors to those that compute: three
 * busy threads on two processors wait for one another, milliseconds at a time.
 */
final class NetworkThreads implements EventExecutorChooserFactory {

    private static final int MOST = 8;

    private final Predicate<EventExecutor> hangs;

    /**
     * Of threads that may hang.
     *
     * @param hangs whether one has computed for so long that nobody should wait for it
     */
    NetworkThreads(Predicate<EventExecutor> hangs) {
        this.hangs = hangs;
    }

    /** Starts them. */
    EventLoopGroup started(IoHandlerFactory handlers) {
        int usual = Runtime.getRuntime().availableProcessors() / 2;
        return new MultiThreadIoEventLoopGroup(
                1 + Math.max(1, Math.min(MOST, usual)),
                new ThreadPerTaskExecutor(new DefaultThreadFactory("hearth-http", true)),
                this,
                handlers);
    }

    /** Asked by the thread that accepts, alone. */
    @Override
    public EventExecutorChooser newChooser(EventExecutor[] all) {
        int[] last = {0};
        return () -> {
            int usual = all.length - 1;
            for (int i = 1; i <= usual; i++) {
                int next = (last[0] + i) % usual;
                if (!hangs.test(all[next])) {
                    last[0] = next;
                    return all[next];
                }
            }
            return all[usual];
        };
    }
}
