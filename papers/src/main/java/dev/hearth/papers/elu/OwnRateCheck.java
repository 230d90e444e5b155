package dev.hearth.papers.elu;

import dev.hearth.experiments.claim.Claim;
import dev.hearth.experiments.claim.Design;
import dev.hearth.experiments.claim.Evidence;
import dev.hearth.experiments.claim.Finding;
import dev.hearth.experiments.claim.Measure;
import dev.hearth.experiments.claim.RequiresLearning;
import dev.hearth.experiments.claim.RequiresLearning.Condition;
import dev.hearth.experiments.claim.StatisticalCheck;
import dev.hearth.experiments.claim.Verdict;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * A claim that a shared setting was not the best: of the others the one with the least mean error on
 * validation images is taken, and compared with the shared one on images that had no part in the choice.
 * Confirmed if it errs less, refuted if the shared one does.
 *
 * @param claim what is claimed
 * @param shared the arm of the shared setting
 * @param others arms of the other settings
 * @param learned the training loss below which a net has learned something
 * @param deviation how the conditions differ from the paper's
 */
record OwnRateCheck(
        Claim claim, String shared, List<String> others, double learned, String deviation)
        implements StatisticalCheck {

    private static final Measure CHOICE =
            Measure.of("validation error", " %", HalvesError.VALIDATION);

    /** Of CIFAR-100. */
    private static final int ALL_TEST_IMAGES = 10_000;

    OwnRateCheck {
        others = List.copyOf(others);
    }

    @Override
    public Finding judge(Evidence evidence, Design design) {
        if (evidence.of(shared).isEmpty()
                || others.stream().allMatch(arm -> evidence.of(arm).isEmpty())) {
            return claim.finding(
                    "nothing",
                    deviation,
                    0,
                    Verdict.NOT_TESTED,
                    "there is no run of " + (evidence.of(shared).isEmpty() ? shared : others));
        }
        // Half of the test images is a fixed part of them, even where all are used.
        int images = design.testImages() == 0 ? ALL_TEST_IMAGES : design.testImages();
        // A setting of which a run diverged is no candidate.
        int whole = evidence.of(shared).size();
        String chosen =
                others.stream()
                        .filter(arm -> evidence.of(arm).size() >= whole)
                        .min(Comparator.comparingDouble(arm -> validation(evidence, arm)))
                        .orElse(others.get(0));
        return new RequiresLearning(
                        Measure.of(
                                        "error on the second half of the test images",
                                        " %",
                                        HalvesError.JUDGED)
                                .onTestImages()
                                .order(claim, deviation, chosen, shared),
                        List.of(chosen, shared),
                        trial -> trial.metric("trainLoss"),
                        learned,
                        "the training loss")
                .toRefute(Condition.testError(EluCifar.ENOUGH_OF_100))
                .judge(evidence, design.onImages(design.trainingImages(), images / 2));
    }

    private static double validation(Evidence evidence, String arm) {
        return Arrays.stream(evidence.values(arm, CHOICE::of))
                .average()
                .orElse(Double.POSITIVE_INFINITY);
    }
}
