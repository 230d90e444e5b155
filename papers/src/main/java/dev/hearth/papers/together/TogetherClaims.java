package dev.hearth.papers.together;

import dev.hearth.experiments.claim.Claim;

/** What the five papers' ideas should give together: our own claims, stated before the first run. */
final class TogetherClaims {

    private static final String NO_PAPER = "in no paper: stated beforehand";

    static final Claim BEYOND_PLAIN =
            own(
                    "TOG-1",
                    "the four ideas of image nets together err less on CIFAR-10 than none of them");
    static final Claim BEYOND_EACH = own("TOG-2", "together they err less than each of them alone");
    static final Claim EACH_MISSED =
            own("TOG-3", "left out of the whole, each is missed: the net without it errs more");
    static final Claim EACH_HELPS =
            own("TOG-4", "each lowers the error in the mean over all combinations of the others");
    static final Claim START_AND_SCALE =
            own(
                    "TOG-5",
                    "weight norm with its data-dependent start and scaled residuals overlap: with one the"
                            + " other gains less");
    static final Claim POOLING_AND_AUGMENTATION =
            own(
                    "TOG-6",
                    "fractional pooling and augmentation overlap: with one the other gains less");
    static final Claim ACTIVATION_AND_CENTRING =
            own("TOG-7", "ELU and mean-only batch norm overlap: with one the other gains less");
    static final Claim REPEATED =
            own(
                    "TOG-8",
                    "twelve tests lower the error of the whole as much as that of the net with fractional"
                            + " pooling alone, within half a point");
    static final Claim THIRD =
            own(
                    "TOG-9",
                    "with 100 labels of MNIST the generator's part brings the error below a third of that of"
                            + " the labels alone");
    static final Claim BEYOND_PSEUDO_LABELS =
            own("TOG-10", "with 100 labels of MNIST a generator beats pseudo-labels");
    static final Claim CIFAR_LABELS =
            own(
                    "TOG-11",
                    "with 4,000 labels of CIFAR-10 a generator beats the labels alone, and"
                            + " pseudo-labels");

    static final Claim BEST =
            own(
                    "TOG-12",
                    "with twelve tests all ideas in one net reach what the papers print for CIFAR-10");

    static final Claim BEYOND_PLAIN_IN_TIME =
            own(
                    "TOG-13",
                    "in the same training time, too, the four together err less than none of them");
    static final Claim BEYOND_EACH_IN_TIME =
            own("TOG-14", "in the same training time, too, they err less than each of them alone");

    private TogetherClaims() {}

    private static Claim own(String id, String statement) {
        return new Claim(id, statement, NO_PAPER).own();
    }
}
