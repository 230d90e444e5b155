package dev.hearth.experiments;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.hearth.data.BadDataException;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.Evidence;
import dev.hearth.experiments.claim.Finding;
import dev.hearth.experiments.claim.Verdict;
import dev.hearth.train.recipe.Budget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Every claim of every paper, with what result files say of it. The checks judge the runs anew each
 * time a ledger is read; what a file says of a verdict counts for nothing.
 *
 * <pre>{@code
 * Ledger ledger = Ledger.read(Path.of("papers"), experiments);
 * ledger.rows().forEach(row -> System.out.println(row.id() + " " + row.verdict().word()));
 * }</pre>
 *
 * @param rows by paper and number; a claim that several experiments speak of has several
 * @param provenances whether the runs are what today's recipes make, for each experiment that was run
 * @param titles of the papers, by word
 */
public record Ledger(List<Row> rows, List<Provenance> provenances, Map<String, String> titles) {

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** Copies lists and map. */
    public Ledger {
        rows = List.copyOf(rows);
        provenances = List.copyOf(provenances);
        titles = Map.copyOf(titles);
    }

    /**
     * What one experiment says of one claim.
     *
     * @param id of the claim
     * @param statement of the claim
     * @param paper what the paper says, and where
     * @param measured what was measured, with spread; empty if nothing was
     * @param seeds runs an arm
     * @param budget how much work it was; empty if none was done
     * @param dataset what was learned from
     * @param verdict what follows
     * @param why the reasoning
     * @param deviation how it differs from the paper
     * @param experiment its name
     * @param parts of a claim that has several, each with a verdict of its own; else none
     */
    public record Row(
            String id,
            String statement,
            String paper,
            String measured,
            int seeds,
            String budget,
            String dataset,
            Verdict verdict,
            String why,
            String deviation,
            String experiment,
            List<Part> parts) {

        /** Copies the list. */
        public Row {
            parts = List.copyOf(parts);
        }

        /** The word of the paper. */
        String paperWord() {
            return experiment.substring(0, experiment.indexOf('/'));
        }

        /** Where the figures come from. */
        String source() {
            return budget.isEmpty()
                    ? experiment
                    : experiment
                            + ", budget "
                            + budget
                            + (dataset.isEmpty() || dataset.equals("none") ? "" : ", " + dataset)
                            + ", seeds "
                            + seeds;
        }
    }

    /**
     * A part of a claim.
     *
     * @param statement of the part
     * @param measured what was measured of it
     * @param verdict what follows for it
     * @param why the reasoning
     */
    public record Part(String statement, String measured, Verdict verdict, String why) {}

    /**
     * Judges all result files below a folder: a row for each experiment and claim, with or without
     * a file.
     *
     * @param root holds {@code PAPER/results/EXPERIMENT.json}
     * @throws BadDataException if a file is no outcome
     */
    public static Ledger read(Path root, ExperimentList list) {
        List<Row> rows = new ArrayList<>();
        List<Provenance> provenances = new ArrayList<>();
        for (Experiment experiment : list.experiments()) {
            Path file =
                    root.resolve(experiment.paperWord())
                            .resolve("results")
                            .resolve(experiment.word() + ".json");
            if (Files.exists(file)) {
                Outcome outcome = Outcome.read(file);
                rows.addAll(judged(experiment, outcome));
                provenances.add(Provenance.of(experiment, outcome));
            } else {
                rows.addAll(unmeasured(experiment));
            }
        }
        List<String> papers = list.papers();
        rows.sort(
                Comparator.<Row>comparingInt(row -> papers.indexOf(row.paperWord()))
                        .thenComparingInt(row -> number(row.id())));
        return new Ledger(rows, provenances, list.titles());
    }

    private static int number(String id) {
        return Integer.parseInt(id.substring(id.indexOf('-') + 1));
    }

    private static List<Row> judged(Experiment experiment, Outcome outcome) {
        Evidence evidence = outcome.evidence();
        List<Row> rows = new ArrayList<>();
        for (ClaimCheck check : outcome.plan(experiment).checks()) {
            Finding finding = check.judge(evidence);
            rows.add(
                    new Row(
                            finding.id(),
                            finding.statement(),
                            finding.paper(),
                            finding.measured(),
                            finding.seeds(),
                            outcome.budget(),
                            String.join(", ", outcome.datasets()),
                            finding.verdict(),
                            finding.why(),
                            finding.deviation().isEmpty()
                                    ? outcome.deviation()
                                    : finding.deviation(),
                            experiment.name(),
                            check.parts(evidence).stream().map(Ledger::part).toList()));
        }
        return rows;
    }

    private static Part part(Finding of) {
        return new Part(of.statement(), of.measured(), of.verdict(), of.why());
    }

    private static List<Row> unmeasured(Experiment experiment) {
        return experiment.plan(Budget.SHORT, set -> true).checks().stream()
                .map(ClaimCheck::claim)
                .distinct()
                .map(
                        claim ->
                                new Row(
                                        claim.id(),
                                        claim.statement(),
                                        claim.paper(),
                                        "",
                                        0,
                                        "",
                                        "",
                                        Verdict.NOT_TESTED,
                                        "no result file yet; ./hearth reproduce --experiment "
                                                + experiment.name()
                                                + " --budget short makes one",
                                        "",
                                        experiment.name(),
                                        List.of()))
                .toList();
    }

    /** The rows of one paper. */
    public Ledger of(String paper) {
        return new Ledger(
                rows.stream().filter(row -> row.paperWord().equals(paper)).toList(),
                provenances.stream()
                        .filter(one -> one.experiment().startsWith(paper + "/"))
                        .toList(),
                titles);
    }

    /** As JSON: an array of rows, indented. */
    public String json() {
        try {
            return JSON.writeValueAsString(rows) + "\n";
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * As plain text for a terminal: a paragraph for each row, then a count of the verdicts.
     *
     * @param columns its width; below 40 counts as 40
     */
    public String text(int columns) {
        return new LedgerText(this, Math.max(40, columns)).page();
    }

    /** As a page of Markdown, a table for each paper: {@code papers/README.md}. */
    public String markdown() {
        return new LedgerTable(this).page();
    }

    /** How many rows there are of each verdict. */
    String counts() {
        List<String> words = new ArrayList<>();
        for (Verdict verdict : Verdict.values()) {
            long count = rows.stream().filter(row -> row.verdict() == verdict).count();
            words.add(count + " " + verdict.word());
        }
        long claims = rows.stream().map(Row::id).distinct().count();
        return claims + " claims in " + rows.size() + " rows: " + String.join(", ", words) + ".";
    }

    /** A paper's title, or its word where none is known. */
    String title(String paper) {
        return titles.getOrDefault(paper, paper);
    }

    /** The papers that have rows. */
    List<String> papers() {
        return rows.stream().map(Row::paperWord).distinct().toList();
    }
}
