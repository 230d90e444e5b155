package dev.hearth.serve;

import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/** What all connections of a server share. */
final class Services {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

    private final ServerSettings settings;
    private final Inference inference;
    private final Router router;
    private final Guard guard;
    private final Metrics metrics;
    private final int mostBytes;
    private final RequestPace pace;
    private final AtomicLong requests = new AtomicLong();
    private final String start = Long.toHexString(System.currentTimeMillis());
    private volatile boolean draining;

    Services(
            ServerSettings settings,
            Inference inference,
            Router router,
            Metrics metrics,
            RequestPace pace,
            int mostBytes) {
        this.settings = settings;
        this.inference = inference;
        this.router = router;
        this.guard = new Guard(settings);
        this.metrics = metrics;
        this.pace = pace;
        this.mostBytes = mostBytes;
    }

    ServerSettings settings() {
        return settings;
    }

    Inference inference() {
        return inference;
    }

    Router router() {
        return router;
    }

    Guard guard() {
        return guard;
    }

    Metrics metrics() {
        return metrics;
    }

    RequestPace pace() {
        return pace;
    }

    int mostBytes() {
        return mostBytes;
    }

    boolean isDraining() {
        return draining;
    }

    void drain() {
        draining = true;
        inference.drain();
    }

    /** Refuses a request that begins after the server was told to end, if it is work. */
    void refuseDraining(Route route) {
        if (draining && route.isWork()) {
            throw new Refusal(
                    Refusal.Kind.DRAINING,
                    "A server answers until it is told to end",
                    "a request after that",
                    "Ask another one");
        }
    }

    /** The one that the sender gave, if it may stand in a header and in a log, or a new one. */
    String id(String given) {
        return given != null && ID.matcher(given).matches()
                ? given
                : start + "-" + requests.incrementAndGet();
    }
}
