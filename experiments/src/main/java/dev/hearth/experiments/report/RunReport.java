package dev.hearth.experiments.report;

import dev.hearth.data.BadDataException;
import dev.hearth.experiments.plot.Curves;
import dev.hearth.train.recipe.RecipeJson;
import dev.hearth.train.recipe.RunSpec;
import dev.hearth.train.run.Result;
import dev.hearth.weights.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One self-contained page of one run: its figures, curves by epoch, precision, recall and F1 of each class,
 * confusion matrix and mistakes or samples, the recipe with the origin of each setting, and where it was
 * trained. A run that has not ended yet has a page too, of what its log says so far.
 *
 * <pre>{@code
 * RunReport.write(Path.of("runs/photos"), Papers.recipeJson(), Path.of("photos.html"));
 * }</pre>
 */
public final class RunReport {

    /** File, what it shows. */
    private static final Map<String, String> PICTURES = pictures();

    private static final Map<String, String> NAMES =
            Map.of(
                    "trainLoss", "training",
                    "net", "training",
                    "testLoss", "validation",
                    "testError", "validation",
                    "probeLoss", "a part of the training images, not augmented",
                    "probeError", "a part of the training images, not augmented");

    /** Names of figures that a training of one's own pictures ends with. */
    private static final Map<String, String> FIGURES =
            Map.of(
                    "bestEpoch", "best epoch",
                    "meanF1", "mean F1, %",
                    "trainLoss", "training loss",
                    "testLoss", "validation loss",
                    "testError", "validation error, %",
                    "topOneError", "top-1 error, %",
                    "topFiveError", "top-5 error, %");

    private final Path run;
    private final RunSpec recipe;
    private final String recipeText;
    private final RunHistory history;
    private final Optional<Result> result;
    private final StringBuilder page = new StringBuilder();
    private int charts;

    private RunReport(Path run, RecipeJson text) {
        this.run = run;
        Path file = run.resolve("recipe.json");
        if (!Files.isRegularFile(file)) {
            throw new BadDataException(
                    "A page of a run needs the folder of one, with recipe.json and log.csv",
                    Files.isDirectory(run) ? run + " without recipe.json" : "no folder " + run,
                    "Name the folder that train or run printed");
        }
        this.recipe = text.readAny(new String(bytes(file), StandardCharsets.UTF_8));
        this.recipeText = text.print(recipe);
        this.history = RunHistory.read(run.resolve("log.csv"));
        Path ended = run.resolve("result.json");
        this.result = Files.exists(ended) ? Optional.of(Result.read(ended)) : Optional.empty();
    }

    private static Map<String, String> pictures() {
        Map<String, String> pictures = new LinkedHashMap<>();
        pictures.put("confusion.png", "Confusion matrix of the pictures measured on");
        pictures.put("mistakes.png", "The worst mistakes: least probability of the true class");
        pictures.put("samples.png", "Samples by epoch");
        pictures.put("samples.gif", "Samples by epoch, as a film");
        pictures.put("rates.png", "Learning-rate range test");
        return pictures;
    }

    /**
     * Writes the page, completely or not at all, and {@code curves.png} into the run's folder where it
     * has losses by epoch.
     *
     * @param run the folder of a run
     * @param text how its recipe is read
     * @throws BadDataException if it is none, or a file cannot be read or written
     */
    public static void write(Path run, RecipeJson text, Path file) {
        RunReport report = new RunReport(run, text);
        AtomicFile.write(file, report.html());
        report.curves();
    }

