package dev.hearth.nn.layers;

import dev.hearth.nn.Forward;
import dev.hearth.nn.OwnsResult;
import dev.hearth.nn.SelectsMaximum;
import java.util.ArrayList;
import java.util.List;

/**
 * Changes to consecutive forward functions that keep the result: an activation is moved after the
 * max-pool that follows it, where it has fewer numbers to compute, and overwrites its argument where
 * that is not read again ({@link OwnsResult}).
 *
 * <p>Measured in {@code bench/README.md}: "CIFAR step", row "Hearth, times as fast as presets,
 * channels-last", whose presets compute each layer by itself.
 */
final class FusedForwards {

    private FusedForwards() {}

    static List<Forward> joined(List<Forward> forwards) {
        List<Forward> row = new ArrayList<>(forwards);
        for (int i = row.size() - 1; i > 0; i--) {
            sink(row, i - 1);
        }
        for (int i = 1; i < row.size(); i++) {
            if (row.get(i) instanceof PointwiseForward pointwise) {
                if (row.get(i - 1) instanceof OwnsResult) {
                    row.set(i, (x, pass) -> pointwise.overIfExact(x));
                } else if (row.get(i - 1) instanceof FollowedForward before) {
                    row.set(i - 1, before.followedBy(pointwise));
                    row.remove(i--);
                }
            }
        }
        return List.copyOf(row);
    }

    /** Moves an activation behind every max-pool that follows it at once. */
    private static void sink(List<Forward> row, int from) {
        int i = from;
        while (i + 1 < row.size()
                && row.get(i) instanceof PointwiseForward
                && row.get(i + 1) instanceof SelectsMaximum) {
            row.add(i + 1, row.remove(i));
            i++;
        }
    }
}
