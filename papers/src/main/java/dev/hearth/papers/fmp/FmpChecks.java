package dev.hearth.papers.fmp;

import dev.hearth.experiments.claim.Claim;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.Measure;
import dev.hearth.experiments.claim.Reinterpreted;
import dev.hearth.experiments.claim.RequiresLearning;
import dev.hearth.experiments.claim.RequiresLearning.Condition;
import dev.hearth.experiments.claim.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
        return within(
                FmpClaims.REPEATS_HELP,
                arms,
                "test error",
                Map.of(
                        tests(12), trial -> trial.metric(averaged(12)),
                        tests(1), trial -> trial.metric(averaged(1))),
                tests(12),
                tests(1));
    }

    /** What is gained from 8 to 100 tests below what is gained from 1 to 8. */
    ClaimCheck firstRepeatsMost(List<String> arms) {
        String early = "gain from 1 to 8";
        String late = "gain from 8 to 100";
        return within(
                FmpClaims.REPEATS_FIRST,
                arms,
                "fall of the test error",
                Map.of(
                        early, trial -> trial.metric(averaged(1)) - trial.metric(averaged(8)),
                        late, trial -> trial.metric(averaged(8)) - trial.metric(averaged(100))),
                late,
                early);
    }

    /** 100 tests below 12, in the same runs. */
    ClaimCheck manyRepeatsStillHelp(List<String> arms) {
        return within(
                FmpClaims.REPEATS_STILL,
                arms,
                "test error",
                Map.of(
                        tests(100), trial -> trial.metric(averaged(100)),
                        tests(12), trial -> trial.metric(averaged(12))),
                tests(100),
                tests(12));
    }

    private ClaimCheck within(
            Claim claim,
            List<String> arms,
            String figure,
            Map<String, ToDoubleFunction<Trial>> figures,
            String... order) {
        Measure percent = Measure.of(figure, " %", Reinterpreted.VALUE);
        Measure measure = figure.equals("test error") ? percent.onTestImages() : percent;
        return claim.all(
                deviation,
                arms.stream()
                        .map(
                                arm ->
                                        learned(
                                                new Reinterpreted(
                                                        measure.order(arm, deviation, order),
                                                        Reinterpreted.figuresAsArms(arm, figures)),
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
                .toRefute(Condition.below("the test error, in percent,", "testError", enough));
    }
}
