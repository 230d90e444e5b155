package dev.hearth.bench;

import java.util.List;
import java.util.Locale;

/** How figures are written for people. */
public final class Text {

    static final List<String> HEAD =
            List.of("what", "threads", "median", "quartiles", "count", "unit", "target");

    private Text() {}

    /**
     * Three digits, or all before the point.
     *
     * @param value any
     * @return such as {@code 12.3}
     */
    public static String number(double value) {
        double size = Math.abs(value);
        String form = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, form, value);
    }

    static List<String> row(Quantity figure) {
        Spread spread = figure.spread();
        return List.of(
                figure.name() + (figure.note().isEmpty() ? "" : " (" + figure.note() + ")"),
                Integer.toString(figure.threads()),
                figure.isMeasured() ? number(spread.median()) : "not measured",
                spread.count() <= 1 ? "" : number(spread.low()) + " … " + number(spread.high()),
                Integer.toString(spread.count()),
                figure.unit(),
                figure.target().map(target -> target.text() + judged(figure, target)).orElse(""));
    }

    private static String judged(Quantity figure, Quantity.Target target) {
        if (!figure.isMeasured()) {
            return "";
        }
        return target.isMet(figure.spread().median()) ? ", met" : ", missed";
    }

    /**
     * Columns that stand under one another.
     *
     * @param rows the first is the head
     * @return lines
     */
    public static String table(List<List<String>> rows) {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], length(row.get(i)));
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                String space = " ".repeat(widths[i] - length(row.get(i)));
                boolean left = i == 0 || i >= columns - 2;
                line.append(left ? row.get(i) + space : space + row.get(i)).append("  ");
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /**
     * A table in Markdown.
     *
     * @param rows the first is the head
     * @return lines
     */
    public static String markdown(List<List<String>> rows) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < rows.size(); i++) {
            text.append("| ").append(String.join(" | ", rows.get(i))).append(" |\n");
            if (i == 0) {
                text.append("| --- ".repeat(rows.get(0).size())).append("|\n");
            }
        }
        return text.toString();
    }
}
