package dev.hearth.papers.fmp;

import dev.hearth.experiments.claim.Claim;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.Contrast;
import dev.hearth.experiments.claim.Measure;
import dev.hearth.experiments.claim.Reinterpreted;
import dev.hearth.experiments.claim.RequiresLearning;
import dev.hearth.experiments.claim.RequiresLearning.Condition;
import dev.hearth.experiments.claim.Trial;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * The questions that several experiments ask of their runs.
 *
 * @param guess the error, in percent, of a guess without looking
 * @param enough above this error, in percent, with one test a net is too young to refute: about twice what
 *     the paper prints
 * @param deviation how the conditions differ from the paper's
 */
record FmpChecks(double guess, double enough, String deviation) {

    /** Of CIFAR-10, where the paper prints 3.67 % with 12 tests, or CIFAR-100, where it prints 31.2 %. */
    FmpChecks(double guess, String deviation) {
        this(guess, guess > 95 ? 62 : 9, deviation);
    }

    private static final Measure ERROR =
            Measure.of("test error", " %", Reinterpreted.VALUE).onTestImages();

    static String averaged(int tests) {
        return "averagedError" + tests;
    }

    private static String tests(int count) {
        return count == 1 ? "1 test" : count + " tests";
    }

    /** Overlapping below disjoint, for each draw, with 1 and with 12 tests. */
    ClaimCheck overlapping() {
        List<ClaimCheck> parts = new ArrayList<>();
        for (int count : new int[] {1, 12}) {
            parts.add(below(RegionKind.RANDOM_OVERLAPPING, RegionKind.RANDOM_DISJOINT, count));
            parts.add(below(RegionKind.PSEUDO_OVERLAPPING, RegionKind.PSEUDO_DISJOINT, count));
        }
        return FmpClaims.OVERLAPPING.all(deviation, parts);
    }

    /** Pseudorandom below random with one test, for both windows. */
    ClaimCheck pseudorandomOnce() {
        return FmpClaims.RANDOM_ONCE.all(
                deviation,
                below(RegionKind.PSEUDO_OVERLAPPING, RegionKind.RANDOM_OVERLAPPING, 1),
                below(RegionKind.PSEUDO_DISJOINT, RegionKind.RANDOM_DISJOINT, 1));
    }

    /** The same for overlapping ones alone. */
    ClaimCheck pseudorandomOnceOverlapping() {
        return FmpClaims.RANDOM_ONCE.all(
                deviation, below(RegionKind.PSEUDO_OVERLAPPING, RegionKind.RANDOM_OVERLAPPING, 1));
    }

    /** Random below pseudorandom with 12 tests, for overlapping ones alone. */
    ClaimCheck randomRepeatedOverlapping() {
        return FmpClaims.RANDOM_REPEATED.all(
                deviation, below(RegionKind.RANDOM_OVERLAPPING, RegionKind.PSEUDO_OVERLAPPING, 12));
    }

    /** Random below pseudorandom with 12 tests, for both windows. */
    ClaimCheck randomRepeated() {
        return FmpClaims.RANDOM_REPEATED.all(
                deviation,
                below(RegionKind.RANDOM_OVERLAPPING, RegionKind.PSEUDO_OVERLAPPING, 12),
                below(RegionKind.RANDOM_DISJOINT, RegionKind.PSEUDO_DISJOINT, 12));
    }

    /** 12 tests below 1, in the same runs. */
    ClaimCheck repeatsHelp(List<String> arms) {
        return fewer(FmpClaims.REPEATS_HELP, arms, 12, 1);
    }

    /** What is gained from 8 to 100 tests below what is gained from 1 to 8. */
    ClaimCheck firstRepeatsMost(List<String> arms) {
        // (e8 − e100) − (e1 − e8)
        Map<String, Double> weights = Map.of(tests(1), -1.0, tests(8), 2.0, tests(100), -1.0);
        return within(
                FmpClaims.REPEATS_FIRST,
                arms,
                arm ->
                        new Contrast(
                                Claim.part(arm),
                                "what 8 to 100 tests gain less what 1 to 8 gain",
                                ERROR,
                                weights,
                                deviation),
                1,
                8,
                100);
    }

    /** 100 tests below 12, in the same runs. */
    ClaimCheck manyRepeatsStillHelp(List<String> arms) {
        return fewer(FmpClaims.REPEATS_STILL, arms, 100, 12);
    }

    /** After some tests each arm's error is below its own after others. */
    private ClaimCheck fewer(Claim claim, List<String> arms, int low, int high) {
        return within(
                claim,
                arms,
                arm -> ERROR.order(arm, deviation, tests(low), tests(high)),
                low,
                high);
    }

    /** A question to the errors of one arm after some counts of tests, which it finds as arms. */
    private ClaimCheck within(
            Claim claim, List<String> arms, Function<String, ClaimCheck> question, int... counts) {
        Map<String, ToDoubleFunction<Trial>> errors = new LinkedHashMap<>();
        for (int count : counts) {
            errors.put(tests(count), trial -> trial.metric(averaged(count)));
        }
        return claim.all(
                deviation,
                arms.stream()
                        .map(
                                arm ->
                                        learned(
                                                new Reinterpreted(
                                                        question.apply(arm),
                                                        Reinterpreted.figuresAsArms(arm, errors)),
                                                arm))
                        .toList());
    }

    /** Each of some arms below each of some others. */
    ClaimCheck beats(Claim claim, List<String> arms, List<String> others, int count) {
        List<ClaimCheck> parts = new ArrayList<>();
        arms.forEach(
                arm ->
                        others.forEach(
                                other ->
                                        parts.add(
                                                below(averaged(count), tests(count), arm, other))));
        return claim.all(deviation, parts);
    }

    /** Training loss and test error of random regions above those of pseudorandom ones. */
    ClaimCheck underfitting(String pseudorandom, String random) {
        return FmpClaims.UNDERFITTING.all(
                deviation,
                below("trainLoss", "training loss", pseudorandom, random),
                below(averaged(1), tests(1), pseudorandom, random));
    }

    private ClaimCheck below(RegionKind low, RegionKind high, int count) {
        return below(averaged(count), tests(count), low.arm(), high.arm());
    }

    private ClaimCheck below(String metric, String name, String low, String high) {
        String unit = metric.startsWith("averagedError") ? " %" : "";
        Measure figure = Measure.of(name, unit, metric);
        return learned(
                (unit.isEmpty() ? figure : figure.onTestImages())
                        .order(low + " below " + high, deviation, low, high),
                low,
                high);
    }

    /** Speaks only where every arm has learned, and refutes only where it errs little. */
    private ClaimCheck learned(ClaimCheck check, String... arms) {
        return new RequiresLearning(
                        check, List.of(arms), Measure.TEST_ERROR.value(), guess, "the test error")
                .and(Condition.trained((int) Math.round(100 / (100 - guess))))
                .toRefute(Condition.testError(enough));
    }
}
