package dev.hearth.inference;

import dev.hearth.tensor.Check;
import java.util.List;

/**
 * What a model says a picture shows.
 *
 * <pre>{@code
 * static String described(Classification classification) {
 *     Prediction best = classification.best();
 *     return String.format(Locale.ROOT, "%s, %.1f %%", best.className(), 100 * best.probability());
 * }
 * }</pre>
 *
 * @param classes the model's class names
 * @param probabilities one for each class; they sum to 1
 */
public record Classification(List<String> classes, List<Float> probabilities) {

    /** Copies the lists. */
    public Classification {
        classes = List.copyOf(classes);
        probabilities = List.copyOf(probabilities);
        if (classes.size() != probabilities.size() || classes.isEmpty()) {
            throw Check.error(
                    "A classification needs a probability for each class",
                    probabilities.size() + " for " + classes.size() + " classes",
                    "Give as many");
        }
    }

    static Classification of(List<String> classes, float[] probabilities) {
        Float[] boxed = new Float[probabilities.length];
        for (int i = 0; i < boxed.length; i++) {
            boxed[i] = probabilities[i];
        }
        return new Classification(classes, List.of(boxed));
    }

    /** The most probable class. */
    public Prediction best() {
        return top(1).get(0);
    }

    /** The most probable classes, at most {@code count} of them, the most probable first. */
    public List<Prediction> top(int count) {
        float[] values = new float[probabilities.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = probabilities.get(i);
        }
        return Prediction.best(values, classes, count);
    }

    /** The probability of a class; {@link IllegalArgumentException} if the model has no class of that name. */
    public double probability(String className) {
        int label = classes.indexOf(className);
        if (label < 0) {
            throw Check.error(
                    "A probability is that of one of " + classes.size() + " classes",
                    className,
                    "Use a name of classes()");
        }
        return probabilities.get(label);
    }
}