    private String html() {
        page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n")
                .append("<meta name=\"color-scheme\" content=\"light dark\">\n<title>")
                .append(Html.text(recipe.name()))
                .append("</title>\n<style>\n")
                .append(Report.resource("page.css"))
                .append("</style>\n</head>\n<body>\n<header>\n<h1>")
                .append(Html.text(recipe.name()))
                .append("</h1>\n");
        state();
        page.append("</header>\n<main>\n<section>\n<h2>Curves</h2>\n<div class=\"figures\">\n");
        charts();
        page.append("</div>\n</section>\n");
        classes();
        section("Pictures", this::pictureFigures);
        section("Recipe", () -> page.append(pre(recipeText)));
        result.ifPresent(ended -> section("Where it was trained", () -> setting(ended)));
        page.append("</main>\n<footer><p>Written by <code>./hearth report</code> from ")
                .append(Html.text(run.toString()))
                .append(".</p></footer>\n<script>\n")
                .append(Report.resource(Report.CHARTS).replace("</script", "<\\/script"))
                .append("\n</script>\n<script>\n")
                .append(Report.resource("page.js"))
                .append("</script>\n</body>\n</html>\n");
        return page.toString();
    }

    /** A heading, where something follows. */
    private void section(String title, Runnable body) {
        int before = page.length();
        String opening = "<section>\n<h2>" + title + "</h2>\n";
        page.append(opening);
        body.run();
        if (page.length() == before + opening.length()) {
            page.setLength(before);
        } else {
            page.append("</section>\n");
        }
    }

    private void state() {
        int epochs =
                history.figures().values().stream()
                        .mapToInt(line -> line.values().size())
                        .max()
                        .orElse(0);
        if (result.isEmpty()) {
            page.append(
                    Html.paragraph(
                            "",
                            "Not at its end yet: "
                                    + epochs
                                    + " of "
                                    + recipe.epochCount()
                                    + " epochs. Called again, it goes on."));
            return;
        }
        Result ended = result.get();
        page.append(
                Html.paragraph(
                        "",
                        String.format(
                                Locale.ROOT,
                                "%d of %d epochs in %s, %.1f examples/s, seed %d.",
                                ended.history().size(),
                                recipe.epochCount(),
                                time(ended.seconds()),
                                ended.examplesPerSecond(),
                                ended.seed())));
        page.append("<div class=\"wide\"><table><thead><tr><th scope=\"col\">figure</th>")
                .append("<th scope=\"col\">value</th></tr></thead><tbody>\n");
        ended.metrics()
                .forEach(
                        (name, value) ->
                                page.append("<tr><th scope=\"row\">")
                                        .append(Html.text(FIGURES.getOrDefault(name, name)))
                                        .append("</th><td>")
                                        .append(shown(name.equals("meanF1") ? 100 * value : value))
                                        .append("</td></tr>\n"));
        page.append("</tbody></table></div>\n");
    }

    private static String time(double seconds) {
        long whole = Math.round(seconds);
        return whole < 120
                ? String.format(Locale.ROOT, "%.1f s", seconds)
                : String.format(
                        Locale.ROOT, "%d:%02d:%02d h", whole / 3600, whole / 60 % 60, whole % 60);
    }

