package dev.hearth.experiments.plot;

import dev.hearth.train.log.PngFile;
import dev.hearth.train.metric.Statistics;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Means with their 95 % confidence intervals (Student's t), a row each, beside a line at 0: 900 pixels wide and as
 * high as the rows need. An interval that lies beside 0 is drawn in colour, one that holds it in grey.
 *
 * <pre>{@code
 * Intervals.titled("Effects", "points of test error")
 *         .row("ELU", new double[] {-1.2, -0.8, -1.1})
 *         .write(folder.resolve("effects.png"));
 * }</pre>
 */
public final class Intervals {

    private static final double LEVEL = 0.95;
    private static final int MARGIN = 24;
    private static final int HEAD = 56;
    private static final int ROW = 30;
    private static final int FOOT = 64;
    private static final int MOST_TICKS = 9;

    private final String title;
    private final String unit;
    private final List<Row> rows;

    private record Row(String name, double mean, Statistics.Interval interval) {

        boolean isBesideZero() {
            return interval.low() > 0 || interval.high() < 0;
        }

        String figures() {
            return String.format(
                            Locale.ROOT,
                            "%+.2f [%+.2f, %+.2f]",
                            mean,
                            interval.low(),
                            interval.high())
                    .replace('-', '−');
        }
    }

    private Intervals(String title, String unit, List<Row> rows) {
        this.title = title;
        this.unit = unit;
        this.rows = List.copyOf(rows);
    }

    /**
     * A plot without rows.
     *
     * @param unit below the axis, and what its sides mean
     */
    public static Intervals titled(String title, String unit) {
        return new Intervals(title, unit, List.of());
    }

    /**
     * The same with one more row below the others.
     *
     * @param values at least two finite numbers
     */
    public Intervals row(String name, double[] values) {
        if (values.length < 2 || !Arrays.stream(values).allMatch(Double::isFinite)) {
            throw new IllegalArgumentException(
                    "A row of Intervals needs two finite values or more. Received: "
                            + name
                            + " with "
                            + Arrays.toString(values)
                            + ". Leave it out and say why.");
        }
        Statistics statistics = Statistics.of(values);
        List<Row> more = new ArrayList<>(rows);
        more.add(new Row(name, statistics.mean(), statistics.confidence(LEVEL).orElseThrow()));
        return new Intervals(title, unit, more);
    }

    /**
     * Draws it.
     *
     * @throws IllegalArgumentException if there is no row
     */
    public BufferedImage image() {
        if (rows.isEmpty()) {
            throw new IllegalArgumentException(
                    "Intervals needs a row. Received: none. Call row first.");
        }
        int height = HEAD + ROW * rows.size() + FOOT;
        BufferedImage image = new BufferedImage(Palette.WIDTH, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        try {
            pen.setRenderingHint(
                    RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            pen.setRenderingHint(
                    RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            pen.setColor(Color.WHITE);
            pen.fillRect(0, 0, image.getWidth(), height);
            draw(pen);
        } finally {
            pen.dispose();
        }
        return image;
    }

    /** Draws it into a PNG file, which is written completely or not at all. */
    public void write(Path file) throws IOException {
        PngFile.write(image(), file);
    }

    private void draw(Graphics2D pen) {
        pen.setColor(Palette.TEXT);
        pen.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 19));
        pen.drawString(title, MARGIN, 34);
        pen.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 15));
        FontMetrics metrics = pen.getFontMetrics();
        double left = 2.0 * MARGIN + widest(metrics, Row::name);
        double right = Palette.WIDTH - 2.0 * MARGIN - widest(metrics, Row::figures);
        double low = rows.stream().mapToDouble(row -> row.interval().low()).min().orElse(0);
        double high = rows.stream().mapToDouble(row -> row.interval().high()).max().orElse(0);
        double step = step(Math.max(0, high) - Math.min(0, low));
        Span span =
                new Span(
                        step * Math.floor(Math.min(0, low) / step),
                        step * Math.ceil(Math.max(0, high) / step),
                        left,
                        right);
        grid(pen, span, step);
        for (int i = 0; i < rows.size(); i++) {
            row(pen, rows.get(i), span, HEAD + ROW * i + ROW / 2.0);
        }
        pen.setColor(Palette.TEXT);
        pen.drawString(unit, (int) left, HEAD + ROW * rows.size() + FOOT - 16);
    }

    private int widest(FontMetrics metrics, Function<Row, String> text) {
        return rows.stream().mapToInt(row -> metrics.stringWidth(text.apply(row))).max().orElse(0);
    }

    /** From numbers to pixels. */
    private record Span(double low, double high, double left, double right) {

        double place(double value) {
            return high == low ? left : left + (value - low) / (high - low) * (right - left);
        }
    }

    private void grid(Graphics2D pen, Span span, double step) {
        double bottom = HEAD + ROW * (double) rows.size();
        FontMetrics metrics = pen.getFontMetrics();
        for (long i = Math.round(span.low() / step); i * step < span.high() + step / 2; i++) {
            double x = span.place(i * step);
            pen.setColor(i == 0 ? Palette.TEXT : Palette.GRID);
            pen.setStroke(new BasicStroke(i == 0 ? 1.5f : 1));
            pen.draw(new Line2D.Double(x, HEAD, x, bottom));
            pen.setColor(Palette.TEXT);
            String text =
                    BigDecimal.valueOf(step)
                            .multiply(BigDecimal.valueOf(i))
                            .stripTrailingZeros()
                            .toPlainString()
                            .replace('-', '−');
            pen.drawString(
                    text, (float) (x - metrics.stringWidth(text) / 2.0), (float) bottom + 18);
        }
    }

    private static void row(Graphics2D pen, Row row, Span span, double y) {
        FontMetrics metrics = pen.getFontMetrics();
        float base = (float) (y + metrics.getAscent() / 2.0 - 2);
        pen.setColor(Palette.TEXT);
        pen.drawString(
                row.name(), (float) (span.left() - MARGIN - metrics.stringWidth(row.name())), base);
        pen.drawString(row.figures(), (float) span.right() + MARGIN, base);
        pen.setColor(row.isBesideZero() ? Palette.colour(0) : Color.GRAY);
        pen.setStroke(new BasicStroke(2.4f));
        pen.draw(
                new Line2D.Double(
                        span.place(row.interval().low()), y, span.place(row.interval().high()), y));
        double x = span.place(row.mean());
        pen.fill(new Ellipse2D.Double(x - 5, y - 5, 10, 10));
    }

    /** 1, 2 or 5 times a power of ten, of which few go into a width. */
    private static double step(double width) {
        double power = Math.pow(10, Math.floor(Math.log10(Math.max(width, 1e-9))) - 1);
        for (double step : new double[] {1, 2, 5, 10, 20}) {
            if (width / (step * power) <= MOST_TICKS) {
                return step * power;
            }
        }
        return 50 * power;
    }
}
