package dev.hearth.inference;

import dev.hearth.tensor.Check;
import dev.hearth.zoo.ModelRegistry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Which sides of square pictures a registered model takes. */
final class ModelSides {

    /** Larger pictures take more memory than a CPU's net is trained in. */
    private static final int MOST = 1024;

    private static final int SHOWN = 5;

    private record Range(int least, int most) {

        int distance(int side) {
            return side < least ? least - side : Math.max(0, side - most);
        }

        String words() {
            return least == most ? Integer.toString(least) : least + " to " + most;
        }
    }

    private ModelSides() {}

    /**
     * Refuses a side that a model does not take.
     *
     * @throws IllegalArgumentException with the sides that it takes, the nearest where they are many
     */
    static void check(ModelRegistry.Entry model, int side, int usual) {
        if (side <= MOST && model.takes(side)) {
            return;
        }
        List<Range> all = ranges(model);
        String words =
                all.stream()
                        .sorted(Comparator.comparingInt(range -> range.distance(side)))
                        .limit(SHOWN)
                        .sorted(Comparator.comparingInt(Range::least))
                        .map(Range::words)
                        .collect(Collectors.joining(", "));
        throw Check.error(
                model.name()
                        + " takes pictures with a side of "
                        + words
                        + " pixels"
                        + (all.size() > SHOWN ? ", and others further off" : ""),
                side,
                "Use "
                        + usual
                        + ", or a model for pictures of that side; ./hearth list prints them");
    }

    private static List<Range> ranges(ModelRegistry.Entry model) {
        List<Range> ranges = new ArrayList<>();
        int begun = 0;
        for (int side = 1; side <= MOST + 1; side++) {
            boolean taken = side <= MOST && model.takes(side);
            if (taken && begun == 0) {
                begun = side;
            } else if (!taken && begun > 0) {
                ranges.add(new Range(begun, side - 1));
                begun = 0;
            }
        }
        return ranges;
    }
}
