package dev.hearth.papers.fmp;

import dev.hearth.experiments.Job;
import dev.hearth.experiments.MeasurementJob;
import dev.hearth.experiments.PaperExperiment;
import dev.hearth.experiments.Plan;
import dev.hearth.nn.layers.AxisRegions;
import dev.hearth.nn.layers.IncrementDraw;
import dev.hearth.nn.layers.RegionConvention;
import dev.hearth.nn.layers.RegionOverlap;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import dev.hearth.train.recipe.Budget;
import dev.hearth.zoo.fmp.FmpNotation;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The definitions (Graham 2014, §2): regions of every size up to 99 against the rules, and the chains
 * of sizes of the two nets. Every figure counts what breaks a rule.
 */
public final class FmpExact extends PaperExperiment {

    private static final int LARGEST = 99;

    private static final List<String> RULES =
            List.of(
                    "illegalIncrements",
                    "wrongCountsOfTwos",
                    "wrongWidths",
                    "uncoveredEnds",
                    "randomNotPermuted",
                    "pseudorandomOffTheRule");

    /** Below 1 and off every fraction of a size here, so that rounding decides nothing. */
    private static final List<Double> OFFSETS = List.of(0.0141, 0.2723, 0.5309, 0.7853, 0.9877);

    private static final List<Integer> ROOT =
            List.of(36, 35, 25, 24, 17, 16, 11, 10, 7, 6, 4, 3, 2, 1);
    private static final List<Integer> CUBE_ROOT =
            List.of(
                    94, 93, 74, 73, 58, 57, 45, 44, 35, 34, 27, 26, 21, 20, 16, 15, 12, 11, 9, 8, 6,
                    5, 4, 3, 2, 1);

    public FmpExact() {
        super("fmp/formula", "the definitions: regions of all sizes up to 99, chains of sizes");
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        Job job =
                new MeasurementJob(
                        name(), "regions", 1, budget, 0.01, (seed, device) -> measure(seed));
        return new Plan(
                "all N ≤ 99 and n with n < N ≤ 2n, disjoint and overlapping, random and"
                        + " pseudorandom, both conventions",
                "",
                List.of(job),
                List.of(
                        FmpClaims.SEQUENCES.bounded(
                                RULES.stream()
                                        .collect(Collectors.toMap(rule -> rule, rule -> 0.0))),
                        FmpClaims.CHAINS.bounded(Map.of("sizesOffTheChains", 0.0))),
                List.of());
    }

    static Map<String, Double> measure(Seed seed) {
        Map<String, Double> broken = new TreeMap<>();
        RULES.forEach(rule -> broken.put(rule, 0.0));
        RandomStream random = seed.stream();
        double checked = 0;
        for (RegionOverlap windows : RegionOverlap.values()) {
            for (RegionConvention convention : RegionConvention.values()) {
                for (int in = 2; in <= LARGEST; in++) {
                    for (int out = (in + 1) / 2; out < in; out++) {
                        AxisRegions drawn =
                                AxisRegions.drawn(
                                        in, out, windows, IncrementDraw.RANDOM, convention, random);
                        obey(drawn, windows, convention, broken);
                        checked++;
                        for (double u : OFFSETS) {
                            AxisRegions regular =
                                    AxisRegions.pseudorandom(in, out, windows, convention, u);
                            obey(regular, windows, convention, broken);
                            count(
                                    broken,
                                    "pseudorandomOffTheRule",
                                    !regular.starts()
                                            .equals(ruled(in, out, windows, convention, u)));
                            checked++;
                        }
                    }
                }
            }
        }
        broken.put("randomNotPermuted", unevenPlaces(random));
        broken.put("regionsChecked", checked);
        broken.put(
                "sizesOffTheChains",
                differences("(32nC2-FMP√2)6-C2-out", ROOT)
                        + differences("(64nC2-FMP∛2)12-C2-out", CUBE_ROOT));
        return broken;
    }

