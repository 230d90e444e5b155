package dev.hearth.papers.inception;

import dev.hearth.experiments.claim.Claim;
import dev.hearth.experiments.claim.Design;
import dev.hearth.experiments.claim.Evidence;
import dev.hearth.experiments.claim.Finding;
import dev.hearth.experiments.claim.Measure;
import dev.hearth.experiments.claim.StatisticalCheck;
import dev.hearth.experiments.claim.Verdict;
import dev.hearth.experiments.statistics.Boschloo;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A claim that undamped nets die and damped ones live. A run has died if nearly all of its last
 * channels are zero throughout, or if it diverged. Confirmed if more undamped runs die than damped ones by
 * {@link Boschloo}'s test, and no damped one does; refuted if a damped one died, or if no undamped one has
 * after as many steps as the paper needed; before that, survival proves nothing.
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
        implements StatisticalCheck {

    /** From so many percent of zero channels on, a net is dead. */
    static final double DEAD = 99;

    private static final Measure DEAD_UNITS = Measure.of("dead units", " %", "deadUnits");

    /** Shares are compared, not figures. */
    @Override
    public double detectable(Design design) {
        return Double.POSITIVE_INFINITY;
    }

    @Override
    public Finding judge(Evidence evidence, Design design) {
        double[] without = evidence.values(undamped, DEAD_UNITS::of);
        double[] with = evidence.values(damped, DEAD_UNITS::of);
        if (without.length == 0 || with.length == 0) {
            return finding(
                    "nothing",
                    0,
                    Verdict.NOT_TESTED,
                    "there is no run of " + (without.length == 0 ? undamped : damped));
        }
        int dead = dead(without);
        int deadDamped = dead(with);
        double p = Boschloo.of(dead, without.length, deadDamped, with.length);
        Verdict verdict =
                deadDamped > 0 || dead == 0 && steps >= needed
                        ? Verdict.REFUTED
                        : p <= design.level() ? Verdict.CONFIRMED : Verdict.INCONCLUSIVE;
        String why =
                String.format(
                        Locale.ROOT,
                        "%d of %d undamped nets died and %d of %d damped ones, Boschloo p = %.2g (least"
                                + " possible %.2g) against %.2g%s",
                        dead,
                        without.length,
                        deadDamped,
                        with.length,
                        p,
                        Boschloo.of(without.length, without.length, 0, with.length),
                        design.level(),
                        dead == 0 && steps < needed
                                ? "; after "
                                        + steps
                                        + " steps, where the paper's died after some "
                                        + needed
                                : "");
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

    private static int dead(double[] shares) {
        return (int) Arrays.stream(shares).filter(share -> share >= DEAD).count();
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
