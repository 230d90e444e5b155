package dev.hearth.train.recipe;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What is measured of a generator after epochs. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = GeneratorMetric.Parzen.class, name = "parzen"),
    @JsonSubTypes.Type(value = GeneratorMetric.Density.class, name = "density")
})
public sealed interface GeneratorMetric {

    /**
     * The Parzen-window log-likelihood (Goodfellow et al. 2014, §5): {@code parzen}, in nats, with its
     * {@code parzenError} and {@code parzenSigma}, after every so many epochs and after the last.
     *
     * @param everyEpochs at least 1
     * @param samples drawn from the generator; 10,000 in the paper
     * @param validation the first so many of the images held out, for the choice of σ; 1,000 in the paper
     */
    record Parzen(int everyEpochs, int samples, int validation) implements GeneratorMetric {

        /** Refuses counts below 1. */
        public Parzen {
            if (everyEpochs < 1 || samples < 2 || validation < 1) {
                throw new IllegalArgumentException(
                        "A Parzen gauge needs epochs and images above 0, and two samples. Received: every "
                                + everyEpochs
                                + " epochs, "
                                + samples
                                + " samples, "
                                + validation
                                + " for validation. The paper has 10,000 and 1,000.");
            }
        }
    }

    /**
     * How far samples are from a corpus whose density is known: {@code divergence}, the
     * Jensen–Shannon divergence in nats over a grid of cells, {@code modes} that at least a quarter
     * of their share of samples fall to, and {@code near}, the share of samples within three
     * deviations of a mode.
     *
     * @param samples drawn from the generator
     */
    record Density(int samples) implements GeneratorMetric {

        /** Refuses fewer than one. */
        public Density {
            if (samples < 1) {
                throw new IllegalArgumentException(
                        "A Density gauge needs samples. Received: samples="
                                + samples
                                + ". Give 10,000.");
            }
        }
    }
}
