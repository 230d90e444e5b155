package dev.hearth.onednn;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A net's operators in an order in which each can be computed.
 *
 * @param extents of every value, without the batch
 */
record NetGraph(
        String input, String output, List<Operator> operators, Map<String, long[]> extents) {

    /**
     * Sums and activations become part of the weighted sum before them, where nothing else reads what is
     * between; a scale and a shift go into its weights and bias.
     */
    NetGraph fused() {
        Map<String, Integer> readers = new HashMap<>(Map.of(output, 1));
        operators.forEach(each -> each.in().forEach(v -> readers.merge(v, 1, Integer::sum)));
        List<Operator> fused = new ArrayList<>();
        Map<String, Integer> makers = new HashMap<>();
        for (Operator next : operators) {
            Operator made = next;
            for (String value : next.in()) {
                Integer at = makers.get(value);
                if (at != null
                        && readers.get(value) == 1
                        && fused.get(at) instanceof Operator.Weighted weighted) {
                    Operator joined = joined(weighted, next);
                    if (joined != next) {
                        // Where the later one stood: there all of its values are known.
                        fused.set(at, null);
                        made = joined;
                        break;
                    }
                }
            }
            makers.put(made.out(), fused.size());
            fused.add(made);
        }
        fused.removeIf(each -> each == null);
        return new NetGraph(input, output, List.copyOf(fused), extents);
    }

    private static Operator joined(Operator.Weighted weighted, Operator next) {
        Operator.Sum sum = weighted.sum();
        boolean isFresh = sum.addend().isEmpty() && sum.after().isNone();
        if (next instanceof Operator.Elementwise each && sum.after().isNone()) {
            return weighted.with(sum.then(each.function(), each.out()));
        } else if (next instanceof Operator.Addition add && isFresh) {
            String other = add.left().equals(sum.out()) ? add.right() : add.left();
            return other.equals(sum.out())
                    ? next
                    : weighted.with(sum.adding(other, add.out()).then(add.after(), add.out()));
        } else if (next instanceof Operator.Affine affine && isFresh) {
            return affine(weighted, affine);
        }
        return next;
    }

    private static Operator affine(Operator.Weighted weighted, Operator.Affine affine) {
        Operator.Sum sum = weighted.sum();
        int filters = affine.scale().length;
        float[] weight = new float[sum.weight().limit()];
        sum.weight().get(0, weight);
        boolean byColumn = weighted instanceof Operator.Product product && !product.isTransposed();
        int each = weight.length / filters;
        for (int i = 0; i < weight.length; i++) {
            weight[i] *= affine.scale()[byColumn ? i % filters : i / each];
        }
        float[] bias = affine.shift().clone();
        for (int i = 0; i < sum.bias().length; i++) {
            bias[i] += affine.scale()[i] * sum.bias()[i];
        }
        return weighted.with(
                new Operator.Sum(
                        affine.out(),
                        sum.in(),
                        FloatBuffer.wrap(weight),
                        bias,
                        sum.addend(),
                        sum.after()));
    }
}
