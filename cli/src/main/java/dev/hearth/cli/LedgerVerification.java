package dev.hearth.cli;

import dev.hearth.data.DidYouMean;
import dev.hearth.data.TerminalText;
import dev.hearth.experiments.Experiment;
import dev.hearth.experiments.ExperimentList;
import dev.hearth.experiments.Ledger;
import dev.hearth.experiments.Outcome;
import dev.hearth.experiments.OutcomeFiles;
import dev.hearth.experiments.Verification;
import dev.hearth.inference.LocalFolders;
import dev.hearth.tensor.Check;
import dev.hearth.train.run.FolderLock;
import dev.hearth.weights.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Does the cheapest run of rows again.
 *
 * @param results the folder of result files
 * @param list the experiments whose rows they are
 * @param common threads, data and device
 */
record LedgerVerification(Path results, ExperimentList list, CommonOptions common) {

    /** The exit status: 1 if a run came out otherwise, or was made by an earlier recipe. */
    int run(String row) {
        List<Experiment> chosen = chosen(row);
        Path all = LocalFolders.cache().resolve("verify");
        removeLeftovers(all);
        Path own = all.resolve(Long.toString(ProcessHandle.current().pid()));
        try (FolderLock lock = locked(own).orElseThrow()) {
            return verified(chosen, own.resolve("run"));
        } finally {
            delete(own);
        }
    }

    private static Optional<FolderLock> locked(Path folder) {
        return FolderLock.take(folder, "verify.lock");
    }

    /** What killed processes left. */
    private static void removeLeftovers(Path all) {
        if (!Files.isDirectory(all)) {
            return;
        }
        try (Stream<Path> folders = Files.list(all)) {
            for (Path folder : folders.toList()) {
                Optional<FolderLock> lock = locked(folder);
                lock.ifPresent(FolderLock::close);
                if (lock.isPresent()) {
                    delete(folder);
                }
            }
        } catch (IOException failure) {
            throw AtomicFile.unwritable(all, failure);
        }
    }

    private int verified(List<Experiment> chosen, Path folder) {
        int bad = 0;
        for (Experiment experiment : chosen) {
            Outcome outcome = Outcome.read(last(experiment));
            delete(folder);
            try {
                Optional<Verification.Verified> verified =
                        new Verification(common.place(), folder).verify(experiment, outcome);
                System.out.println(
                        verified.map(LedgerVerification::line)
                                .orElse(experiment.name() + ": no run of today's plan"));
                bad +=
                        verified.map(Verification.Verified::comparison)
                                        .filter(LedgerVerification::isGood)
                                        .isPresent()
                                ? 0
                                : 1;
            } finally {
                delete(folder);
            }
        }
        System.out.println(
                chosen.size() - bad + " of " + chosen.size() + " came out as they are recorded.");
        return bad == 0 ? 0 : 1;
    }

    private static boolean isGood(Verification.Comparison comparison) {
        return comparison == Verification.Comparison.EQUAL
                || comparison == Verification.Comparison.WITHIN_TOLERANCE;
    }

    private static String line(Verification.Verified verified) {
        String how =
                switch (verified.comparison()) {
                    case EQUAL -> "equal";
                    case WITHIN_TOLERANCE -> "within tolerance";
                    case DIFFERENT -> "different";
                    case EARLIER_RECIPE -> "not comparable";
                };
        return TerminalText.of(
                verified.experiment()
                        + ", "
                        + verified.run()
                        + ": "
                        + how
                        + "; "
                        + verified.words());
    }

    /** The outcome of the latest look. */
    private Path last(Experiment experiment) {
        List<Path> files = OutcomeFiles.of(results, experiment);
        return files.get(files.size() - 1);
    }

    /** The experiments of a claim, or the one of this name; all if nothing is named. */
    private List<Experiment> chosen(String row) {
        List<Ledger.Row> rows = Ledger.read(results, list).rows();
        List<String> names =
                rows.stream()
                        .filter(
                                each ->
                                        row.isEmpty()
                                                || each.id().equals(row)
                                                || each.experiment().equals(row))
                        .map(Ledger.Row::experiment)
                        .distinct()
                        .toList();
        if (names.isEmpty()) {
            TreeSet<String> known = new TreeSet<>();
            rows.forEach(each -> known.addAll(List.of(each.id(), each.experiment())));
            throw Check.error(
                    "--verify needs a claim or an experiment",
                    row,
                    DidYouMean.question(row, List.copyOf(known)) + "./hearth ledger names them");
        }
        List<Experiment> found =
                list.experiments().stream()
                        .filter(each -> names.contains(each.name()))
                        .filter(each -> !OutcomeFiles.of(results, each).isEmpty())
                        .toList();
        if (found.isEmpty()) {
            throw Check.error(
                    "--verify needs a row with a result file",
                    row + ", which has none",
                    "Run ./hearth reproduce --experiment " + names.get(0) + " first");
        }
        return found;
    }

    private static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException failure) {
            throw AtomicFile.unwritable(folder, failure);
        }
    }
}