    private static String shown(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, "%.4g", value);
    }

    private void charts() {
        chart(
                "Loss",
                "The training loss is of augmented images, under dropout and label smoothing where there"
                        + " are any; the others are not",
                "loss",
                figures("Loss"));
        chart("Error", "Share of wrong classes", "%", figures("Error"));
        List<Chart.Arm> steps = new ArrayList<>();
        history.losses()
                .forEach((name, line) -> steps.add(arm(NAMES.getOrDefault(name, name), line)));
        chart("Loss of each step", "As logged, every few steps", "loss", steps);
        history.figures()
                .forEach(
                        (name, line) -> {
                            if (!name.endsWith("Loss") && !name.endsWith("Error")) {
                                chart(name, "By epoch", "", List.of(arm(name, line)));
                            }
                        });
        if (!history.rates().isConstant()) {
            chart(
                    "Learning rate",
                    "As the schedule has it",
                    "rate",
                    List.of(arm("learning rate", history.rates())));
        }
    }

    private List<Chart.Arm> figures(String ending) {
        List<Chart.Arm> arms = new ArrayList<>();
        history.figures()
                .forEach(
                        (name, line) -> {
                            if (name.endsWith(ending)) {
                                arms.add(arm(NAMES.getOrDefault(name, name), line));
                            }
                        });
        return arms;
    }

    private static Chart.Arm arm(String name, RunHistory.Line line) {
        return Chart.line(name, line.at(), line.values());
    }

    private void chart(String title, String caption, String unit, List<Chart.Arm> arms) {
        if (!arms.isEmpty()) {
            page.append(
                    new Chart(title, caption, "epoch", false, unit, false, arms)
                            .html("chart-" + ++charts));
        }
    }

    /** The figures of each class, from {@code classes.csv}. */
    private void classes() {
        Path file = run.resolve("classes.csv");
        if (!Files.exists(file)) {
            return;
        }
        page.append("<section>\n<h2>Classes</h2>\n<div class=\"wide\"><table><thead><tr>");
        for (String heading : List.of("class", "pictures", "recall, %", "precision, %", "F1, %")) {
            page.append("<th scope=\"col\">").append(heading).append("</th>");
        }
        page.append("</tr></thead><tbody>\n");
        String[] lines = new String(bytes(file), StandardCharsets.UTF_8).split("\\R");
        for (int i = 1; i < lines.length; i++) {
            // A name may hold commas; figures do not.
            String[] parts = lines[i].split(",(?=[^,\"]*(,[^,\"]*){0,3}$)", -1);
            page.append("<tr><th scope=\"row\">")
                    .append(Html.text(parts[0].replaceAll("^\"|\"$", "").replace("\"\"", "\"")))
                    .append("</th>");
            for (int part = 1; part < parts.length; part++) {
                String figure = part == 1 ? parts[part] : percent(parts[part]);
                page.append("<td>").append(Html.text(figure)).append("</td>");
            }
            page.append("</tr>\n");
        }
        page.append("</tbody></table></div>\n</section>\n");
    }

    /** As the command line prints it; the table has shares. */
    private static String percent(String share) {
        return share.equals("NaN")
                ? "-"
                : String.format(Locale.ROOT, "%.1f", 100 * Double.parseDouble(share));
    }

    private void pictureFigures() {
        PICTURES.forEach(
                (name, caption) -> {
                    Path file = run.resolve(name);
                    if (Files.exists(file)) {
                        page.append("<figure class=\"picture\">\n<img alt=\"")
                                .append(caption)
                                .append("\" src=\"data:image/")
                                .append(name.substring(name.lastIndexOf('.') + 1))
                                .append(";base64,")
                                .append(Base64.getEncoder().encodeToString(bytes(file)))
                                .append("\">\n<figcaption>")
                                .append(caption)
                                .append(".</figcaption>\n</figure>\n");
                    }
                });
    }

    private void setting(Result ended) {
        Map<String, String> lines = new LinkedHashMap<>(ended.dataset());
        lines.put("hardware", ended.hardware());
        lines.put("device", ended.device());
        lines.put("threads", Integer.toString(ended.threads()));
        lines.putAll(ended.versions());
        lines.put("recipe hash", ended.recipeHash());
        page.append("<div class=\"wide\"><table><tbody>\n");
        lines.forEach(
                (name, value) ->
                        page.append("<tr><th scope=\"row\">")
                                .append(Html.text(name))
                                .append("</th><td>")
                                .append(Html.text(value))
                                .append("</td></tr>\n"));
        page.append("</tbody></table></div>\n");
    }

    private static String pre(String text) {
        return "<div class=\"wide\"><pre>" + Html.text(text.stripTrailing()) + "</pre></div>\n";
    }

    private void curves() {
        Curves curves = Curves.titled(recipe.name()).axes("epoch", "loss").band(Curves.Band.NONE);
        boolean isEmpty = true;
        for (String name : List.of("trainLoss", "testLoss")) {
            RunHistory.Line line = history.figures().get(name);
            if (line != null && line.values().stream().anyMatch(Double::isFinite)) {
                curves =
                        curves.series(
                                NAMES.get(name), array(line.at()), List.of(array(line.values())));
                isEmpty = false;
            }
        }
        if (!isEmpty) {
            try {
                curves.write(run.resolve("curves.png"));
            } catch (IOException failure) {
                throw AtomicFile.unwritable(run, failure);
            }
        }
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
