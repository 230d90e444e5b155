package dev.hearth.papers;

import dev.hearth.experiments.Plan;
import dev.hearth.experiments.claim.BestSettings;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.CombinedCheck;
import dev.hearth.experiments.claim.Contrast;
import dev.hearth.experiments.claim.Design;
import dev.hearth.experiments.claim.Evidence;
import dev.hearth.experiments.claim.Looks;
import dev.hearth.experiments.claim.Measure;
import dev.hearth.experiments.claim.Ranking;
import dev.hearth.experiments.claim.Reinterpreted;
import dev.hearth.experiments.claim.RequiresLearning;
import dev.hearth.experiments.claim.StatisticalCheck;
import dev.hearth.experiments.claim.Trial;
import dev.hearth.experiments.claim.TunedComparison;
import dev.hearth.experiments.claim.Verdict;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * The ledger's checks and designs on figures that are drawn: each check keeps its structure, arms, margins and
 * parts, and asks of the figure {@code x}. A procedure is simulated whole: all looks that there may be, each where
 * those before it decide nothing.
 *
 * @param check on drawn figures
 * @param design of the plan that it is from
 * @param key what tells it from others
 */
record VerdictSimulation(ClaimCheck check, Design design, String key) {

    /** How the noise of a run is distributed; what the runs of a seed have in common is normal. */
    enum Noise {
        NORMAL,
        /** Student's t with 3 degrees of freedom. */
        HEAVY,
        /** Normal, and one run in ten diverges. */
        DIVERGING
    }

    /** Each kind of check with each design of the ledger once. */
    static List<VerdictSimulation> of(List<Plan> plans) {
        Map<String, VerdictSimulation> all = new LinkedHashMap<>();
        for (Plan plan : plans) {
            for (ClaimCheck check : plan.checks()) {
                if (check instanceof StatisticalCheck && plan.design().seeds() > 1) {
                    ClaimCheck drawn = drawn(check, new int[1]);
                    String key =
                            shape(drawn)
                                    + " seeds "
                                    + plan.design().seeds()
                                    + " "
                                    + plan.design().looks()
                                    + " "
                                    + plan.design().test();
                    all.putIfAbsent(key, new VerdictSimulation(drawn, plan.design(), key));
                }
            }
        }
        return List.copyOf(all.values());
    }

    /** The class, the counts of steps and of parts; not the names of arms. */
    private static String shape(Object check) {
        StringBuilder shape = new StringBuilder(check.getClass().getSimpleName());
        for (RecordComponent component : check.getClass().getRecordComponents()) {
            Object value = value(check, component);
            if (value instanceof ClaimCheck part) {
                shape.append('(').append(shape(part)).append(')');
            } else if (value instanceof List<?> list && !list.isEmpty()) {
                shape.append(
                        list.get(0) instanceof ClaimCheck
                                ? list.stream().map(VerdictSimulation::shape).toList()
                                : list.size());
            } else if (value instanceof Map<?, ?> map) {
                shape.append(map.size());
            } else if (value instanceof Enum<?> one) {
                shape.append(' ').append(one);
            }
        }
        return shape.toString();
    }

