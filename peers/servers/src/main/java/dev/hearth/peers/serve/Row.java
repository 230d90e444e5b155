package dev.hearth.peers.serve;

import static dev.hearth.nn.layers.Layers.conv;
import static dev.hearth.nn.layers.Layers.globalAvgPool;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.sequence;

import dev.hearth.data.image.Interpolation;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.nn.fold.Folded;
import dev.hearth.nn.layers.Elu;
import dev.hearth.nn.layers.Flatten;
import dev.hearth.onnx.ImageModelMetadata;
import dev.hearth.onnx.OnnxModel;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/**
 * What is asked.
 *
 * @param name of it
 * @param model file
 * @param channels of its input
 * @param side of its input
 * @param content type of what the peers are sent
 * @param request body that the peers are sent
 */
record Row(String name, Path model, int channels, int side, String content, byte[] request) {

    boolean isPicture() {
        return content.startsWith("image/");
    }

    /** The models and pictures, written into a folder. */
    static List<Row> all(Path folder) throws IOException {
        InputSpec grey = new InputSpec(1, 28, 1, Interpolation.BILINEAR, 0.5, 0.5);
        InputSpec coloured = new InputSpec(3, 64, 1, Interpolation.BILINEAR, 0.5, 0.5);
        Layer mlp = sequence(new Flatten(), linear(128), new Elu(), linear(10));
        Layer convolutions =
                sequence(
                        conv(32, 3),
                        new Elu(),
                        conv(32, 3),
                        new Elu(),
                        conv(32, 3),
                        globalAvgPool(),
                        linear(10));
        Path small = model(folder, "mlp", grey, mlp);
        Path large = model(folder, "convolutions", coloured, convolutions);
        byte[] numbers = new byte[4 * 784];
        for (int i = 0; i < 784; i++) {
            int bits = Float.floatToIntBits((i * 37 % 256) / 128f - 1);
            for (int k = 0; k < 4; k++) {
                numbers[4 * i + k] = (byte) (bits >> 8 * k);
            }
        }
        return List.of(
                new Row("mlp-numbers", small, 1, 28, "application/octet-stream", numbers),
                new Row("mlp-png", small, 1, 28, "image/png", picture(folder, 28, 28, "png")),
                new Row("conv-png", large, 3, 64, "image/png", picture(folder, 64, 64, "png")),
                new Row(
                        "conv-photo",
                        large,
                        3,
                        64,
                        "image/jpeg",
                        picture(folder, 640, 480, "jpg")));
    }

    private static Path model(Path folder, String name, InputSpec view, Layer layer)
            throws IOException {
        List<String> classes = IntStream.range(0, 10).mapToObj(i -> "class " + i).toList();
        Path file = folder.resolve(name + ".onnx");
        try (var scope = Scope.open()) {
            Shape in = new Shape.Image(view.pixels().channels(), view.side(), view.side());
            Model net = Model.build(layer, in, new Seed(1), Device.CPU);
            Folded folded = Folded.of(net.layer(), net.in(), net.arrays());
            OnnxModel.of(
                            name,
                            folded,
                            net.in(),
                            new ImageModelMetadata(name, view, classes).metadata())
                    .write(file);
        }
        return file;
    }

    private static byte[] picture(Path folder, int width, int height, String format)
            throws IOException {
        boolean isGrey = width == 28;
        BufferedImage image =
                new BufferedImage(
                        width,
                        height,
                        isGrey ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double u = (double) x / width;
                double v = (double) y / height;
                int red = (int) (127 + 120 * Math.sin(7 * u + 3 * v));
                int green = (int) (127 + 120 * Math.cos(9 * v * u));
                if (isGrey) {
                    image.getRaster().setSample(x, y, 0, red);
                } else {
                    image.setRGB(x, y, red << 16 | green << 8 | (x ^ y) & 0xFF);
                }
            }
        }
        Path file = folder.resolve("picture." + format);
        ImageIO.write(image, format, file.toFile());
        return Files.readAllBytes(file);
    }
}
