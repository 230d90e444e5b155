package dev.hearth.experiments;

import dev.hearth.tensor.Device;
import dev.hearth.train.run.Result;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Whether an experiment's runs are what its recipes make as they stand today: a run carries the hash of
 * the recipe that it was made by, and the release of libtorch that computed it.
 *
 * @param experiment its name
 * @param runs how many there are
 * @param earlier arm and seed of those that another recipe made than the one that stands in their place today
 * @param engines releases of libtorch that computed them
 */
public record Provenance(String experiment, int runs, List<String> earlier, List<String> engines) {

    /** Copies the lists. */
    public Provenance {
        earlier = List.copyOf(earlier);
        engines = List.copyOf(engines);
    }

    /**
     * What computed an experiment's runs, as they say; several where they differ.
     *
     * @param commit of Hearth; {@code not recorded} where runs are of a release that did not
     * @param libraries libtorch and Java
     * @param selfCheck of libtorch, before the run
     * @param devices such as {@code cpu}
     */
    public record Environment(String commit, String libraries, String selfCheck, String devices) {

        static final Environment NONE = new Environment("", "", "", "");

        static Environment of(Outcome outcome) {
            return outcome.runs().isEmpty()
                    ? NONE
                    : new Environment(
                            versions(outcome, "commit"),
                            versions(outcome, "engine") + "; Java " + versions(outcome, "java"),
                            versions(outcome, "engineCheck"),
                            each(outcome, Result::device));
        }

        private static String versions(Outcome outcome, String name) {
            return each(outcome, run -> run.versions().getOrDefault(name, "not recorded"));
        }

        private static String each(Outcome outcome, Function<Result, String> says) {
            return outcome.runs().stream()
                    .map(Outcome.ArmRun::result)
                    .map(says)
                    .distinct()
                    .collect(Collectors.joining(", "));
        }

        /** In a line, with devices where not all is of the CPU; empty where nothing was run. */
        public String words() {
            return libraries.isEmpty()
                    ? ""
                    : "commit "
                            + commit
                            + (devices.equals(Device.CPU.toString()) ? "" : "; on " + devices)
                            + "; "
                            + libraries
                            + "; self-check: "
                            + selfCheck;
        }
    }

    /** Of the runs of an outcome. */
    public static Provenance of(Experiment experiment, Outcome outcome) {
        Map<String, String> today = new HashMap<>();
        for (Job job : outcome.plan(experiment).jobs()) {
            job.recipeHash().ifPresent(hash -> today.put(job.arm() + " seed " + job.seed(), hash));
        }
        TreeSet<String> engines = new TreeSet<>();
        List<String> earlier = new ArrayList<>();
        for (Outcome.ArmRun run : outcome.runs()) {
            String name = run.arm() + " seed " + run.result().seed();
            if (!run.result().recipeHash().equals(today.get(name))) {
                earlier.add(name);
            }
            engines.add(run.result().versions().getOrDefault("engine", "").split(",")[0]);
        }
        return new Provenance(
                outcome.experiment(), outcome.runs().size(), earlier, List.copyOf(engines));
    }

    /** Of all that were read, for the ledger. */
    static String words(List<Provenance> all) {
        int runs = all.stream().mapToInt(Provenance::runs).sum();
        int others = all.stream().mapToInt(one -> one.earlier().size()).sum();
        TreeSet<String> engines = new TreeSet<>();
        List<String> where = new ArrayList<>();
        for (Provenance one : all) {
            engines.addAll(one.engines());
            if (!one.earlier().isEmpty()) {
                where.add(one.experiment() + " (" + one.earlier().size() + " runs)");
            }
        }
        return runs == 0
                ? ""
                : (runs - others)
                        + " of "
                        + runs
                        + " runs were made by their recipes as they stand today, by "
                        + String.join(", ", engines)
                        + "."
                        + (where.isEmpty()
                                ? ""
                                : " Recipes have changed since, or run in another order, in "
                                        + String.join(", ", where)
                                        + ": today's code would not make these runs again to the last"
                                        + " digit.");
    }
}