    private static Object value(Object record, RecordComponent component) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The same check of the figure x. Guards can only leave more open, and are left out. */
    private static ClaimCheck drawn(ClaimCheck check, int[] count) {
        if (check instanceof RequiresLearning guard) {
            return drawn(guard.check(), count);
        }
        if (check instanceof Reinterpreted of) {
            // Figures of one run as arms: other arms for each part.
            ClaimCheck each = drawn(of.check(), count);
            int number = ++count[0];
            if (each instanceof Contrast sum) {
                Map<String, Double> weights = new TreeMap<>();
                sum.weights().forEach((arm, weight) -> weights.put(arm + " " + number, weight));
                return new Contrast(sum.claim(), sum.what(), sum.measure(), weights, "");
            }
            Ranking ranking = (Ranking) each;
            return new Ranking(
                    ranking.claim(),
                    ranking.measure(),
                    ranking.order().stream().map(arm -> arm + " " + number).toList(),
                    "");
        }
        RecordComponent[] components = check.getClass().getRecordComponents();
        Object[] values = new Object[components.length];
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < values.length; i++) {
            Object value = value(check, components[i]);
            types[i] = components[i].getType();
            values[i] =
                    value instanceof Measure measure
                            ? new Measure(
                                    "x",
                                    "",
                                    X,
                                    measure.worst(),
                                    measure.errors().isEmpty() ? List.of() : List.of(X))
                            : value instanceof ClaimCheck part
                                    ? drawn(part, count)
                                    : value instanceof List<?> list
                                                    && !list.isEmpty()
                                                    && list.get(0) instanceof ClaimCheck
                                            ? list.stream()
                                                    .map(part -> drawn((ClaimCheck) part, count))
                                                    .toList()
                                            : types[i] == ToDoubleFunction.class
                                                    ? X
                                                    : components[i].getName().equals("metric")
                                                            ? "x"
                                                            : value;
        }
        try {
            Constructor<?> constructor = check.getClass().getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return (ClaimCheck) constructor.newInstance(values);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static final ToDoubleFunction<Trial> X = trial -> trial.metric("x");

    /** Every text of the check that names an arm, and perhaps others, which do no harm. */
    Set<String> arms() {
        Set<String> arms = new LinkedHashSet<>();
        collect(check, arms);
        if (check.getClass().getSimpleName().equals("DistributionRecovery")) {
            arms.addAll(List.of("k = 1", "k = 5"));
        }
        if (arms.isEmpty()) {
            arms.add("arm");
        }
        return arms;
    }

    /** What an arm of a contrast is shifted by, so that the sum of what is drawn, some 20 for each arm, is 0. */
    Map<String, Double> shiftToNothing() {
        for (RecordComponent component : check.getClass().getRecordComponents()) {
            if (value(check, component) instanceof Map<?, ?> weights) {
                double sum = 0;
                String arm = "";
                double greatest = 0;
                for (Map.Entry<?, ?> each : weights.entrySet()) {
                    double weight = (Double) each.getValue();
                    sum += weight;
                    if (Math.abs(weight) > Math.abs(greatest)) {
                        greatest = weight;
                        arm = (String) each.getKey();
                    }
                }
                return Map.of(arm, -20 * sum / greatest);
            }
        }
        throw new IllegalStateException(key + " has no weights");
    }

    private static void collect(Object check, Set<String> arms) {
        if (check instanceof BestSettings tuned) {
            tuned.settings().values().forEach(arms::addAll);
            return;
        }
        for (RecordComponent component : check.getClass().getRecordComponents()) {
            Object value = value(check, component);
            String name = component.getName();
            if (value instanceof ClaimCheck part) {
                collect(part, arms);
            } else if (value instanceof List<?> list) {
                for (Object each : list) {
                    if (each instanceof ClaimCheck part) {
                        collect(part, arms);
                    } else if (each instanceof String arm) {
                        arms.add(arm);
                    }
                }
            } else if (value instanceof Map<?, ?> map) {
                // A contrast's weights.
                map.keySet().forEach(arm -> arms.add((String) arm));
            } else if (value instanceof String arm
                    && Set.of("arm", "first", "second", "variant", "usual", "undamped", "damped")
                            .contains(name)) {
                arms.add(arm);
            }
        }
    }

    /**
     * How often a verdict is given that is wrong.
     *
     * @param wrong which verdicts would be, where arms are shifted so
     */
    double share(
            int simulations,
            Noise noise,
            Map<String, Double> shifts,
            Set<Verdict> wrong,
            Seed seed) {
        Draw draw =
                new Draw(List.copyOf(arms()), favoured(check), needsHistory(check), noise, shifts);
        int count = 0;
        for (int i = 0; i < simulations; i++) {
            count += wrong.contains(procedure(draw, seed.child(i))) ? 1 : 0;
        }
        return count / (double) simulations;
    }

    private Verdict procedure(Draw draw, Seed seed) {
        Looks looks = design.looks();
        for (int number = 1; number <= looks.most(); number++) {
            if (number + 1 == looks.number() && looks.before() > 0) {
                // Its runs are among those of the next look, which makes it as well.
                continue;
            }
            Design each = number == looks.number() ? design : other(number);
            Verdict verdict =
                    each.decide(check, draw.evidence(each.seeds(), seed.child(number))).verdict();
            if (verdict.isDecision()) {
                return verdict;
            }
        }
        return Verdict.INCONCLUSIVE;
    }

    /** A look before or after this design's, of new runs: of three seeds, or of eight. */
    private Design other(int number) {
        Looks looks = new Looks(number, design.looks().most(), 0);
        Design.Test test = number == 1 ? Design.Test.PAIRED_T : Design.Test.SIGNED_RANK;
        return new Design(
                number == 1 ? 3 : 8,
                test,
                looks,
                design.trainingImages(),
                design.testImages(),
                looks.level());
    }

    /** Checks of curves, by name; what others ask of a run are final figures. */
    private static final Set<String> OF_CURVES =
            Set.of("EpochsToLoss", "DistributionRecovery", "ReportedScore", "BestOfRates");

    private static boolean needsHistory(Object check) {
        if (OF_CURVES.contains(check.getClass().getSimpleName())) {
            return true;
        }
        for (RecordComponent component : check.getClass().getRecordComponents()) {
            Object value = value(check, component);
            if (value instanceof ClaimCheck part && needsHistory(part)
                    || value instanceof List<?> list
                            && list.stream()
                                    .anyMatch(
                                            each ->
                                                    each instanceof ClaimCheck part
                                                            && needsHistory(part))) {
                return true;
            }
        }
        return false;
    }

    /**
     * Settings between two others. Their validation errors are drawn a little lower: where the best lies at the
     * edge nothing is decided, and such procedures tell nothing of the test.
     */
    private static Set<String> favoured(Object check) {
        Set<String> middle = new LinkedHashSet<>();
        List<List<String>> settings = new ArrayList<>();
        if (check instanceof BestSettings tuned) {
            settings.addAll(tuned.settings().values());
        } else if (check instanceof TunedComparison tuned) {
            settings.addAll(List.of(tuned.better(), tuned.worse()));
        } else if (check instanceof CombinedCheck combined) {
            combined.parts().forEach(part -> middle.addAll(favoured(part)));
        }
        settings.forEach(arms -> middle.addAll(arms.subList(1, arms.size() - 1)));
        return middle;
    }

    /** What runs are drawn of. */
    private record Draw(
            List<String> arms,
            Set<String> favoured,
            boolean curves,
            Noise noise,
            Map<String, Double> shifts) {

        Evidence evidence(int seeds, Seed seed) {
            RandomStream random = seed.stream();
            List<Trial> trials = new ArrayList<>();
            for (int s = 1; s <= seeds; s++) {
                double common = random.nextGaussian();
                for (String arm : arms) {
                    double own =
                            20
                                    + common
                                    + VerdictSimulation.noise(noise, random)
                                    + shifts.getOrDefault(arm, 0.0);
                    boolean lost = random.nextDouble() < 0.1 && noise == Noise.DIVERGING;
                    trials.add(
                            lost
                                    ? Trial.diverged(arm, s)
                                    : trial(
                                            arm,
                                            s,
                                            own,
                                            random,
                                            curves,
                                            favoured.contains(arm) ? 2 : 0));
                }
            }
            return new Evidence("drawn", trials);
        }
    }

    private static double noise(Noise noise, RandomStream random) {
        double normal = random.nextGaussian();
        if (noise != Noise.HEAVY) {
            return normal;
        }
        double squares = 0;
        for (int i = 0; i < 3; i++) {
            double each = random.nextGaussian();
            squares += each * each;
        }
        return normal / Math.sqrt(squares / 3);
    }

    private static Trial trial(
            String arm, long seed, double x, RandomStream random, boolean curves, double favour) {
        boolean recovers = random.nextBoolean();
        Map<String, Double> metrics = new TreeMap<>();
        metrics.put("x", x);
        metrics.put("averagedError1", x);
        metrics.put("averagedError12", x);
        metrics.put("parzen", x);
        metrics.put("parzenError", 1.0);
        metrics.put("blindScore", 0.1);
        metrics.put("validationError", x + random.nextGaussian() - favour);
        metrics.put("deadUnits", random.nextBoolean() ? 100.0 : 0.0);
        List<Map<String, Double>> history = new ArrayList<>();
        for (int epoch = 1; curves && epoch <= 30; epoch++) {
            Map<String, Double> row = new TreeMap<>();
            // Falls by e within some x epochs: the greater x, the slower.
            row.put("x", 100 * Math.exp(-epoch / x));
            row.put("score", x + random.nextGaussian());
            row.put("parzen", x);
            row.put("divergence", recovers ? 0.01 : 0.6);
            row.put("modes", recovers ? 8.0 : 1.0);
            history.add(row);
        }
        return new Trial(arm, seed, metrics, history);
    }
}
