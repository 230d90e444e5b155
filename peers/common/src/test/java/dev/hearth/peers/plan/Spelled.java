package dev.hearth.peers.plan;

import java.util.List;
import java.util.Optional;

/** Says a net as a formula; it has the words that every peer must have, and no more. */
final class Spelled implements FrameworkAdapter<String> {

    private static String of(String word, Object... parts) {
        StringBuilder text = new StringBuilder(word + "(");
        for (int i = 0; i < parts.length; i++) {
            Object part = parts[i] instanceof Optional<?> some ? some.orElse(null) : parts[i];
            text.append(i == 0 ? "" : ", ").append(part);
        }
        return text + ")";
    }

    private static String window(Frame frame) {
        return frame.rows()
                + "×"
                + frame.columns()
                + " by "
                + frame.down()
                + "×"
                + frame.across()
                + (frame.isPadded() ? " padded " + frame.top() + "×" + frame.left() : "");
    }

    @Override
    public String convolution(String x, String weight, Optional<String> bias, Frame frame) {
        return of("conv", x, weight, bias, window(frame));
    }

    @Override
    public String linear(String x, String weight, Optional<String> bias) {
        return of("linear", x, weight, bias);
    }

    @Override
    public String batchNorm(
            String x,
            Optional<String> scale,
            String shift,
            String mean,
            String variance,
            double epsilon,
            double momentum) {
        return of("bn", x, scale, shift, mean, variance, epsilon, momentum);
    }

    @Override
    public String relu(String x) {
        return of("relu", x);
    }

    @Override
    public String maxPool(String x, Frame frame) {
        return of("max", x, window(frame));
    }

    @Override
    public String meanPool(String x, Frame frame) {
        return of("mean", x, window(frame));
    }

    @Override
    public String globalMean(String x) {
        return of("global", x);
    }

    @Override
    public String flatten(String x) {
        return of("flat", x);
    }

    @Override
    public String dropout(String x, double rate) {
        return of("drop", x, rate);
    }

    @Override
    public String concat(List<String> parts) {
        return of("concat", parts);
    }

    @Override
    public String add(String x, String y, double scale) {
        return of("add", x, y, scale);
    }
}
