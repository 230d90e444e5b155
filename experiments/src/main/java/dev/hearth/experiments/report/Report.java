package dev.hearth.experiments.report;

import dev.hearth.experiments.Experiment;
import dev.hearth.experiments.ExperimentList;
import dev.hearth.experiments.Figure;
import dev.hearth.experiments.Ledger;
import dev.hearth.experiments.Outcome;
import dev.hearth.experiments.OutcomeFiles;
import dev.hearth.experiments.PlotFigure;
import dev.hearth.experiments.claim.Claim;
import dev.hearth.weights.AtomicFile;
import dev.hearth.zoo.ModelRegistry;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import javax.imageio.ImageIO;

/**
 * One self-contained page of everything that result files hold: the ledger as cards, curves with the
 * band of their seeds, pictures, nets. It opens without a network, and everything on it is generated.
 *
 * <pre>{@code
 * Report.write(Path.of("runs/reproduce/smoke"), experiments, Path.of("report.html"));
 * }</pre>
 */
public final class Report {

    static final String CHARTS = "/META-INF/resources/webjars/echarts/5.5.0/echarts.min.js";

    /** The paper whose nets are drawn; the others' are chains, which a table shows as well. */
    private static final String DRAWN = "inception";

    private static final String LEGEND =
            "Drawn from the same model definition that is trained. Each stage shows its output shape and the"
                    + " cost of all its blocks: the upper bar is its share of the net's parameters,"
                    + " the lower one of its multiply-adds. One of its blocks is drawn: 3×3/2 · 384"
                    + " is a convolution of 384 filters, 3×3 with stride 2, with batch normalisation"
                    + " and ReLU unless it is linear; a bar joins branches.";

    private final Path root;
    private final ExperimentList list;
    private final Ledger ledger;
    private final StringBuilder page = new StringBuilder();
    private int charts;

    private Report(Path root, ExperimentList list) {
        this.root = root;
        this.list = list;
        this.ledger = Ledger.read(root, list);
    }

    /**
     * Reads all results below {@code root/PAPER/results} and writes the page, completely or not at
     * all.
     *
     * @throws dev.hearth.data.BadDataException if a result cannot be read or the page not be
     *     written
     */
    public static void write(Path root, ExperimentList list, Path file) {
        AtomicFile.write(file, html(root, list));
    }

    /**
     * The page of all results below {@code root/PAPER/results}.
     *
     * @throws dev.hearth.data.BadDataException if a result cannot be read
     */
    public static String html(Path root, ExperimentList list) {
        return new Report(root, list).html();
    }

    private String html() {
        page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n")
                .append("<meta name=\"color-scheme\" content=\"light dark\">\n")
                .append("<title>Hearth: claims and measurements</title>\n<style>\n")
                .append(resource("page.css"))
                .append("</style>\n</head>\n<body>\n")
                .append("<a class=\"skip\" href=\"#content\">Skip to the claims</a>\n");
        page.append(Overview.html(ledger, list));
        page.append("<main id=\"content\">\n");
        list.papers().forEach(this::paper);
        page.append("</main>\n<footer><p>Written by <code>./hearth report</code> from result")
                .append(" files; the checks judged the runs again when the page was written.</p>")
                .append("</footer>\n<script>\n")
                .append(resource(CHARTS).replace("</script", "<\\/script"))
                .append("\n</script>\n<script>\n")
                .append(resource("page.js"))
                .append("</script>\n</body>\n</html>\n");
        return page.toString();
    }

    private void paper(String paper) {
        Ledger of = ledger.of(paper);
        page.append("<section id=\"")
                .append(Html.anchor(paper))
                .append("\">\n<h2>")
                .append(Html.text(list.title(paper)))
                .append("</h2>\n");
        for (Claim.Kind kind : Claim.Kind.values()) {
            page.append(Overview.sentence(kind, of));
        }
        page.append("<div class=\"claims\">\n")
                .append("<p class=\"heads\" aria-hidden=\"true\"><span>What is claimed</span>")
                .append("<span>What was measured</span></p>\n");
        Map<String, List<Ledger.Row>> claims = new LinkedHashMap<>();
        of.rows()
                .forEach(row -> claims.computeIfAbsent(row.id(), id -> new ArrayList<>()).add(row));
        claims.forEach(this::claim);
        page.append("</div>\n");
        for (Experiment experiment : list.of(paper)) {
            outcomes(experiment).forEach(found -> experiment(experiment, found));
        }
        nets(paper);
        page.append("</section>\n");
    }

