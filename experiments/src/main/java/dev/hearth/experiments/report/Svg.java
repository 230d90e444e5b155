package dev.hearth.experiments.report;

import java.util.Locale;

/** An SVG that grows; its colours are the page's, so that it is light and dark with it. */
final class Svg {

    private final StringBuilder svg = new StringBuilder();

    void box(String kind, String title, double x, double y, double width, double height) {
        add(
                "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\""
                        + " rx=\"3\"><title>%s</title></rect>%n",
                kind, x, y, width, height, Html.text(title));
    }

    void text(String kind, String anchor, double x, double y, String words) {
        add(
                "<text class=\"%s\" text-anchor=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>%n",
                kind, anchor, x, y, Html.text(words));
    }

    void line(double x1, double y1, double x2, double y2) {
        add("<path d=\"M%.1f %.1fL%.1f %.1f\"/>%n", x1, y1, x2, y2);
    }

    /** From a stage to the next. */
    void arrow(double x, double y1, double y2) {
        line(x, y1, x, y2);
        add("<path d=\"M%.1f %.1fL%.1f %.1fL%.1f %.1f\"/>%n", x - 4, y2 - 5, x, y2, x + 4, y2 - 5);
    }

    /** A plus in a circle. */
    void sum(String title, double x, double y, double radius) {
        add(
                "<circle class=\"joint\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"><title>%s</title>"
                        + "</circle>%n",
                x, y, radius, Html.text(title));
        add(
                "<path class=\"plus\" d=\"M%.1f %.1fL%.1f %.1fM%.1f %.1fL%.1f %.1f\"/>%n",
                x - 4, y, x + 4, y, x, y - 4, x, y + 4);
    }

    private void add(String form, Object... values) {
        svg.append(String.format(Locale.ROOT, form, values));
    }

    /** All of it. */
    String svg(String id, String title, String words, double width, double height) {
        return String.format(
                Locale.ROOT,
                "<svg class=\"diagram\" id=\"%s\" viewBox=\"0 0 %.0f %.0f\" role=\"img\""
                        + " aria-labelledby=\"%s-title %s-words\">%n<title id=\"%s-title\">%s</title>"
                        + "%n<desc id=\"%s-words\">%s</desc>%n%s</svg>%n",
                id,
                width,
                height,
                id,
                id,
                id,
                Html.text(title),
                id,
                Html.text(words),
                svg);
    }
}
