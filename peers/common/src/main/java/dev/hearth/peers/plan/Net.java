package dev.hearth.peers.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A net as a list of operations, which a framework can write out in its own words.
 *
 * @param name such as {@code net} or {@code generator}
 * @param weights its arrays
 * @param steps its operations, in order
 */
public record Net(String name, List<Weight> weights, List<Step> steps) {

    /**
     * Says the net in a framework's words.
     *
     * @param <T> the framework's tensors, or its symbols for them
     * @param dialect the framework
     * @param input what goes in
     * @param arrays the net's weights, in the order of {@link #weights}
     * @return what comes out
     */
    public <T> T say(FrameworkAdapter<T> dialect, T input, List<T> arrays) {
        Map<Integer, T> values = new HashMap<>();
        values.put(0, input);
        T last = input;
        for (Step step : steps) {
            List<T> in = new ArrayList<>();
            step.in().forEach(number -> in.add(values.get(number)));
            last = said(dialect, step, in, arrays);
            values.put(step.out(), last);
        }
        return last;
    }

    private <T> T said(FrameworkAdapter<T> to, Step step, List<T> in, List<T> arrays) {
        T x = in.get(0);
        return switch (step.word()) {
            case "convolution" ->
                    to.convolution(
                            x, weight(to, step, arrays), at("bias", step, arrays), step.frame());
            case "linear" -> to.linear(x, weight(to, step, arrays), at("bias", step, arrays));
            case "batch-norm" ->
                    to.batchNorm(
                            x,
                            at("scale", step, arrays),
                            at("shift", step, arrays).orElseThrow(),
                            at("mean", step, arrays).orElseThrow(),
                            at("variance", step, arrays).orElseThrow(),
                            step.number("epsilon"),
                            step.number("momentum"));
            case "relu" -> to.relu(x);
            case "leaky-relu" -> to.leakyRelu(x, step.number("slope"));
            case "elu" -> to.elu(x);
            case "sigmoid" -> to.sigmoid(x);
            case "max-pool" -> to.maxPool(x, step.frame());
            case "mean-pool" -> to.meanPool(x, step.frame());
            case "global-mean" -> to.globalMean(x);
            case "flatten" -> to.flatten(x);
            case "dropout" -> to.dropout(x, step.number("rate"));
            case "noise" -> to.noise(x, step.number("deviation"));
            case "concat" -> to.concat(in);
            case "add" -> to.add(x, in.get(1), step.number("scale"));
            case "largest" -> to.largest(x, step.whole("pieces"));
            default -> throw new UnsupportedException("no word for " + step.word());
        };
    }

    private static <T> Optional<T> at(String name, Step step, List<T> arrays) {
        return Optional.ofNullable(step.settings().get(name))
                .map(number -> arrays.get(Integer.parseInt(number)));
    }

    private static <T> T weight(FrameworkAdapter<T> to, Step step, List<T> arrays) {
        return at("weight", step, arrays)
                .orElseGet(
                        () ->
                                to.normalized(
                                        at("direction", step, arrays).orElseThrow(),
                                        at("gain", step, arrays).orElseThrow()));
    }
}
