package dev.hearth.cli;

import static dev.hearth.nn.layers.Layers.conv;
import static dev.hearth.nn.layers.Layers.globalAvgPool;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.sequence;

import dev.hearth.data.image.Interpolation;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.inference.TrainedModel;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.zoo.ModelRegistry;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * Loads the classes of frequent commands, which the launcher then archives for the JVM: lists what there
 * is, and classifies a picture with a tiny model. A prediction from a folder takes half the time with it.
 */
final class StartupClasses {

    private StartupClasses() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createTempDirectory("hearth");
        try {
            Path picture = folder.resolve("picture.jpg");
            ImageIO.write(
                    new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB), "jpg", picture.toFile());
            InputSpec view = new InputSpec(3, 8, 1, Interpolation.BICUBIC, 0.5, 0.5);
            Layer layer = sequence(conv(2, 3), globalAvgPool(), linear(2));
            try (var scope = Scope.open()) {
                Model net = Model.build(layer, TrainedModel.in(view), new Seed(1), Device.CPU);
                new TrainedModel("tiny", layer, view, List.of("a", "b"))
                        .write(folder, net, ModelRegistry.layerJson());
            }
            Hearth.line().execute("list");
            Hearth.line().execute("predict", "--model", folder.toString(), picture.toString());
        } finally {
            try (var files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        System.exit(0);
    }
}
