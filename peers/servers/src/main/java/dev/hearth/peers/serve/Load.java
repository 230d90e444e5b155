package dev.hearth.peers.serve;

import java.time.Duration;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What wrk measured.
 *
 * @param rate answers a second
 * @param p50 median of their times in ms
 * @param p99 ninety-ninth hundredth of them in ms
 * @param cpu processor time of the server for an answer in µs, which others on the machine disturb least
 * @param errors replies other than 200, and broken connections
 */
record Load(double rate, double p50, double p99, double cpu, long errors) {

    /** Of the line that {@code load.lua} prints: answers, microseconds, p50 and p99 in µs, errors. */
    static Load of(String line, Duration cpu) {
        String[] words = line.split(" ");
        double answers = Double.parseDouble(words[1]);
        return new Load(
                answers / Double.parseDouble(words[2]) * 1e6,
                Double.parseDouble(words[3]) / 1e3,
                Double.parseDouble(words[4]) / 1e3,
                cpu.toNanos() / 1e3 / answers,
                Long.parseLong(words[5]));
    }

    /** The median of each figure by itself, and all errors. */
    static Load median(List<Load> loads) {
        return new Load(
                middle(loads, Load::rate),
                middle(loads, Load::p50),
                middle(loads, Load::p99),
                middle(loads, Load::cpu),
                loads.stream().mapToLong(Load::errors).sum());
    }

    private static double middle(List<Load> loads, ToDoubleFunction<Load> figure) {
        double[] sorted = loads.stream().mapToDouble(figure).sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
}
