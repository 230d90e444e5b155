package dev.hearth.serve;

import java.util.concurrent.atomic.LongAdder;

/** Counts of values below bounds that grow, as Prometheus' histograms have them. */
final class Histogram {

    private static final double[] SECONDS = {
        0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30
    };

    private final double[] bounds;
    private final LongAdder[] counts;
    private final LongAdder nanos = new LongAdder();

    Histogram() {
        bounds = SECONDS;
        counts = new LongAdder[bounds.length + 1];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = new LongAdder();
        }
    }

    void add(long nanoseconds) {
        int i = 0;
        while (i < bounds.length && nanoseconds > bounds[i] * 1e9) {
            i++;
        }
        counts[i].increment();
        nanos.add(nanoseconds);
    }

    /** Lines of Prometheus' text form; {@code labels} with a comma at its end, or empty. */
    void write(String name, String labels, StringBuilder into) {
        long sum = 0;
        for (int i = 0; i < counts.length; i++) {
            sum += counts[i].sum();
            String bound = i < bounds.length ? String.valueOf(bounds[i]) : "+Inf";
            into.append(name).append("_bucket{").append(labels).append("le=\"").append(bound);
            into.append("\"} ").append(sum).append('\n');
        }
        String braces =
                labels.isEmpty() ? "" : "{" + labels.substring(0, labels.length() - 1) + "}";
        into.append(name).append("_sum").append(braces).append(' ').append(nanos.sum() / 1e9);
        into.append('\n').append(name).append("_count").append(braces).append(' ').append(sum);
        into.append('\n');
    }
}
