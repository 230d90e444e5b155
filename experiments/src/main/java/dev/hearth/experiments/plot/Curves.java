package dev.hearth.experiments.plot;

import dev.hearth.train.log.PngFile;
import dev.hearth.train.metric.Statistics;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Learning curves as a picture of 900×560: for each series the mean over its runs and a band around it.
 *
 * <p>The legend lists the series from the highest last mean to the lowest, as they stand at the right
 * edge. Values that are not finite are left out of mean and band.
 *
 * <pre>{@code
 * Curves.titled("Training loss")
 *         .axes("epoch", "cross-entropy")
 *         .scale(Curves.Scale.LOGARITHMIC)
 *         .band(Curves.Band.RANGE)
 *         .series("ELU", epochs, List.of(seed1, seed2, seed3))
 *         .write(folder.resolve("loss.png"));
 * }</pre>
 */
public final class Curves {

    private static final int FEW = 12;
    private static final String BAND = "\u0000band";

    private final String title;
    private final String x;
    private final String y;
    private final Scale across;
    private final Scale scale;
    private final Band band;
    private final List<Series> series;

    /** How an axis runs. */
    public enum Scale {
        /** Equal differences are equally far apart. */
        LINEAR,
        /** Equal ratios are equally far apart; values must be above 0. */
        LOGARITHMIC
    }

    /** What is drawn around a mean. */
    public enum Band {
        /** From the least run to the greatest. */
        RANGE,
        /** One sample standard deviation to either side. */
        DEVIATION,
        /** Nothing. */
        NONE
    }

    private record Series(String name, double[] at, List<double[]> runs) {}

    private record Drawn(
            int index, String name, double[] at, double[] mean, double[] low, double[] high) {

        double last() {
            return mean[mean.length - 1];
        }
    }

    private Curves(
            String title,
            String x,
            String y,
            Scale across,
            Scale scale,
            Band band,
            List<Series> series) {
        this.title = title;
        this.x = x;
        this.y = y;
        this.across = across;
        this.scale = scale;
        this.band = band;
        this.series = List.copyOf(series);
    }

    /** A plot without series, with linear axes and bands from least to greatest. */
    public static Curves titled(String title) {
        return new Curves(title, "", "", Scale.LINEAR, Scale.LINEAR, Band.RANGE, List.of());
    }

    /** The same with names of the axes, with their units. */
    public Curves axes(String x, String y) {
        return new Curves(title, x, y, across, scale, band, series);
    }

    /** The same with another horizontal axis; a logarithmic one has a tick at each power of ten. */
    public Curves across(Scale across) {
        return new Curves(title, x, y, across, scale, band, series);
    }

    /** The same with another vertical axis. */
    public Curves scale(Scale scale) {
        return new Curves(title, x, y, across, scale, band, series);
    }

    /** The same with other bands around the means. */
    public Curves band(Band band) {
        return new Curves(title, x, y, across, scale, band, series);
    }

    /**
     * The same with one more series.
     *
     * @param at the horizontal positions, rising
     * @param runs one array for each seed, none longer than {@code at}
     * @throws IllegalArgumentException if the name is taken, a run is too long, or nothing is
     *     finite
     */
    public Curves series(String name, double[] at, List<double[]> runs) {
        boolean taken = series.stream().anyMatch(other -> other.name().equals(name));
        boolean fit = runs.stream().allMatch(run -> run.length <= at.length);
        if (taken || !fit) {
            throw new IllegalArgumentException(
                    "Curves needs a new name and runs of at most "
                            + at.length
                            + " values. Received: "
                            + name
                            + " with runs of "
                            + runs.stream().map(run -> run.length).toList()
                            + ". Give each series its own name and a place for each value.");
        }
        List<double[]> copies = runs.stream().map(double[]::clone).toList();
        List<Series> more = new ArrayList<>(series);
        more.add(new Series(name, at.clone(), copies));
        Curves grown = new Curves(title, x, y, across, scale, band, more);
        grown.drawn(more.size() - 1);
        return grown;
    }

    /**
     * Draws it, 900×560 pixels.
     *
     * @throws IllegalArgumentException if there is nothing to draw, or a value is not above 0 on a
     *     logarithmic axis
     */
    public BufferedImage image() {
        if (series.isEmpty()) {
            throw new IllegalArgumentException(
                    "Curves needs a series. Received: none. Call series first.");
        }
        XYChart chart =
                new XYChartBuilder()
                        .width(Palette.WIDTH)
                        .height(Palette.HEIGHT)
                        .title(title)
                        .xAxisTitle(x)
                        .yAxisTitle(y)
                        .build();
        Palette.style(chart.getStyler());
        chart.getStyler().setXAxisTickMarkSpacingHint(90);
        if (across == Scale.LOGARITHMIC) {
            decades(chart.getStyler());
        }
        chart.getStyler().setYAxisLogarithmic(scale == Scale.LOGARITHMIC);
        List<Drawn> all = IntStream.range(0, series.size()).mapToObj(this::drawn).toList();
        // Bands first, so that no band hides a line.
        if (band != Band.NONE) {
            all.stream().filter(one -> one.at().length > 1).forEach(one -> addBand(chart, one));
        }
        all.stream()
                .sorted(Comparator.comparingDouble(Drawn::last).reversed())
                .forEach(one -> addLine(chart, one));
        return Palette.drawn(chart);
    }

