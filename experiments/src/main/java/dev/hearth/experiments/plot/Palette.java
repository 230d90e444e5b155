package dev.hearth.experiments.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.image.BufferedImage;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler;

/** How every chart looks: colours that colour-blind people can tell apart, little ink, large text. */
final class Palette {

    static final int WIDTH = 900;
    static final int HEIGHT = 560;

    /** Okabe and Ito (2008), without the yellow, which is too pale for lines on white. */
    private static final Color[] COLOURS = {
        new Color(0x0072B2),
        new Color(0xD55E00),
        new Color(0x009E73),
        new Color(0xCC79A7),
        new Color(0xE69F00),
        new Color(0x56B4E9),
        new Color(0x000000)
    };

    static final Color TEXT = new Color(0x333333);
    static final Color GRID = new Color(0xE3E3E3);

    private Palette() {}

    static Color colour(int index) {
        return COLOURS[index % COLOURS.length];
    }

    /** Lines whose colour comes round again are dashed. */
    static BasicStroke stroke(int index) {
        float[] dashes = {7, 4};
        return index < COLOURS.length
                ? new BasicStroke(2.4f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND)
                : new BasicStroke(2.4f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, dashes, 0);
    }

    static Color pale(Color colour) {
        return new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), 48);
    }

    static void style(AxesChartStyler styler) {
        Font plain = new Font(Font.SANS_SERIF, Font.PLAIN, 15);
        styler.setChartBackgroundColor(Color.WHITE)
                .setChartFontColor(TEXT)
                .setChartPadding(14)
                .setChartTitleBoxVisible(false)
                .setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 19))
                .setLegendPosition(Styler.LegendPosition.OutsideE)
                .setLegendBorderColor(Color.WHITE)
                .setLegendBackgroundColor(Color.WHITE)
                .setLegendFont(plain)
                .setPlotBackgroundColor(Color.WHITE)
                .setPlotBorderVisible(false)
                .setAntiAlias(true);
        styler.setAxisTitleFont(plain);
        styler.setAxisTickLabelsFont(plain.deriveFont(13f));
        styler.setAxisTickLabelsColor(TEXT);
        styler.setAxisTickMarksColor(GRID);
        styler.setPlotGridLinesColor(GRID);
        styler.setPlotGridLinesStroke(new BasicStroke(1));
        styler.setPlotGridVerticalLinesVisible(false);
        styler.setErrorBarsColor(TEXT);
    }

    static BufferedImage drawn(Chart<?, ?> chart) {
        return BitmapEncoder.getBufferedImage(chart);
    }
}
