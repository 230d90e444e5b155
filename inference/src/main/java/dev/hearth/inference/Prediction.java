package dev.hearth.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * A class that a picture may show.
 *
 * @param label the index of the class, from 0
 * @param className such as {@code cat}
 * @param probability from 0 to 1
 */
public record Prediction(int label, String className, double probability) {

    /** The most probable classes of a model without class names, which are called {@code class 0} and so on. */
    public static List<Prediction> best(float[] probabilities, int count) {
        return best(probabilities, label -> "class " + label, count);
    }

    /**
     * The most probable classes.
     *
     * @param probabilities one for each class
     * @param names of the classes
     * @param count how many predictions at most
     * @return the most probable first; of equal ones the lower label first
     */
    public static List<Prediction> best(float[] probabilities, List<String> names, int count) {
        return best(probabilities, names::get, count);
    }

    private static List<Prediction> best(
            float[] probabilities, IntFunction<String> names, int count) {
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, probabilities.length).boxed().toList());
        order.sort((a, b) -> Float.compare(probabilities[b], probabilities[a]));
        return order.stream()
                .limit(count)
                .map(label -> new Prediction(label, names.apply(label), probabilities[label]))
                .toList();
    }
}
