package dev.hearth.train.metric;

import java.util.Locale;

/**
 * What a generator's samples are worth by {@link ParzenWindow}.
 *
 * @param sigma the width that was best on the validation data
 * @param mean log-likelihood of the test data, in nats
 * @param standardError of the mean: sd/√n over the test data
 * @param validationMean log-likelihood of the validation data at this width, in nats
 * @param samples how many windows there were
 * @param examples how many test data
 * @param edge whether the width is one of the grid's ends, so that a better one may lie beyond
 */
public record ParzenScore(
        double sigma,
        double mean,
        double standardError,
        double validationMean,
        int samples,
        int examples,
        Edge edge) {

    /** Where on the grid the width is. */
    public enum Edge {
        /** Between others. */
        INSIDE,
        /** The least or the greatest. */
        AT_AN_END
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%.1f ± %.1f nats at σ = %.3f (%d samples, %d examples%s)",
                mean,
                standardError,
                sigma,
                samples,
                examples,
                edge == Edge.AT_AN_END ? "; σ at an end of its grid" : "");
    }
}
