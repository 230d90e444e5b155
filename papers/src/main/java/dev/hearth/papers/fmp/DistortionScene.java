package dev.hearth.papers.fmp;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;

/**
 * A picture with straight lines and circles, on which distortion is easy to see: a building with windows,
 * a sun, a fence and a road, drawn for a sheet of 320×320.
 */
final class DistortionScene {

    private DistortionScene() {}

    static BufferedImage draw(int side) {
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        pen.scale(side / 320.0, side / 320.0);
        pen.setPaint(
                new GradientPaint(0, 0, new Color(40, 90, 170), 0, 200, new Color(120, 170, 215)));
        pen.fill(new Rectangle2D.Double(0, 0, 320, 220));
        pen.setColor(new Color(50, 110, 50));
        pen.fill(new Rectangle2D.Double(0, 210, 320, 110));
        sun(pen);
        house(pen);
        ground(pen);
        pen.dispose();
        return image;
    }

    private static void sun(Graphics2D pen) {
        pen.setColor(new Color(250, 215, 80));
        pen.fill(new Ellipse2D.Double(30, 25, 64, 64));
        pen.setStroke(new BasicStroke(5));
        for (int ray = 0; ray < 16; ray++) {
            double cos = Math.cos(Math.PI * ray / 8);
            double sin = Math.sin(Math.PI * ray / 8);
            pen.draw(new Line2D.Double(62 + 40 * cos, 57 + 40 * sin, 62 + 52 * cos, 57 + 52 * sin));
        }
    }

    private static void house(Graphics2D pen) {
        pen.setColor(new Color(150, 60, 40));
        pen.fill(new Rectangle2D.Double(120, 120, 170, 140));
        Path2D roof = new Path2D.Double();
        roof.moveTo(105, 122);
        roof.lineTo(205, 40);
        roof.lineTo(305, 122);
        roof.closePath();
        pen.setColor(new Color(70, 30, 30));
        pen.fill(roof);
        pen.setStroke(new BasicStroke(4));
        pen.setColor(new Color(225, 185, 150));
        for (int y = 0; y < 2; y++) {
            for (int x = 0; x < 3; x++) {
                Rectangle2D window = new Rectangle2D.Double(134 + 52 * x, 134 + 62 * y, 38, 46);
                if (y == 1 && x == 1) {
                    pen.fill(new Rectangle2D.Double(186, 200, 38, 60));
                    continue;
                }
                pen.setColor(new Color(30, 40, 60));
                pen.fill(window);
                pen.setColor(new Color(240, 225, 190));
                pen.draw(window);
                pen.draw(
                        new Line2D.Double(
                                window.getCenterX(),
                                window.getMinY(),
                                window.getCenterX(),
                                window.getMaxY()));
                pen.draw(
                        new Line2D.Double(
                                window.getMinX(),
                                window.getCenterY(),
                                window.getMaxX(),
                                window.getCenterY()));
            }
        }
        pen.setColor(new Color(240, 225, 190));
        pen.setStroke(new BasicStroke(5));
        pen.draw(new Ellipse2D.Double(187, 76, 36, 36));
    }

    private static void ground(Graphics2D pen) {
        pen.setColor(new Color(90, 90, 95));
        pen.fill(new Rectangle2D.Double(0, 272, 320, 34));
        pen.setColor(new Color(235, 235, 235));
        for (int x = 0; x < 320; x += 40) {
            pen.fill(new Rectangle2D.Double(x + 6, 286, 24, 6));
        }
        for (int x = 2; x < 110; x += 18) {
            pen.fill(new Rectangle2D.Double(x, 205, 8, 55));
        }
        pen.fill(new Rectangle2D.Double(0, 218, 112, 6));
        pen.fill(new Rectangle2D.Double(0, 242, 112, 6));
    }
}
