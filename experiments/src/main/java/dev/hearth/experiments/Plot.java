package dev.hearth.experiments;

import dev.hearth.experiments.plot.Curves;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Lines against something, such as an error against epochs: numbers that can be drawn as a file, or on
 * a page that tells them to whoever points there.
 *
 * <pre>{@code
 * Plot.Line errors = new Plot.Line("random", List.of(1.0, 2.0), List.of(List.of(0.9, 0.7)));
 * Plot plot = new Plot("Repeated tests", Plot.Across.doubling("count of tests"), "%",
 *         CurveFigure.Axis.LINEAR, List.of(errors));
 * }</pre>
 *
 * @param title above it
 * @param across the horizontal axis
 * @param unit along the vertical axis
 * @param axis how that is divided
 * @param lines in the order of the legend, possibly none
 */
public record Plot(
        String title, Across across, String unit, CurveFigure.Axis axis, List<Line> lines) {

    /**
     * A horizontal axis.
     *
     * @param doubling whether equal ratios are equally far apart
     */
    public record Across(String name, boolean doubling) {

        /** An axis that is divided evenly. */
        public static Across evenly(String name) {
            return new Across(name, false);
        }

        /** An axis on which equal ratios are equally far apart. */
        public static Across doubling(String name) {
            return new Across(name, true);
        }

        private double place(double at) {
            return doubling ? Math.log(at) / Math.log(2) : at;
        }
    }

    /**
     * A line, which stands for the runs of an arm.
     *
     * @param name in the legend
     * @param at where its values stand, rising
     * @param runs for each seed, as long as {@code at} or shorter; not finite where nothing is
     */
    public record Line(String name, List<Double> at, List<List<Double>> runs) {

        /** Copies the lists. */
        public Line {
            at = List.copyOf(at);
            runs = runs.stream().map(List::copyOf).toList();
        }
    }

    /** Copies the list. */
    public Plot {
        lines = List.copyOf(lines);
    }

    /** Draws it into a PNG file, whole or not at all. */
    void write(Path file) throws IOException {
        Curves curves =
                Curves.titled(title)
                        .axes(
                                across.doubling() ? "log₂ of the " + across.name() : across.name(),
                                unit)
                        .scale(
                                axis == CurveFigure.Axis.LINEAR
                                        ? Curves.Scale.LINEAR
                                        : Curves.Scale.LOGARITHMIC)
                        .band(Curves.Band.RANGE);
        for (Line line : lines) {
            curves =
                    curves.series(
                            line.name(),
                            line.at().stream().mapToDouble(across::place).toArray(),
                            line.runs().stream().map(Plot::array).toList());
        }
        curves.write(file);
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