    private static void count(Map<String, Double> broken, String rule, boolean isBroken) {
        broken.merge(rule, isBroken ? 1.0 : 0.0, Double::sum);
    }

    private static void obey(
            AxisRegions regions,
            RegionOverlap windows,
            RegionConvention convention,
            Map<String, Double> broken) {
        boolean paired =
                windows == RegionOverlap.OVERLAPPING && convention == RegionConvention.AUTHOR_CODE;
        boolean sharing =
                windows == RegionOverlap.OVERLAPPING
                        && convention == RegionConvention.PAPER_FORMULA;
        int n = regions.count();
        int twos = 0;
        boolean illegal = false;
        boolean wide = false;
        for (int i = 0; i < n; i++) {
            int width = regions.ends().get(i) - regions.starts().get(i);
            // The last step of disjoint and sharing regions is the width of the last region.
            int step =
                    i + 1 < n
                            ? regions.starts().get(i + 1) - regions.starts().get(i)
                            : paired ? 1 : sharing ? width - 1 : width;
            illegal |= step != 1 && step != 2;
            twos += step == 2 ? 1 : 0;
            wide |= paired ? width != 2 : width != step + (sharing ? 1 : 0);
        }
        int wanted = regions.cells() - n - (paired || sharing ? 1 : 0);
        count(broken, "illegalIncrements", illegal);
        count(broken, "wrongCountsOfTwos", twos != wanted);
        count(broken, "wrongWidths", wide);
        count(
                broken,
                "uncoveredEnds",
                regions.starts().get(0) != 0 || regions.ends().get(n - 1) != regions.cells());
    }

    /** The rule itself, start by start. */
    private static List<Integer> ruled(
            int in, int out, RegionOverlap windows, RegionConvention convention, double u) {
        boolean disjoint = windows == RegionOverlap.DISJOINT;
        Integer[] starts = new Integer[out];
        for (int i = 0; i < out; i++) {
            if (convention == RegionConvention.AUTHOR_CODE) {
                double alpha =
                        disjoint ? (double) in / out : out == 1 ? 0 : (double) (in - 2) / (out - 1);
                starts[i] = (int) (Math.floor((i + u) * alpha) - Math.floor(u * alpha));
                if (!disjoint && i == out - 1) {
                    starts[i] = in - 2;
                }
            } else {
                double alpha = (double) (disjoint ? in : in - 1) / out;
                starts[i] = (int) Math.ceil(alpha * (i + (1 - u) / alpha)) - 1;
            }
        }
        return List.of(starts);
    }

    /**
     * In a random permutation a two is as likely at each place: how many of 17 places have a count
     * farther than 5 standard deviations from the mean, in 4000 draws of 24 cells to 17.
     */
    private static double unevenPlaces(RandomStream random) {
        int draws = 4_000;
        int[] twos = new int[17];
        for (int i = 0; i < draws; i++) {
            AxisRegions regions =
                    AxisRegions.drawn(
                            24,
                            17,
                            RegionOverlap.DISJOINT,
                            IncrementDraw.RANDOM,
                            RegionConvention.AUTHOR_CODE,
                            random);
            for (int place = 0; place < 17; place++) {
                twos[place] += regions.ends().get(place) - regions.starts().get(place) - 1;
            }
        }
        double p = 7 / 17.0;
        double far = 5 * Math.sqrt(draws * p * (1 - p));
        int uneven = 0;
        for (int count : twos) {
            uneven += Math.abs(count - draws * p) > far ? 1 : 0;
        }
        return uneven;
    }

    private static double differences(String notation, List<Integer> printed) {
        List<Integer> sides = FmpNotation.parse(notation).sides();
        int wrong = Math.abs(sides.size() - printed.size());
        for (int i = 0; i < Math.min(sides.size(), printed.size()); i++) {
            wrong += sides.get(i).equals(printed.get(i)) ? 0 : 1;
        }
        return wrong;
    }
}