    /** On the left what is claimed, on the right a finding for each experiment. */
    private void claim(String id, List<Ledger.Row> rows) {
        page.append("<article class=\"claim\" id=\"")
                .append(Html.anchor(id))
                .append("\">\n<div>\n<h3>")
                .append(Html.text(id))
                .append("</h3>\n")
                .append(Html.paragraph("statement", rows.get(0).statement()))
                .append(Html.paragraph("source", "Paper: " + rows.get(0).paper()))
                .append("</div>\n<div class=\"findings\">\n");
        for (Ledger.Row row : rows) {
            page.append("<div class=\"finding\">")
                    .append(Badge.of(row.verdict()))
                    .append("<div>\n");
            if (!row.statement().equals(rows.get(0).statement())) {
                page.append(Html.paragraph("", row.statement()));
            }
            page.append(Html.paragraph("measured", row.summary()))
                    .append(
                            Html.paragraph(
                                    "of",
                                    row.experiment()
                                            + (row.look().isEmpty() ? "" : ", " + row.look())
                                            + (row.deviation().isEmpty()
                                                    ? ""
                                                    : ": " + row.deviation())));
            page.append("<details><summary>Why</summary>\n");
            if (row.parts().isEmpty()) {
                page.append(Html.paragraph("", row.why()));
            } else {
                parts(row, part -> part.statement() + ": " + part.measured() + ". " + part.why());
            }
            if (!row.budget().isEmpty()) {
                page.append(
                        Html.paragraph(
                                "",
                                "Budget "
                                        + row.budget()
                                        + ": "
                                        + row.setting()
                                        + (row.dataset().isEmpty() ? "" : "; " + row.dataset())
                                        + ", seeds "
                                        + row.seeds()
                                        + "."));
                page.append(Html.paragraph("", "Design: " + row.design() + "."));
                page.append(Html.paragraph("", "Made by " + row.environment().words() + "."));
            }
            if (!row.toDecide().isEmpty()) {
                page.append(Html.paragraph("", "To decide it: " + row.toDecide() + "."));
            }
            page.append("</details></div></div>\n");
        }
        page.append("</div></article>\n");
    }

    /** A line for each part of a claim, with the sign of its verdict. */
    private void parts(Ledger.Row row, Function<Ledger.Part, String> says) {
        page.append("<ul class=\"parts\">\n");
        for (Ledger.Part part : row.parts()) {
            page.append("<li><span class=\"badge ")
                    .append(Html.anchor(part.verdict().word()))
                    .append("\" role=\"img\" aria-label=\"")
                    .append(part.verdict().word())
                    .append("\" title=\"")
                    .append(part.verdict().word())
                    .append("\">")
                    .append(Badge.sign(part.verdict()))
                    .append("</span> ")
                    .append(Html.text(says.apply(part)))
                    .append("</li>\n");
        }
        page.append("</ul>\n");
    }

    private List<Outcome> outcomes(Experiment experiment) {
        return OutcomeFiles.of(root, experiment).stream().map(Outcome::read).toList();
    }

    private void experiment(Experiment experiment, Outcome outcome) {
        if (outcome.pictures().isEmpty()) {
            return;
        }
        page.append("<section class=\"experiment\">\n<h3>")
                .append(Html.text(experiment.name() + ", " + outcome.budget()))
                .append("</h3>\n")
                .append(Html.paragraph("", outcome.about() + "."))
                .append(Html.paragraph("source", outcome.setting()))
                .append("<div class=\"figures\">\n");
        for (Figure picture : outcome.plan(experiment).pictures()) {
            if (picture instanceof PlotFigure curves) {
                Chart chart = Chart.of(curves, outcome.evidence());
                if (!chart.isEmpty()) {
                    page.append(chart.html("chart-" + ++charts));
                }
            } else {
                picture(experiment, outcome, picture);
            }
        }
        page.append("</div>\n").append(ArmTimes.html(outcome)).append("</section>\n");
    }

    /** A picture that was drawn beside the results, put into the page. */
    private void picture(Experiment experiment, Outcome outcome, Figure picture) {
        String name = OutcomeFiles.word(experiment, outcome.budget()) + "." + picture.word();
        for (String kind : List.of("gif", "png")) {
            Path file =
                    OutcomeFiles.folder(root, experiment.paperWord()).resolve(name + "." + kind);
            if (Files.exists(file)) {
                byte[] bytes = bytes(file);
                String words = Html.text(picture.caption());
                // What has many columns is as wide as the page, and on a phone wider than that.
                boolean broad = isBroad(bytes);
                page.append("<figure class=\"picture")
                        .append(broad ? " broad\"><div class=\"wide\" tabindex=\"0\">" : "\">")
                        .append("\n<img alt=\"")
                        .append(words)
                        .append("\" src=\"data:image/")
                        .append(kind)
                        .append(";base64,")
                        .append(Base64.getEncoder().encodeToString(bytes))
                        .append(broad ? "\"></div>\n<figcaption>" : "\">\n<figcaption>")
                        .append(words)
                        .append(".</figcaption>\n</figure>\n");
                return;
            }
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static boolean isBroad(byte[] picture) {
        try {
            BufferedImage image = ImageIO.read(new ByteArrayInputStream(picture));
            return image != null && image.getWidth() > 1.8 * image.getHeight();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void nets(String paper) {
        Map<String, ModelRegistry.Entry> nets = new LinkedHashMap<>();
        ModelRegistry.models()
                .forEach(
                        (name, model) -> {
                            String home = model.layer().getClass().getPackageName();
                            if (home.endsWith(".zoo." + paper)) {
                                nets.put(name, model);
                            }
                        });
        if (nets.isEmpty()) {
            return;
        }
        page.append("<section class=\"nets\">\n<h3>Nets</h3>\n");
        if (paper.equals(DRAWN)) {
            page.append(Html.paragraph("source", LEGEND)).append("<div class=\"drawn\">\n");
            nets.forEach((name, model) -> page.append(StageDiagram.html(name, model)));
            page.append("</div>\n");
        }
        nets.forEach((name, model) -> page.append(StageBars.html(name, model)));
        page.append("</section>\n");
    }

    static String resource(String name) {
        try (InputStream stream = Report.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException(
                        "A report needs the resource "
                                + name
                                + ". Received: nothing. Build hearth again.");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
