package dev.hearth.data;

import dev.hearth.tensor.Check;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Some examples of another data set.
 *
 * <pre>{@code
 * static Dataset few(Dataset training) {
 *     return Subset.balanced(training, 1000, new Seed(3));    // 100 of each of ten classes
 * }
 * }</pre>
 */
public final class Subset implements Dataset {

    private final Dataset origin;
    private final int[] indices;

    /**
     * Chosen examples, in this order.
     *
     * @throws IllegalArgumentException if there is none or an index does not exist
     */
    public Subset(Dataset origin, int... indices) {
        this.origin = origin;
        this.indices = indices.clone();
        if (indices.length == 0) {
            throw Check.error("Subset needs at least one example", "no index", "Choose some");
        }
        for (int index : indices) {
            if (index < 0 || index >= origin.size()) {
                throw Check.error(
                        "Subset of "
                                + origin.name()
                                + " needs indices from 0 to "
                                + (origin.size() - 1),
                        index,
                        "Choose among the examples that are there");
            }
        }
    }

    /** Neighbours, such as the last 10 000 of a training set, held out for validation. */
    public static Subset range(Dataset origin, int from, int to) {
        return new Subset(origin, IntStream.range(from, to).toArray());
    }

    /** Randomly drawn examples. */
    public static Subset random(Dataset origin, int count, Seed seed) {
        demand(origin, count, origin.size());
        return new Subset(origin, Arrays.copyOf(seed.stream().permutation(origin.size()), count));
    }

    /**
     * Randomly drawn examples, as many of each class as of any other; where the classes do not divide
     * the count, those with the lowest labels have one more.
     *
     * @throws IllegalArgumentException if a class has too few
     */
    public static Subset balanced(Dataset origin, int count, Seed seed) {
        demand(origin, count, origin.size());
        int classes = origin.classNames().size();
        int[] wanted = new int[classes];
        for (int label = 0; label < classes; label++) {
            wanted[label] = count / classes + (label < count % classes ? 1 : 0);
        }
        RandomStream random = seed.stream();
        int[] chosen = new int[count];
        int found = 0;
        for (int index : random.permutation(origin.size())) {
            if (found < count && wanted[origin.label(index)] > 0) {
                wanted[origin.label(index)]--;
                chosen[found++] = index;
            }
        }
        if (found < count) {
            int poor = 0;
            while (wanted[poor] == 0) {
                poor++;
            }
            throw Check.error(
                    "Subset.balanced of " + count + " examples needs the same count of each class",
                    wanted[poor] + " too few of " + origin.classNames().get(poor),
                    "Ask for fewer");
        }
        return new Subset(origin, chosen);
    }

    /**
     * All examples, those of rarer classes several times, until each class that has examples has as many as
     * the largest: in whole rounds, then the first ones of the class once more.
     */
    public static Subset oversampled(Dataset origin) {
        List<List<Integer>> ofClass = new ArrayList<>();
        origin.classNames().forEach(name -> ofClass.add(new ArrayList<>()));
        for (int index = 0; index < origin.size(); index++) {
            ofClass.get(origin.label(index)).add(index);
        }
        int most = ofClass.stream().mapToInt(List::size).max().orElse(0);
        return new Subset(
                origin,
                ofClass.stream()
                        .filter(indices -> !indices.isEmpty())
                        .flatMapToInt(
                                indices ->
                                        IntStream.range(0, most)
                                                .map(i -> indices.get(i % indices.size())))
                        .toArray());
    }

    private static void demand(Dataset origin, int count, int size) {
        if (count < 1 || count > size) {
            throw Check.error(
                    "Subset of " + origin.name() + " needs 1 to " + size + " examples",
                    count,
                    "Ask for as many as are there");
        }
    }

    /** The data set that this is a part of. */
    public Dataset origin() {
        return origin;
    }

    /** The index in the whole of an example of this part. */
    public int index(int index) {
        return indices[index];
    }

    @Override
    public String name() {
        return origin.name() + "[" + indices.length + "]";
    }

    @Override
    public int size() {
        return indices.length;
    }

    @Override
    public ImageShape pixels() {
        return origin.pixels();
    }

    @Override
    public List<String> classNames() {
        return origin.classNames();
    }

    @Override
    public int label(int index) {
        return origin.label(indices[index]);
    }

    @Override
    public boolean readCrop(
            int index, RandomCrop crop, RandomStream random, float[] target, int offset) {
        return origin.readCrop(indices[index], crop, random, target, offset);
    }

    @Override
    public void read(int index, float[] target, int offset) {
        origin.read(indices[index], target, offset);
    }

    @Override
    public String digest() {
        return Sha256.derived(origin, "subset " + Arrays.toString(indices));
    }
}
