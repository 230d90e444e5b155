package dev.hearth.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.papers.CurvePicture;
import dev.hearth.train.claim.Evidence;
import dev.hearth.train.claim.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;

/** Curves with hover: what {@code page.js} draws, and the same as a table. */
record Chart(String title, String caption, String unit, boolean logarithmic, List<Arm> arms) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** One arm: by seed and epoch; null where there is no number. */
    record Arm(String name, List<List<Double>> seeds) {}

    static Chart of(CurvePicture picture, Evidence evidence) {
        List<Arm> arms = new ArrayList<>();
        for (String name : evidence.arms()) {
            List<List<Double>> seeds = new ArrayList<>();
            for (Trial trial : evidence.of(name)) {
                List<Double> values = new ArrayList<>();
                for (Map<String, Double> row : trial.history()) {
                    Double value = row.get(picture.metric());
                    values.add(value == null || !Double.isFinite(value) ? null : value);
                }
                seeds.add(values);
            }
            boolean any = seeds.stream().flatMap(List::stream).anyMatch(Objects::nonNull);
            if (picture.arms().test(name) && any) {
                arms.add(new Arm(name, seeds));
            }
        }
        return new Chart(
                picture.title(),
                picture.caption(),
                picture.unit(),
                picture.axis() == CurvePicture.Axis.LOGARITHMIC,
                arms);
    }

    boolean isEmpty() {
        return arms.isEmpty();
    }

    String html(String id) {
        try {
            return "<figure class=\"chart\">\n<div class=\"plot\" id=\""
                    + id
                    + "\" role=\"img\" aria-label=\""
                    + Html.text(title + ". " + caption + ".")
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

    /** The last epoch of each arm, for those who read. */
    private String table() {
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
        return "<details><summary>The last epoch as a table</summary>\n<div class=\"wide\"><table>"
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
