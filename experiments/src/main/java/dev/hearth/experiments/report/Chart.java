package dev.hearth.experiments.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.experiments.CurveFigure;
import dev.hearth.experiments.Plot;
import dev.hearth.experiments.PlotFigure;
import dev.hearth.experiments.claim.Evidence;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Lines with hover: what {@code page.js} draws, and the same as a table. */
record Chart(
        String title,
        String caption,
        String across,
        boolean doubling,
        String unit,
        boolean logarithmic,
        List<Arm> arms) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** One arm: where its values stand, and they by seed; null where there is no number. */
    record Arm(String name, List<Double> at, List<List<Double>> seeds) {}

    /** One line of one run. */
    static Arm line(String name, List<Double> at, List<Double> values) {
        return new Arm(name, at, List.of(drawable(values)));
    }

    static Chart of(PlotFigure picture, Evidence evidence) {
        Plot plot = picture.plot(evidence);
        List<Arm> arms = new ArrayList<>();
        for (Plot.Line line : plot.lines()) {
            arms.add(
                    new Arm(
                            line.name(),
                            line.at(),
                            line.runs().stream().map(Chart::drawable).toList()));
        }
        return new Chart(
                plot.title(),
                picture.caption(),
                plot.across().name(),
                plot.across().doubling(),
                plot.unit(),
                plot.axis() == CurveFigure.Axis.LOGARITHMIC,
                arms);
    }

    private static List<Double> drawable(List<Double> values) {
        List<Double> kept = new ArrayList<>();
        values.forEach(value -> kept.add(Double.isFinite(value) ? value : null));
        return kept;
    }

    boolean isEmpty() {
        return arms.isEmpty();
    }

    String html(String id) {
        try {
            return "<figure class=\"chart\">\n<h4>"
                    + Html.text(title)
                    + "</h4>\n<div class=\"plot\" id=\""
                    + id
                    + "\" tabindex=\"0\" role=\"img\" aria-label=\""
                    + Html.text(title + ". " + caption + ". Arrow keys tell its values.")
                    + "\"></div>\n<script type=\"application/json\" data-for=\""
                    + id
                    + "\">"
                    + Html.json(JSON.writeValueAsString(this))
                    + "</script>\n<figcaption>"
                    + Html.text(caption)
                    + ".</figcaption>\n"
                    + table()
                    + "</figure>\n";
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Of one run there is no spread: the last value of each line, and the least one with its place. */
    private String lastOfOneRun() {
        StringBuilder rows = new StringBuilder();
        for (Arm arm : arms) {
            List<Double> values = arm.seeds().get(0);
            OptionalDouble last = last(values);
            if (last.isPresent()) {
                int least = 0;
                for (int i = 0; i < values.size(); i++) {
                    Double before = values.get(least);
                    if (values.get(i) != null && (before == null || values.get(i) < before)) {
                        least = i;
                    }
                }
                rows.append("<tr><th scope=\"row\">")
                        .append(Html.text(arm.name()))
                        .append("</th>")
                        .append(cell(last.getAsDouble()))
                        .append(cell(values.get(least)))
                        .append(cell(arm.at().get(least)))
                        .append("</tr>\n");
            }
        }
        return "<details><summary>The last and the least as a table</summary>\n"
                + "<div class=\"wide\"><table><thead><tr><th scope=\"col\">line</th>"
                + "<th scope=\"col\">last</th><th scope=\"col\">least</th><th scope=\"col\">least at "
                + Html.text(across)
                + "</th></tr></thead>\n<tbody>"
                + rows
                + "</tbody></table></div></details>\n";
    }

    /** The last value of each arm, for those who read. */
    private String table() {
        if (arms.stream().allMatch(arm -> arm.seeds().size() == 1)) {
            return lastOfOneRun();
        }
        StringBuilder rows = new StringBuilder();
        for (Arm arm : arms) {
            double[] last =
                    arm.seeds().stream()
                            .map(Chart::last)
                            .filter(OptionalDouble::isPresent)
                            .mapToDouble(OptionalDouble::getAsDouble)
                            .sorted()
                            .toArray();
            if (last.length > 0) {
                double mean = java.util.Arrays.stream(last).average().orElseThrow();
                rows.append("<tr><th scope=\"row\">")
                        .append(Html.text(arm.name()))
                        .append("</th>")
                        .append(cell(mean))
                        .append(cell(last[0]))
                        .append(cell(last[last.length - 1]))
                        .append("<td>")
                        .append(last.length)
                        .append("</td></tr>\n");
            }
        }
        return "<details><summary>The last "
                + Html.text(across)
                + " as a table</summary>\n<div class=\"wide\"><table>"
                + "<thead><tr><th scope=\"col\">arm</th><th scope=\"col\">mean, "
                + Html.text(unit)
                + "</th><th scope=\"col\">least seed</th><th scope=\"col\">greatest seed</th>"
                + "<th scope=\"col\">seeds</th></tr></thead>\n<tbody>"
                + rows
                + "</tbody></table></div></details>\n";
    }

    private static OptionalDouble last(List<Double> values) {
        for (int i = values.size() - 1; i >= 0; i--) {
            if (values.get(i) != null) {
                return OptionalDouble.of(values.get(i));
            }
        }
        return OptionalDouble.empty();
    }

    private static String cell(double value) {
        return "<td>" + String.format(Locale.ROOT, "%.4g", value) + "</td>";
    }
}
