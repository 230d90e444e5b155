package dev.hearth.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A class that a picture may show.
 *
 * @param label its number
 * @param probability from 0 to 1
 */
public record Prediction(int label, double probability) {

    /**
     * The likeliest classes.
     *
     * @param probabilities one a class
     * @param count how many at most
     * @return the likeliest first; of equals the lower number first
     */
    public static List<Prediction> best(float[] probabilities, int count) {
        List<Prediction> all =
                new ArrayList<>(
                        IntStream.range(0, probabilities.length)
                                .mapToObj(label -> new Prediction(label, probabilities[label]))
                                .toList());
        all.sort((a, b) -> Double.compare(b.probability(), a.probability()));
        return List.copyOf(all.subList(0, Math.min(count, all.size())));
    }
}
