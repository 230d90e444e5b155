package dev.hearth.papers.fmp;

import dev.hearth.experiments.Figure;
import dev.hearth.experiments.claim.Evidence;
import dev.hearth.nn.Context;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.FractionalMaxPool2d;
import dev.hearth.nn.layers.IncrementDraw;
import dev.hearth.nn.layers.RegionOverlap;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.run.Run;
import dev.hearth.weights.AtomicFile;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/**
 * The figure: the picture, and what two random and two pseudorandom draws leave of it, enlarged to its
 * own size; above with disjoint, below with overlapping regions.
 */
record PooledFigure() implements Figure {

    /** Each picture in the figure; the one that is pooled is larger. */
    private static final int SIDE = 320;

    private static final int GAP = 8;
    private static final int LINE = 26;

    @Override
    public String word() {
        return "pooled";
    }

    @Override
    public String caption() {
        return "One picture, pooled by √2 five times and enlarged again: two random draws bend its"
                + " lines, two pseudorandom ones keep them straight; above disjoint, below overlapping"
                + " regions";
    }

    @Override
    public void draw(Evidence evidence, Path runs, Run.Place place, Path file) {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try {
            ImageIO.write(figure(place.device()), "png", png);
            AtomicFile.write(file, out -> out.write(ByteBuffer.wrap(png.toByteArray())));
        } catch (IOException failure) {
            throw AtomicFile.unwritable(file.toAbsolutePath().getParent(), failure);
        }
    }

    /** Five columns of two pictures, each with a line of text above. */
    static BufferedImage figure(Device device) {
        int columns = 5;
        BufferedImage figure =
                new BufferedImage(
                        columns * (SIDE + GAP) + GAP,
                        2 * (SIDE + LINE) + GAP,
                        BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = figure.createGraphics();
        pen.setRenderingHint(
                RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        pen.setColor(Color.WHITE);
        pen.fillRect(0, 0, figure.getWidth(), figure.getHeight());
        pen.setColor(Color.BLACK);
        pen.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 15));
        BufferedImage scene = DistortionScene.draw(FmpFigure.SIDE);
        for (int row = 0; row < 2; row++) {
            RegionOverlap windows = row == 0 ? RegionOverlap.DISJOINT : RegionOverlap.OVERLAPPING;
            String kind = row == 0 ? "disjoint" : "overlapping";
            for (int column = 0; column < columns; column++) {
                IncrementDraw draw = column < 3 ? IncrementDraw.RANDOM : IncrementDraw.PSEUDORANDOM;
                String name = draw == IncrementDraw.RANDOM ? "random, " : "pseudorandom, ";
                int x = GAP + column * (SIDE + GAP);
                int y = row * (SIDE + LINE) + LINE;
                BufferedImage shown =
                        column == 0
                                ? DistortionScene.draw(SIDE)
                                : pooled(
                                        scene,
                                        windows,
                                        draw,
                                        new Seed(100L * row + column),
                                        device);
                pen.drawString(column == 0 ? "the picture" : name + kind, x, y - 8);
                pen.drawImage(shown, x, y, SIDE, SIDE, null);
            }
        }
        pen.dispose();
        return figure;
    }

    /** What five poolings leave, a pixel a cell. */
    static BufferedImage pooled(
            BufferedImage scene,
            RegionOverlap windows,
            IncrementDraw draw,
            Seed seed,
            Device device) {
        int side = scene.getWidth();
        float[] values = new float[3 * side * side];
        for (int i = 0; i < side * side; i++) {
            int rgb = scene.getRGB(i % side, i / side);
            for (int c = 0; c < 3; c++) {
                values[c * side * side + i] = (rgb >> (16 - 8 * c) & 0xFF) / 255f;
            }
        }
        try (var scope = Scope.open();
                var quiet = NoGrad.open()) {
            Tensor x = Tensor.of(values, 1, 3, side, side).to(device);
            Shape.Image shape = new Shape.Image(3, side, side);
            for (int time = 0; time < FmpFigure.TIMES; time++) {
                FractionalMaxPool2d pool = new FractionalMaxPool2d(Math.sqrt(2), windows, draw);
                Model net = Model.build(pool, shape, seed, device);
                x = net.apply(x, Context.testing(seed.child(time)));
                shape = (Shape.Image) pool.out(shape);
            }
            return image(x.toFloats(), shape.height());
        }
    }

    private static BufferedImage image(float[] values, int side) {
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        int area = side * side;
        for (int i = 0; i < area; i++) {
            int rgb = 0;
            for (int c = 0; c < 3; c++) {
                rgb = rgb << 8 | Math.round(255 * values[c * area + i]);
            }
            image.setRGB(i % side, i / side, rgb);
        }
        return image;
    }
}
