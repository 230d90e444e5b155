package dev.hearth.serve;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What is counted, in Prometheus' text form (version 0.0.4). */
final class Metrics {

    private final AtomicInteger busy = new AtomicInteger();
    private final Map<Integer, LongAdder> replies = new ConcurrentSkipListMap<>();
    private final Map<String, Histogram> seconds = new ConcurrentSkipListMap<>();
    private final Map<Refusal.Kind, LongAdder> failures = new EnumMap<>(Refusal.Kind.class);

    Metrics() {
        for (Refusal.Kind kind : Refusal.Kind.values()) {
            failures.put(kind, new LongAdder());
        }
    }

    /** Requests that came whole and whose reply has not gone out yet. */
    AtomicInteger busy() {
        return busy;
    }

    /** A reply that went out; {@code endpoint} is a path that the server has, or "other". */
    void replied(String endpoint, int status, long nanoseconds) {
        replies.computeIfAbsent(status, each -> new LongAdder()).increment();
        seconds.computeIfAbsent(endpoint, each -> new Histogram()).add(nanoseconds);
    }

    void failed(Refusal.Kind kind) {
        failures.get(kind).increment();
    }

    String text(Inference inference) {
        StringBuilder text = new StringBuilder();
        head(text, "hearth_replies_total", "counter", "Replies by status.");
        replies.forEach((status, n) -> line(text, "hearth_replies_total", "status", status, n));
        head(text, "hearth_failures_total", "counter", "Requests without an answer, by kind.");
        failures.forEach(
                (kind, n) ->
                        line(
                                text,
                                "hearth_failures_total",
                                "kind",
                                kind.name().toLowerCase(java.util.Locale.ROOT),
                                n));
        head(text, "hearth_reply_seconds", "histogram", "From a whole request to its reply.");
        seconds.forEach(
                (endpoint, each) ->
                        each.write("hearth_reply_seconds", "endpoint=\"" + endpoint + "\",", text));
        Batcher.Counts counts = inference.counts();
        one(text, "hearth_pictures_total", "counter", "Questions answered.", counts.answered());
        one(text, "hearth_batches_total", "counter", "Batches given.", counts.batches());
        one(text, "hearth_reopened_total", "counter", "Nets opened again.", counts.reopened());
        one(
                text,
                "hearth_compute_seconds_total",
                "counter",
                "Time that the net computed.",
                counts.nanoseconds() / 1e9);
        one(text, "hearth_at_work", "gauge", "Requests being answered.", busy.get());
        one(text, "hearth_waiting", "gauge", "Pictures that wait.", inference.waiting());
        one(text, "hearth_memory_bytes", "gauge", "Held by requests.", inference.memory());
        one(text, "hearth_ready", "gauge", "1 if ready.", inference.isReady() ? 1 : 0);
        one(text, "hearth_live", "gauge", "1 if live.", inference.isLive() ? 1 : 0);
        return text.toString();
    }

    private static void head(StringBuilder text, String name, String type, String help) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    private static void line(
            StringBuilder text, String name, String label, Object value, LongAdder count) {
        text.append(name).append('{').append(label).append("=\"").append(value);
        text.append("\"} ").append(count.sum()).append('\n');
    }

    private static void one(
            StringBuilder text, String name, String type, String help, double value) {
        head(text, name, type, help);
        text.append(name).append(' ').append(value).append('\n');
    }
}
