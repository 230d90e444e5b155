package dev.hearth.papers.inception;

import dev.hearth.experiments.claim.Claim;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.Evidence;
import dev.hearth.experiments.claim.Finding;
import dev.hearth.experiments.claim.Verdict;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A claim that undamped nets die and damped ones live. A run has died if nearly all of its last
 * channels are zero throughout. Confirmed if every undamped run died and every damped one lives;
 * refuted if a damped one died, or if an undamped one lives after as many steps as the paper needed;
 * before that, survival proves nothing.
 *
 * @param claim what is claimed
 * @param undamped the arm that is said to die
 * @param damped the arm that is said to live
 * @param steps of each run
 * @param needed after how many steps the paper's nets had died
 * @param deviation how the conditions differ from the paper's
 */
record DeadNetCheck(
        Claim claim, String undamped, String damped, long steps, long needed, String deviation)
        implements ClaimCheck {

    /** From so many percent of zero channels on, a net is dead. */
    static final double DEAD = 99;

    @Override
    public Finding judge(Evidence evidence) {
        double[] without = evidence.values(undamped, trial -> trial.metric("deadUnits"));
        double[] with = evidence.values(damped, trial -> trial.metric("deadUnits"));
        if (without.length == 0 || with.length == 0) {
            return finding(
                    "nothing",
                    0,
                    Verdict.NOT_TESTED,
                    "there is no run of " + (without.length == 0 ? undamped : damped));
        }
        boolean dies = Arrays.stream(without).allMatch(share -> share >= DEAD);
        boolean mended = Arrays.stream(with).noneMatch(share -> share >= DEAD);
        Verdict verdict =
                !mended || !dies && steps >= needed
                        ? Verdict.REFUTED
                        : dies ? Verdict.CONFIRMED : Verdict.INCONCLUSIVE;
        String why =
                !mended
                        ? "a damped net died"
                        : dies
                                ? "every undamped net died and no damped one"
                                : "an undamped net lives after "
                                        + steps
                                        + " steps; the paper's died after some "
                                        + needed;
        return finding(
                "channels before the average that are zero throughout: "
                        + undamped
                        + " "
                        + text(without)
                        + ", "
                        + damped
                        + " "
                        + text(with),
                Math.min(without.length, with.length),
                verdict,
                why);
    }

    private static String text(double[] shares) {
        return Arrays.stream(shares)
                        .mapToObj(share -> String.format(Locale.ROOT, "%.1f", share))
                        .collect(Collectors.joining("/"))
                + " %";
    }

    private Finding finding(String measured, int seeds, Verdict verdict, String why) {
        return claim.finding(measured, deviation, seeds, verdict, why);
    }
}