    /** Draws it into a PNG file, which is written completely or not at all. */
    public void write(Path file) throws IOException {
        PngFile.write(image(), file);
    }

    /** A tick at each power of ten within the data, written out: 0.001 where XChart has 1E-3. */
    private void decades(XYStyler styler) {
        double[] ends =
                series.stream()
                        .flatMapToDouble(each -> Arrays.stream(each.at()))
                        .sorted()
                        .toArray();
        styler.setXAxisLogarithmic(true);
        styler.setXAxisMin(ends[0]).setXAxisMax(ends[ends.length - 1]);
        styler.setXAxisTickLabelsFormattingFunction(
                power ->
                        new BigDecimal(power)
                                .round(new MathContext(1))
                                .stripTrailingZeros()
                                .toPlainString());
    }

    private void addBand(XYChart chart, Drawn one) {
        int n = one.at().length;
        double[] around = new double[2 * n];
        double[] edge = new double[2 * n];
        for (int i = 0; i < n; i++) {
            around[i] = one.at()[i];
            edge[i] = one.high()[i];
            around[2 * n - 1 - i] = one.at()[i];
            edge[2 * n - 1 - i] = one.low()[i];
        }
        XYSeries polygon = chart.addSeries(one.name() + BAND, around, edge);
        polygon.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.PolygonArea);
        polygon.setFillColor(Palette.pale(Palette.colour(one.index())));
        polygon.setLineColor(new Color(0, 0, 0, 0));
        polygon.setMarker(SeriesMarkers.NONE);
        polygon.setShowInLegend(false);
    }

    private void addLine(XYChart chart, Drawn one) {
        XYSeries line = chart.addSeries(one.name(), one.at(), one.mean());
        line.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Line);
        line.setLineColor(Palette.colour(one.index()));
        line.setLineStyle(Palette.stroke(one.index()));
        // A single point has no line to be seen by.
        line.setMarker(one.at().length == 1 ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
        line.setMarkerColor(Palette.colour(one.index()));
    }

    private Drawn drawn(int index) {
        Series one = series.get(index);
        double[][] rows =
                IntStream.range(0, one.at().length)
                        .filter(i -> finite(one, i).length > 0)
                        .mapToObj(i -> row(one, i))
                        .toArray(double[][]::new);
        if (rows.length == 0) {
            throw new IllegalArgumentException(
                    "Curves needs a finite value in each series. Received: "
                            + one.name()
                            + " without one. Leave it out and say that it diverged.");
        }
        return new Drawn(
                index,
                one.name(),
                across == Scale.LINEAR ? uneven(column(rows, 0)) : column(rows, 0),
                column(rows, 1),
                column(rows, 2),
                column(rows, 3));
    }

    /**
     * Moves one of many points by a thousandth of a pixel: XChart labels evenly spaced values one by
     * one, however many there are, and others at round numbers.
     */
    private static double[] uneven(double[] at) {
        if (at.length > FEW) {
            at[1] += 1e-6 * (at[at.length - 1] - at[0]);
        }
        return at;
    }

    private static double[] finite(Series one, int i) {
        return one.runs().stream()
                .filter(run -> run.length > i)
                .mapToDouble(run -> run[i])
                .filter(Double::isFinite)
                .toArray();
    }

    private double[] row(Series one, int i) {
        Statistics values = Statistics.of(finite(one, i));
        if (scale == Scale.LOGARITHMIC && values.least() <= 0) {
            throw new IllegalArgumentException(
                    "A logarithmic axis needs values above 0. Received: "
                            + values.least()
                            + " in "
                            + one.name()
                            + ". Use Scale.LINEAR.");
        }
        double deviation = values.standardDeviation().orElse(0);
        double low = band == Band.DEVIATION ? values.mean() - deviation : values.least();
        double high = band == Band.DEVIATION ? values.mean() + deviation : values.greatest();
        // A logarithmic axis has no place for a deviation below 0: the band ends at the least run.
        boolean below = scale == Scale.LOGARITHMIC && low <= 0;
        return new double[] {one.at()[i], values.mean(), below ? values.least() : low, high};
    }

    private static double[] column(double[][] rows, int index) {
        return Arrays.stream(rows).mapToDouble(row -> row[index]).toArray();
    }
}
