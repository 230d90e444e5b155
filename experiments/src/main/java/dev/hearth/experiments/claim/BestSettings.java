package dev.hearth.experiments.claim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A check of methods that are tuned: for each stand the runs at the setting with the least mean error on
 * validation images, {@link TunedComparison#VALIDATION}; other images decide. As in a
 * {@link TunedComparison}, nothing is decided where the best setting of a method lies at the edge of what was
 * tried, and a setting of which a run diverged is not the best.
 *
 * <pre>{@code
 * static ClaimCheck tuned(ClaimCheck eluBelowRelu) {
 *     return BestSettings.of(
 *             eluBelowRelu,
 *             Map.of(
 *                     "ELU", List.of("ELU 1e-3", "ELU 3e-3", "ELU 1e-2"),
 *                     "ReLU", List.of("ReLU 1e-3", "ReLU 3e-3", "ReLU 1e-2")),
 *             "ELU", "ReLU");
 * }
 * }</pre>
 *
 * @param check asks of the methods as if they were arms
 * @param settings the arms of each of its methods, in order of the setting, at least three
 */
public record BestSettings(ClaimCheck check, Map<String, List<String>> settings)
        implements StatisticalCheck {

    /** Copies the map, and refuses a method that has no setting between two others. */
    public BestSettings {
        Map<String, List<String>> copy = new LinkedHashMap<>();
        settings.forEach((method, arms) -> copy.put(method, List.copyOf(arms)));
        settings = copy;
        if (settings.isEmpty() || settings.values().stream().anyMatch(arms -> arms.size() < 3)) {
            throw new IllegalArgumentException(
                    "BestSettings needs at least three settings of each method. Received: "
                            + settings
                            + ". Name more.");
        }
    }

    /** Of some of the methods alone, those of which the check speaks. */
    public static BestSettings of(
            ClaimCheck check, Map<String, List<String>> settings, String... methods) {
        Map<String, List<String>> some = new LinkedHashMap<>();
        Arrays.stream(methods)
                .forEach(method -> some.put(method, settings.getOrDefault(method, List.of())));
        return new BestSettings(check, some);
    }

    @Override
    public Claim claim() {
        return check.claim();
    }

    @Override
    public double detectable(Design design) {
        return check instanceof StatisticalCheck of
                ? of.detectable(design)
                : Double.POSITIVE_INFINITY;
    }

    @Override
    public Finding judge(Evidence evidence, Design design) {
        Map<String, String> best = new LinkedHashMap<>();
        List<Trial> chosen = new ArrayList<>();
        for (Map.Entry<String, List<String>> method : settings.entrySet()) {
            Optional<String> arm = TunedComparison.best(evidence, method.getValue());
            if (arm.isEmpty()) {
                Finding without =
                        check.judge(new Evidence(evidence.experiment(), List.of()), design);
                return without.with(
                        Verdict.NOT_TESTED,
                        "there is no setting of "
                                + method.getKey()
                                + " of which all runs have a validation error");
            }
            best.put(method.getKey(), arm.get());
            evidence.of(arm.get()).forEach(trial -> chosen.add(renamed(trial, method.getKey())));
        }
        Finding finding = check.judge(new Evidence(evidence.experiment(), chosen), design);
        String edges =
                best.entrySet().stream()
                        .filter(
                                each ->
                                        TunedComparison.atEdge(
                                                each.getValue(), settings.get(each.getKey())))
                        .map(Map.Entry::getValue)
                        .collect(Collectors.joining(", "));
        String why =
                "each at its best setting on validation images, "
                        + String.join(", ", best.values())
                        + (edges.isEmpty()
                                ? "; "
                                : "; at the edge of what was tried lies " + edges + "; ")
                        + finding.why();
        return finding.with(
                edges.isEmpty() || finding.verdict() == Verdict.NOT_TESTED
                        ? finding.verdict()
                        : Verdict.INCONCLUSIVE,
                why);
    }

    private static Trial renamed(Trial trial, String arm) {
        return new Trial(arm, trial.seed(), trial.metrics(), trial.history(), trial.diverged());
    }
}
