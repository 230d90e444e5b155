package dev.hearth.train.log;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.style.CategoryStyler;

/**
 * A comparison of arms as a picture of 900×560: in each group one bar for each arm, with its value and
 * its error bar.
 *
 * <pre>{@code
 * Bars.titled("Test error after 10 epochs")
 *         .axes("", "test error (%)")
 *         .groups(List.of("CIFAR-10", "CIFAR-100"))
 *         .arm("ELU", new double[] {12.1, 38.2}, new double[] {0.3, 0.4})
 *         .arm("ReLU", new double[] {13.0, 40.1}, new double[] {0.2, 0.5})
 *         .write(folder.resolve("error.png"));
 * }</pre>
 */
public final class Bars {

    private static final double FILL = 0.8;
    private static final double HEADROOM = 1.08;

    private final String title;
    private final String x;
    private final String y;
    private final List<String> groups;
    private final List<Arm> arms;

    private record Arm(String name, double[] values, double[] errors) {}

    private Bars(String title, String x, String y, List<String> groups, List<Arm> arms) {
        this.title = title;
        this.x = x;
        this.y = y;
        this.groups = List.copyOf(groups);
        this.arms = List.copyOf(arms);
    }

    /**
     * Begins a picture without bars.
     *
     * @param title above the picture
     * @return to go on with
     */
    public static Bars titled(String title) {
        return new Bars(title, "", "", List.of(), List.of());
    }

    /**
     * The same with names at its axes.
     *
     * @param x what the groups are; may be empty
     * @param y the vertical axis, with its unit
     * @return a new picture
     */
    public Bars axes(String x, String y) {
        return new Bars(title, x, y, groups, arms);
    }

    /**
     * The same with other groups; call it before {@link #arm}.
     *
     * @param groups their names, from left to right
     * @return a new picture
     */
    public Bars groups(List<String> groups) {
        return new Bars(title, x, y, groups, arms);
    }

    /**
     * The same with one more arm.
     *
     * @param name in the legend, unlike the others
     * @param values one for each group, finite and not negative
     * @param errors half the length of each error bar, such as a standard deviation; 0 for none
     * @return a new picture
     * @throws IllegalArgumentException if the name is taken or the counts or values do not fit
     */
    public Bars arm(String name, double[] values, double[] errors) {
        boolean taken = arms.stream().anyMatch(other -> other.name().equals(name));
        boolean counts = values.length == groups.size() && errors.length == groups.size();
        boolean sound =
                Arrays.stream(values).allMatch(v -> v >= 0 && Double.isFinite(v))
                        && Arrays.stream(errors).allMatch(e -> e >= 0 && Double.isFinite(e));
        if (taken || !counts || !sound) {
            throw new IllegalArgumentException(
                    "Bars needs a new name and, for each of "
                            + groups.size()
                            + " groups, a finite value and error of at least 0. Received: "
                            + name
                            + " "
                            + Arrays.toString(values)
                            + " ± "
                            + Arrays.toString(errors)
                            + ". Leave diverged arms out and say so.");
        }
        List<Arm> more = new ArrayList<>(arms);
        more.add(new Arm(name, values.clone(), errors.clone()));
        return new Bars(title, x, y, groups, more);
    }

    /**
     * Draws the picture.
     *
     * @return 900 pixels wide, 560 high
     * @throws IllegalArgumentException if there is nothing to draw
     */
    public BufferedImage image() {
        if (arms.isEmpty() || groups.isEmpty()) {
            throw new IllegalArgumentException(
                    "Bars needs groups and an arm. Received: "
                            + groups.size()
                            + " groups and "
                            + arms.size()
                            + " arms. Call groups, then arm.");
        }
        CategoryChart chart =
                new CategoryChartBuilder()
                        .width(Palette.WIDTH)
                        .height(Palette.HEIGHT)
                        .title(title)
                        .xAxisTitle(x)
                        .yAxisTitle(y)
                        .build();
        CategoryStyler styler = chart.getStyler();
        Palette.style(styler);
        styler.setXAxisTitleVisible(!x.isEmpty());
        styler.setYAxisMin(0.0);
        styler.setAvailableSpaceFill(FILL);
        styler.setYAxisMax(HEADROOM * top());
        for (int i = 0; i < arms.size(); i++) {
            Arm arm = arms.get(i);
            CategorySeries bars =
                    chart.addSeries(arm.name(), groups, boxed(arm.values()), boxed(arm.errors()));
            bars.setFillColor(Palette.colour(i));
        }
        BufferedImage image = Palette.drawn(chart);
        label(chart, image);
        return image;
    }

    private double top() {
        double top = 0;
        for (Arm arm : arms) {
            for (int g = 0; g < groups.size(); g++) {
                top = Math.max(top, arm.values()[g] + arm.errors()[g]);
            }
        }
        return top == 0 ? 1 : top;
    }

    /** Writes each value above its error bar; XChart would write it across. */
    private void label(CategoryChart chart, BufferedImage image) {
        Graphics2D pen = image.createGraphics();
        pen.setRenderingHint(
                RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        pen.setColor(Palette.TEXT);
        double width =
                FILL / arms.size() * (chart.getScreenXFromChart(1) - chart.getScreenXFromChart(0));
        pen.setFont(fitting(pen, width));
        for (int a = 0; a < arms.size(); a++) {
            Arm arm = arms.get(a);
            double beside = FILL * ((a + 0.5) / arms.size() - 0.5);
            for (int g = 0; g < groups.size(); g++) {
                String text = text(arm.values()[g]);
                double middle = chart.getScreenXFromChart(g + 0.5 + beside);
                double above = chart.getScreenYFromChart(arm.values()[g] + arm.errors()[g]) - 6;
                double half = pen.getFontMetrics().stringWidth(text) / 2.0;
                pen.drawString(text, (float) (middle - half), (float) above);
            }
        }
        pen.dispose();
    }

    private Font fitting(Graphics2D pen, double width) {
        float size = 14;
        Font font = new Font(Font.SANS_SERIF, Font.PLAIN, 1).deriveFont(size);
        while (size > 8 && widest(pen, font) > width - 2) {
            size -= 0.5f;
            font = font.deriveFont(size);
        }
        return font;
    }

    private double widest(Graphics2D pen, Font font) {
        return arms.stream()
                .flatMapToDouble(arm -> Arrays.stream(arm.values()))
                .map(value -> pen.getFontMetrics(font).stringWidth(text(value)))
                .max()
                .orElse(0);
    }

    /** Three digits that count, or all before the point. */
    private static String text(double value) {
        int decimals = value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    /**
     * Draws the picture into a PNG file, whole or not at all.
     *
     * @param file its place; the folder must exist
     * @throws IOException if it cannot be written
     */
    public void write(Path file) throws IOException {
        Palette.write(image(), file);
    }

    private static List<Double> boxed(double[] values) {
        return Arrays.stream(values).boxed().toList();
    }
}
