package dev.hearth.experiments;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.hearth.data.BadDataException;
import dev.hearth.experiments.claim.Claim;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.Evidence;
import dev.hearth.experiments.claim.Finding;
import dev.hearth.experiments.claim.StatisticalCheck;
import dev.hearth.experiments.claim.Verdict;
import dev.hearth.train.recipe.Budget;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

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
     * @param dataset what was learned from; empty where nothing was
     * @param verdict what follows
     * @param why the reasoning
     * @param deviation how it differs from the paper
     * @param experiment its name
     * @param parts of a claim that has several, each with a verdict of its own; else none
     * @param kind what sort of claim it is
     * @param setting the budget in words: data, net and training; empty if nothing was run
     * @param design seeds, test and looks, in words; empty if nothing was run
     * @param environment what computed the figures
     * @param look which look it is, of a later one: {@code second look}; empty for a first one
     * @param toDecide of a row that is open: what a decision is likely to cost; empty where there is no plan
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
            List<Part> parts,
            Claim.Kind kind,
            String setting,
            String design,
            Provenance.Environment environment,
            String look,
            String toDecide) {

        /** Copies the list. */
        public Row {
            parts = List.copyOf(parts);
        }

        /** The word of the paper. */
        String paperWord() {
            return experiment.substring(0, experiment.indexOf('/'));
        }

        /** {@code GPU: about 3 h} of an open row of which a core would take days; else empty. */
        String gpu() {
            int begin = toDecide.indexOf("GPU: ");
            return begin < 0 ? "" : toDecide.substring(begin).split(";")[0];
        }

        /** What was measured in one line: of parts, how many there are of each verdict. */
        public String summary() {
            if (parts.isEmpty()) {
                return measured;
            }
            List<String> counts = new ArrayList<>();
            for (Verdict each : Verdict.values()) {
                long count = parts.stream().filter(part -> part.verdict() == each).count();
                if (count > 0) {
                    counts.add(count + " " + each.word());
                }
            }
            return "of " + parts.size() + " parts: " + String.join(", ", counts);
        }

        /** Where the figures come from. */
        String source() {
            return budget.isEmpty()
                    ? experiment
                    : experiment
                            + ", budget "
                            + budget
                            + (dataset.isEmpty() ? "" : ", " + dataset)
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
        Map<Experiment, List<Outcome>> all = new LinkedHashMap<>();
        list.experiments()
                .forEach(
                        each ->
                                all.put(
                                        each,
                                        OutcomeFiles.of(root, each).stream()
                                                .map(Outcome::read)
                                                .toList()));
        WorkTimes times = WorkTimes.of(all);
        List<Campaign.Work> evidence = new ArrayList<>();
        all.forEach(
                (experiment, outcomes) -> {
                    Campaign.Work work =
                            Campaign.planned(experiment, outcomes, Budget.EVIDENCE, times);
                    if (outcomes.stream().noneMatch(Ledger::isEvidence) && work.adds(outcomes)) {
                        evidence.add(work);
                    }
                });
        all.forEach(
                (experiment, outcomes) -> {
                    List<Campaign.Work> works = works(experiment, outcomes, evidence, times);
                    for (Outcome outcome : outcomes) {
                        boolean last = outcome == outcomes.get(outcomes.size() - 1);
                        rows.addAll(judged(experiment, outcome, last ? works : List.of()));
                        provenances.add(Provenance.of(experiment, outcome));
                    }
                    if (outcomes.isEmpty()) {
                        rows.addAll(unmeasured(experiment, works));
                    }
                });
        List<String> papers = list.papers();
        rows.sort(
                Comparator.<Row>comparingInt(row -> papers.indexOf(row.paperWord()))
                        .thenComparingInt(row -> number(row.id())));
        return new Ledger(rows, provenances, list.titles());
    }

    private static boolean isEvidence(Outcome outcome) {
        return outcome.budget().equals(Budget.EVIDENCE.word());
    }

    /** What may decide a claim: the experiment's own evidence, then others', then its paper's budget. */
    private static List<Campaign.Work> works(
            Experiment experiment,
            List<Outcome> outcomes,
            List<Campaign.Work> evidence,
            WorkTimes times) {
        List<Campaign.Work> works = new ArrayList<>(evidence);
        works.sort(Comparator.comparing(work -> !work.experiment().equals(experiment)));
        works.add(Campaign.planned(experiment, outcomes, Budget.PAPER, times));
        return works;
    }

    private static String toDecide(ClaimCheck check, List<Campaign.Work> works) {
        return works.stream()
                .map(work -> work.toDecide(check))
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
    }

    private static int number(String id) {
        return Integer.parseInt(id.substring(id.indexOf('-') + 1));
    }

    private static List<Row> judged(
            Experiment experiment, Outcome outcome, List<Campaign.Work> works) {
        Evidence evidence = outcome.evidence();
        Plan plan = outcome.plan(experiment);
        List<Row> rows = new ArrayList<>();
        for (ClaimCheck check : plan.checks()) {
            Finding finding = plan.decide(check, evidence);
            rows.add(
                    new Row(
                            finding.id(),
                            finding.statement(),
                            finding.paper(),
                            finding.measured(),
                            finding.seeds(),
                            outcome.budget(),
                            outcome.datasets().stream()
                                    .filter(set -> !set.equals(MeasurementJob.NO_DATA))
                                    .collect(Collectors.joining(", ")),
                            finding.verdict(),
                            finding.why(),
                            finding.deviation().isEmpty()
                                    ? outcome.deviation()
                                    : finding.deviation(),
                            experiment.name(),
                            plan.parts(check, evidence).stream().map(Ledger::part).toList(),
                            check.claim().kind(),
                            outcome.setting(),
                            check instanceof StatisticalCheck
                                    ? plan.design().words()
                                    : "no statistical test",
                            Provenance.Environment.of(outcome),
                            check instanceof StatisticalCheck ? plan.design().looks().word() : "",
                            finding.verdict().isDecision() ? "" : toDecide(check, works)));
        }
        return rows;
    }

    private static Part part(Finding of) {
        return new Part(of.statement(), of.measured(), of.verdict(), of.why());
    }

    private static List<Row> unmeasured(Experiment experiment, List<Campaign.Work> works) {
        Map<Claim, ClaimCheck> checks = new LinkedHashMap<>();
        experiment
                .plan(Budget.SHORT, set -> true)
                .checks()
                .forEach(check -> checks.putIfAbsent(check.claim(), check));
        return checks.entrySet().stream()
                .map(Map.Entry::getKey)
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
                                        List.of(),
                                        claim.kind(),
                                        "",
                                        "",
                                        Provenance.Environment.NONE,
                                        "",
                                        toDecide(checks.get(claim), works)))
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
     * As plain text for a terminal: each claim once, and a line for each row with its verdict and its
     * deviation; then a count of the verdicts.
     *
     * @param columns its width; below 40 counts as 40
     */
    public String lines(int columns) {
        return new LedgerText(this, Math.max(40, columns)).lines();
    }

    /** The same with all that is known of each row: a paragraph. */
    public String text(int columns) {
        return new LedgerText(this, Math.max(40, columns)).page();
    }

    /** As a page of Markdown, a table for each paper: {@code papers/README.md}. */
    public String markdown() {
        return new LedgerTable(this).page();
    }

    /** How many rows there are of each verdict, for each kind of claim. */
    List<String> counts() {
        List<String> lines = new ArrayList<>();
        long claims = rows.stream().map(Row::id).distinct().count();
        lines.add(claims + " claims in " + rows.size() + " rows.");
        for (Claim.Kind kind : Claim.Kind.values()) {
            List<Row> of = rows.stream().filter(row -> row.kind() == kind).toList();
            if (!of.isEmpty()) {
                lines.add(words(kind) + ": " + of.size() + " rows: " + counts(of) + ".");
            }
        }
        return lines;
    }

    /** What the ledger calls a kind of claim. */
    public static String words(Claim.Kind kind) {
        return switch (kind) {
            case EMPIRICAL -> "Empirical claims";
            case IDENTITY -> "Identities, which test the implementation";
            case OWN -> "Claims of our own";
        };
    }

    private static String counts(List<Row> of) {
        List<String> words = new ArrayList<>();
        for (Verdict verdict : Verdict.values()) {
            long count = of.stream().filter(row -> row.verdict() == verdict).count();
            words.add(count + " " + verdict.word());
        }
        return String.join(", ", words);
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
