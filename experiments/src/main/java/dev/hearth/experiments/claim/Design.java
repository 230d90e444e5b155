package dev.hearth.experiments.claim;

import dev.hearth.experiments.statistics.NormalDistribution;
import dev.hearth.experiments.statistics.Power;
import dev.hearth.experiments.statistics.WilcoxonSignedRank;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What is fixed before the first run: how many seeds, which test, when results are looked at, and how often
 * the claim may be decided wrongly where nothing is true of it.
 *
 * <p>The level is {@value #ALPHA}, both sides together, for all looks and all parts of a claim. With fewer
 * than {@value #MANY} seeds the test is Student's t of paired differences; it takes them to be normal, which
 * so few cannot show. From {@value #MANY} seeds on it is the exact signed-rank test, which does not. See
 * {@link Looks} for what a second look costs, and {@link Holm} for several parts.
 *
 * @param seeds runs of each arm
 * @param test by which two arms are compared
 * @param looks which one this is, of how many
 * @param trainingImages the count of a fixed part of the training images, the same for every seed; 0 where
 *     all are used
 * @param testImages the same of the test images
 * @param level how often a claim may be decided wrongly
 */
public record Design(
        int seeds, Test test, Looks looks, int trainingImages, int testImages, double level) {

    /** How often a claim may be decided wrongly, over all looks and parts. */
    public static final double ALPHA = 0.05;

    /** From so many seeds on, ranks can decide: of six pairs, 2 of 64 signs are all alike. */
    public static final int MANY = 6;

    /** How two arms are compared. */
    public enum Test {
        /** Student's t of differences between runs of equal seeds. */
        PAIRED_T("Student's t of pairs"),
        /** Wilcoxon's signed ranks of these differences, exact. */
        SIGNED_RANK("exact signed ranks of pairs"),
        /** Mann and Whitney's ranks of runs that have nothing in common, exact. */
        RANK_SUM("exact rank sums of runs that are not paired");

        private final String words;

        Test(String words) {
            this.words = words;
        }
    }

    /** The design of so many seeds of each arm, without a second look from {@value #MANY} seeds on. */
    public static Design of(int seeds) {
        Looks looks = seeds < MANY ? Looks.FIRST_OF_TWO : Looks.ONLY;
        Test test = seeds < MANY ? Test.PAIRED_T : Test.SIGNED_RANK;
        return new Design(seeds, test, looks, 0, 0, looks.level());
    }

    /** The same, where no second look may follow: the whole level is for this one. */
    public Design onlyLook() {
        return looking(Looks.ONLY);
    }

    /** The second and last look, after a first one had left a claim open. */
    public Design secondLook(int before) {
        return look(2, 2, before);
    }

    /**
     * A later look, after earlier ones had left a claim open. With runs of an earlier look among its own it
     * keeps that one's test, Student's t; with new runs alone it ranks where so many seeds can show anything
     * at its level.
     *
     * @param number of this look, from 2
     * @param most how many looks there may be
     * @param before how many seeds of the look before are among these; 0 where the recipe was changed and
     *     all runs are new
     */
    public Design look(int number, int most, int before) {
        Looks look = new Looks(number, most, before);
        boolean ranks = before == 0 && WilcoxonSignedRank.leastP(seeds) <= look.level();
        return by(ranks ? Test.SIGNED_RANK : Test.PAIRED_T).looking(look);
    }

    private Design looking(Looks other) {
        return new Design(seeds, test, other, trainingImages, testImages, other.level());
    }

    /** The same with another test. */
    public Design by(Test other) {
        return new Design(seeds, other, looks, trainingImages, testImages, level);
    }

    /** The same on a fixed part of the images; 0 for all. */
    public Design onImages(int training, int testing) {
        return new Design(seeds, test, looks, training, testing, level);
    }

    /** The same at another level. */
    Design at(double other) {
        return new Design(seeds, test, looks, trainingImages, testImages, other);
    }

    /**
     * By how many points a sum or difference of errors may be off since another part of the test images could
     * have been taken: {@code z·100·√(v/n)}; 0 where all test images are used. On the same images nets err
     * together, so that for differences this is more than the truth.
     *
     * @param variance v, of one image's part in it: {@code p(1 − p) + q(1 − q)} for the difference of the shares p
     *     and q, with the squares of weights where there are some
     */
    public double imageMargin(double variance) {
        return testImages == 0
                ? 0
                : NormalDistribution.exceededWith(level / 2)
                        * 100
                        * Math.sqrt(variance / testImages);
    }

    /** The variance of one image's part in an error in percent: p(1 − p). */
    static double imageVariance(double percent) {
        double share = Math.min(1, Math.max(0, percent / 100));
        return share * (1 - share);
    }

    /**
     * What runs say of a claim. At a second look the first one is judged as well, by its own part of the
     * level; what it decides stands.
     */
    public Finding decide(ClaimCheck check, Evidence evidence) {
        if (!(check instanceof StatisticalCheck)) {
            return check.judge(evidence);
        }
        return decidedBefore(check, evidence)
                .map(
                        first ->
                                first.with(
                                        first.verdict(),
                                        "decided at the first look, of "
                                                + looks.before()
                                                + " seeds: "
                                                + first.why()))
                .orElseGet(() -> check.judge(evidence, this));
    }

    /** The findings of a claim's parts: those of the first look where that one decided the claim. */
    public List<Finding> parts(ClaimCheck check, Evidence evidence) {
        return decidedBefore(check, evidence).isPresent()
                ? check.parts(before(evidence), firstLook())
                : check.parts(evidence, this);
    }

    private Optional<Finding> decidedBefore(ClaimCheck check, Evidence evidence) {
        return looks.before() == 0 || !(check instanceof StatisticalCheck)
                ? Optional.empty()
                : Optional.of(check.judge(before(evidence), firstLook()))
                        .filter(first -> first.verdict().isDecision());
    }

    private Evidence before(Evidence evidence) {
        return evidence.first(looks.before());
    }

    private Design firstLook() {
        Looks first = looks.first();
        return new Design(looks.before(), test, first, trainingImages, testImages, first.level());
    }

    /**
     * The difference that a claim of one part shows with {@link Power#WANTED}, in standard deviations of pairs'
     * differences; infinite where so few can show none, and for runs that are not paired.
     */
    public double detectable() {
        if (seeds < 2) {
            return Double.POSITIVE_INFINITY;
        }
        return switch (test) {
            case PAIRED_T -> Power.detectableByT(seeds, level, Power.WANTED);
            case SIGNED_RANK -> Power.detectableBySignedRank(seeds, level, Power.WANTED);
            case RANK_SUM -> Double.POSITIVE_INFINITY;
        };
    }

    /** The same for each of so many steps or parts that share the level. */
    double detectable(int parts) {
        return Holm.first(parts, this).detectable();
    }

    /** The same where only so many of the pairs decide. */
    public Design ofPairs(int pairs) {
        return new Design(pairs, test, looks, trainingImages, testImages, level);
    }

    /** In words, for ledger and cards. */
    public String words() {
        StringBuilder words = new StringBuilder();
        words.append(seeds).append(seeds == 1 ? " seed, " : " seeds, ").append(test.words);
        if (test == Test.PAIRED_T && seeds > 1) {
            words.append(", which takes differences as normal");
        }
        words.append("; ").append(looks.words());
        if (trainingImages > 0) {
            words.append("; one fixed part of ")
                    .append(trainingImages)
                    .append(
                            " training images, so that intervals cover initialisation and order alone");
        }
        if (testImages > 0) {
            words.append("; one fixed part of ")
                    .append(testImages)
                    .append(
                            " test images, of which errors must differ by more than another part could");
        }
        return words.toString();
    }

    /** A level as it stands in texts: 0.05, 0.0078. */
    static String text(double level) {
        return String.format(Locale.ROOT, level < 0.01 ? "%.2g" : "%.3f", level)
                .replaceAll("0+$", "");
    }
}
