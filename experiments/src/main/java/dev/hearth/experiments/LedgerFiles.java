package dev.hearth.experiments;

import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.Finding;
import dev.hearth.weights.AtomicFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The verdicts that stand in result files, beside those that today's checks give. Runs are never changed.
 *
 * @param root holds {@code PAPER/results/EXPERIMENT.json}
 * @param list all experiments
 */
public record LedgerFiles(Path root, ExperimentList list) {

    /** How much of a reason is told. */
    private static final int REASON = 240;

    /** An outcome that is stored. */
    private record Stored(Experiment experiment, Path file) {}

    private List<Stored> measured() {
        return list.experiments().stream()
                .flatMap(
                        each ->
                                OutcomeFiles.of(root, each).stream()
                                        .map(file -> new Stored(each, file)))
                .toList();
    }

    /**
     * The verdicts that differ, with the reason, as a list in Markdown; empty where none does.
     *
     * @throws dev.hearth.data.BadDataException if a file is no outcome
     */
    public String changes() {
        StringBuilder page = new StringBuilder();
        for (Stored one : measured()) {
            Experiment experiment = one.experiment();
            Outcome stored = Outcome.read(one.file());
            Plan plan = stored.plan(experiment);
            for (ClaimCheck check : plan.checks()) {
                Finding now = plan.decide(check, stored.evidence());
                stored.findings().stream()
                        .filter(
                                old ->
                                        old.id().equals(now.id())
                                                && old.statement().equals(now.statement())
                                                && old.verdict() != now.verdict())
                        .findFirst()
                        .ifPresent(
                                old ->
                                        page.append("- ")
                                                .append(now.id())
                                                .append(" (")
                                                .append(experiment.name())
                                                .append("): ")
                                                .append(old.verdict().word())
                                                .append(" → ")
                                                .append(now.verdict().word())
                                                .append(". ")
                                                .append(reason(plan, check, stored, now))
                                                .append(".\n"));
            }
        }
        return page.toString();
    }

    /** The first clause of each part that left the claim where it is. */
    private static String reason(Plan plan, ClaimCheck check, Outcome outcome, Finding now) {
        List<Finding> parts = plan.parts(check, outcome.evidence());
        List<Finding> whose =
                parts.isEmpty()
                        ? List.of(now)
                        : parts.stream()
                                .filter(
                                        part ->
                                                now.verdict().isDecision()
                                                        == part.verdict().isDecision())
                                .toList();
        Set<String> clauses =
                whose.stream()
                        .map(part -> part.why().split("; ")[0])
                        .collect(Collectors.toCollection(LinkedHashSet::new));
        String text = String.join("; ", clauses);
        return text.length() <= REASON
                ? text
                : text.substring(0, text.lastIndexOf(' ', REASON)) + " …";
    }

    /**
     * Writes today's verdicts into the result files, makes the card of each paper that has any anew, and the
     * ledger's page where there is one.
     *
     * @return the files that were written
     */
    public List<Path> update() {
        List<Path> written = new ArrayList<>();
        Set<String> measured = new HashSet<>();
        for (Stored one : measured()) {
            measured.add(one.experiment().paperWord());
            AtomicFile.write(one.file(), Outcome.read(one.file()).decided(one.experiment()).json());
            written.add(one.file());
        }
        for (String paper : list.papers()) {
            Path card = root.resolve(paper).resolve("CARD.md");
            if (measured.contains(paper)) {
                AtomicFile.write(card, Card.of(root, paper, list));
                written.add(card);
            }
        }
        Path page = root.resolve("README.md");
        if (Files.exists(page)) {
            AtomicFile.write(page, Ledger.read(root, list).markdown());
            written.add(page);
        }
        return written;
    }
}
