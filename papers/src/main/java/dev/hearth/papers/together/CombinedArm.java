package dev.hearth.papers.together;

import dev.hearth.zoo.together.Idea;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which ideas a net combines, and whether its images are augmented. Weight norm comes with mean-only batch
 * norm and a data-dependent start, unless an arm says otherwise.
 *
 * @param ideas of the net
 * @param isAugmented whether training images are shifted and mirrored
 * @param epochs for how many it trains, of one of the whole net
 */
record CombinedArm(Set<Idea> ideas, boolean isAugmented, double epochs) {

    /**
     * How many times as long a step of the whole net takes as one of the net with none of the factors, at equal
     * multiply-adds: {@code ./hearth bench --only=ideas}, 4 million, one thread, the median of 2026-11-29.
     */
    private static final double WHOLE_STEP = 0.689;

    /** A factor of the design: an idea with what belongs to it. */
    enum Factor {
        ELU("ELU", 1.10, Idea.ELU),
        WEIGHT_NORM("WN", 0.616, Idea.WEIGHT_NORM, Idea.MEAN_ONLY_BATCH_NORM),
        FRACTIONAL_POOLING("FMP", 0.880, Idea.FRACTIONAL_POOLING),
        RESIDUAL("residual", 1.01, Idea.SCALED_RESIDUAL);

        final String word;
        private final double step;
        private final Set<Idea> ideas;

        /**
         * A factor.
         *
         * @param step how many times as long a step takes with it alone as with none, measured as the whole's
         */
        Factor(String word, double step, Idea... ideas) {
            this.word = word;
            this.step = step;
            this.ideas = Set.of(ideas);
        }
    }

    /** All that are combined. */
    static final Set<Factor> ALL = EnumSet.allOf(Factor.class);

    /** An arm of the 2⁴ design. */
    static CombinedArm of(Set<Factor> factors) {
        EnumSet<Idea> ideas = EnumSet.noneOf(Idea.class);
        factors.forEach(factor -> ideas.addAll(factor.ideas));
        return new CombinedArm(ideas, true, 1);
    }

    /**
     * How many times as long a step takes as with none of the factors.
     *
     * @param factors none, one, or all
     */
    static double step(Set<Factor> factors) {
        if (factors.equals(ALL)) {
            return WHOLE_STEP;
        }
        if (factors.size() > 1) {
            throw new IllegalArgumentException(
                    "The time of a step is known of no factor, one, and all. Received: " + factors);
        }
        return factors.stream().mapToDouble(factor -> factor.step).findFirst().orElse(1);
    }

    /** The net of no factor, one, or all, with the epochs that take as long as the whole net's. */
    static CombinedArm inEqualTime(Set<Factor> factors) {
        return new CombinedArm(of(factors).ideas, true, WHOLE_STEP / step(factors));
    }

    /** The same without one idea. */
    CombinedArm without(Idea idea) {
        EnumSet<Idea> fewer = EnumSet.copyOf(ideas);
        fewer.remove(idea);
        return new CombinedArm(fewer, isAugmented, epochs);
    }

    /** The same without augmentation. */
    CombinedArm plainImages() {
        return new CombinedArm(ideas, false, epochs);
    }

    /** The sixteen sets of factors, the empty one first. */
    static List<Set<Factor>> subsets() {
        List<Set<Factor>> all = new ArrayList<>();
        for (int bits = 0; bits < 1 << Factor.values().length; bits++) {
            EnumSet<Factor> some = EnumSet.noneOf(Factor.class);
            for (Factor factor : Factor.values()) {
                if ((bits >> factor.ordinal() & 1) == 1) {
                    some.add(factor);
                }
            }
            all.add(some);
        }
        return all;
    }

    /** What an arm of the design is called: its factors joined by a plus sign. */
    static String name(Set<Factor> factors) {
        return factors.isEmpty()
                ? "plain"
                : factors.equals(ALL)
                        ? "all four"
                        : factors.stream().map(f -> f.word).collect(Collectors.joining(" + "));
    }

    /**
     * The weights of an effect of the 2⁴ design by arm, an eighth each: of one factor, the mean of the arms with it
     * less that of those without; of several, their interaction as is usual for designs of two levels, with the
     * product of the factors' signs, − where one is left out. For two that is half of what both do together
     * beyond the sum of what each does, for three a quarter, for four an eighth.
     */
    static Map<String, Double> effect(Set<Factor> of) {
        List<Set<Factor>> all = subsets();
        Map<String, Double> weights = new LinkedHashMap<>();
        for (Set<Factor> some : all) {
            long missing = of.stream().filter(factor -> !some.contains(factor)).count();
            weights.put(name(some), (missing % 2 == 0 ? 2.0 : -2.0) / all.size());
        }
        return weights;
    }
}
