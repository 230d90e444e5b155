package org.example.hearth;

import dev.hearth.train.TrainingEvent;
import dev.hearth.train.TrainingListener;

/** A listener: remembers the epoch with the smallest value of a metric, such as {@code testError}. */
public final class BestEpoch implements TrainingListener {

    private final String metric;
    private int epoch;
    private double value = Double.POSITIVE_INFINITY;

    public BestEpoch(String metric) {
        this.metric = metric;
    }

    @Override
    public void accept(TrainingEvent event) {
        if (event instanceof TrainingEvent.Measured measured) {
            double now = measured.figures().getOrDefault(metric, Double.NaN);
            if (now < value) {
                value = now;
                epoch = measured.epoch();
            }
        }
    }

    /** From 1; 0 before the first epoch was measured. */
    public int epoch() {
        return epoch;
    }

    public double value() {
        return value;
    }
}
