package dev.hearth.train.recipe;

import dev.hearth.tensor.Check;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Which epoch's weights a run ends with, and whether it ends before its last epoch. */
public sealed interface EpochChoice {

    /** Whether a run that has measured these epochs is over. */
    boolean isOver(List<Map<String, Double>> history);

    /** The last of them. */
    record Last() implements EpochChoice {

        @Override
        public boolean isOver(List<Map<String, Double>> history) {
            return false;
        }
    }

    /**
     * The epoch of the least test error; of equals, that of the least test loss, then the first. The error
     * of this epoch is a little too low an estimate, since the same images chose it.
     *
     * @param patience epochs without a better one after which the run is over; 0 for never
     */
    record Best(int patience) implements EpochChoice {

        /** Refuses a negative count. */
        public Best {
            if (patience < 0) {
                throw Check.error(
                        "The patience is a count of epochs", patience, "Use 0 to train all epochs");
            }
        }

        @Override
        public boolean isOver(List<Map<String, Double>> history) {
            return patience > 0
                    && !history.isEmpty()
                    && history.size() - bestOf(history) >= patience;
        }
    }

    /**
     * The best epoch.
     *
     * @param history the figures of each, at least one
     * @return from 1
     */
    static int bestOf(List<Map<String, Double>> history) {
        Comparator<Map<String, Double>> byError =
                Comparator.comparingDouble(figures -> figures.getOrDefault("testError", 0.0));
        Comparator<Map<String, Double>> byLoss =
                byError.thenComparingDouble(figures -> figures.getOrDefault("testLoss", 0.0));
        return 1
                + IntStream.range(0, history.size())
                        .boxed()
                        .min(Comparator.comparing(history::get, byLoss))
                        .orElseThrow();
    }
}
