package dev.hearth.inference;

import static dev.hearth.nn.layers.Layers.conv;
import static dev.hearth.nn.layers.Layers.globalAvgPool;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.sequence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.data.BadDataException;
import dev.hearth.data.dataset.ImageNetClasses;
import dev.hearth.data.image.Interpolation;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.data.transform.TestCrops;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationTest {

    private static final InputSpec VIEW =
            new InputSpec(3, 14, 0.875, Interpolation.BICUBIC, 0.5, 0.5);

    @TempDir private Path temp;

    private static Model net(int classes) {
        return Model.build(
                sequence(conv(6, 3), globalAvgPool(), linear(classes)),
                new Shape.Image(3, 14, 14),
                new Seed(4),
                Device.CPU);
    }

    @Test
    void folders_mean_classes_by_name_synset_or_word() {
        List<String> names = ImageNetClasses.read().names();
        assertThat(
                        FolderLabels.of(
                                List.of("n02012849", "tench", "tabby_cat", names.get(999)), names))
                .containsExactly(134, 0, 281, 999);
        assertThat(FolderLabels.of(List.of("dog", "cat"), List.of("cat", "dog")))
                .containsExactly(1, 0);
        assertThatThrownBy(() -> FolderLabels.of(List.of("crane", "unicorn"), names))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "Each folder of pictures needs the name of one of the model's 1000 classes,"
                                + " such as n01440764 tench, Tinca tinca. Received: unicorn, which"
                                + " it does not have; crane, which several of them have. Rename"
                                + " the folders, or train a model on them.");
    }

    private Path draw(String name, int rgb) throws IOException {
        BufferedImage image = new BufferedImage(20, 20, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 400; i++) {
            image.setRGB(i % 20, i / 20, rgb);
        }
        Path file = temp.resolve("pictures").resolve(name);
        Files.createDirectories(file.getParent());
        ImageIO.write(image, "png", file.toFile());
        return file;
    }

    @Test
    void errors_are_counted_and_the_worst_mistakes_come_first() throws IOException {
        draw("red/1.png", 0xFF0000);
        draw("red/2.png", 0xC01010);
        draw("blue/1.png", 0x0000FF);
        draw("green/1.png", 0x00FF00);
        List<String> classes = List.of("red", "green", "blue", "black", "white", "grey");
        try (var room = Scope.open()) {
            Model net = net(6);
            // Class c likes channel c mod 3: a picture of one colour is taken for its own.
            Tensor weight = net.parameters().value("2.weight");
            Tensor first = net.parameters().value("0.weight");
            float[] kernel = new float[6 * 3 * 9];
            for (int c = 0; c < 6; c++) {
                kernel[c * 27 + c % 3 * 9 + 4] = 1;
            }
            float[] diagonal = new float[36];
            for (int c = 0; c < 6; c++) {
                diagonal[c * 7] = c < 3 ? 4 : 3;
            }
            // Nothing is taken for blue, so blue is taken for the next that likes its channel.
            diagonal[2 * 7] = 0;
            try (var quiet = NoGrad.open()) {
                first.copyInPlace(kernel);
                weight.copyInPlace(diagonal);
                net.parameters().value("0.bias").fillInPlace(0);
                net.parameters().value("2.bias").fillInPlace(0);
            }
            List<Integer> done = new ArrayList<>();
            Evaluation.Pictures pictures =
                    Evaluation.Pictures.in(temp.resolve("pictures"), classes);
            assertThat(pictures.labels()).containsExactly(2, 1, 0, 0);
            Evaluation evaluation =
                    Evaluation.of(
                            each ->
                                    new CropAverage(new LibTorchLogitModel(net), VIEW, 3)
                                            .probabilities(each, TestCrops.ONE),
                            classes,
                            pictures,
                            TestCrops.ONE,
                            done::add);
            assertThat(done).last().isEqualTo(4);
            assertThat(evaluation.count()).isEqualTo(4);
            assertThat(evaluation.topOneError()).isEqualTo(25);
            assertThat(evaluation.topFiveError()).isZero();
            assertThat(evaluation.errors())
                    .containsExactly(
                            Map.entry("topOneError", 25.0), Map.entry("topFiveError", 0.0));
            assertThat(evaluation.confusion().count(0, 0)).isEqualTo(2);
            assertThat(evaluation.confusion().count(2, 5)).isEqualTo(1);
            assertThat(evaluation.perClass())
                    .extracting(Evaluation.ClassFigures::name, Evaluation.ClassFigures::count)
                    .startsWith(tuple("red", 2L), tuple("green", 1L), tuple("blue", 1L));
            assertThat(evaluation.perClass().get(0).recall()).isEqualTo(1);
            assertThat(evaluation.perClass().get(2).recall()).isZero();
            assertThat(evaluation.perClass().get(3).recall()).isNaN();
            assertThat(evaluation.perClass().get(5).precision()).isZero();
            assertThat(evaluation.perClass().get(0).f1()).isEqualTo(1);
            assertThat(evaluation.perClass().get(2).f1()).isZero();
            assertThat(evaluation.perClass().get(3).f1()).isNaN();
            assertThat(evaluation.meanF1()).isCloseTo(2 / 3.0, within(1e-12));
            assertThat(new Evaluation.ClassFigures("x", 4, 0.5, 0.25).f1())
                    .isCloseTo(1 / 3.0, within(1e-12));
            assertThat(evaluation.mistakes())
                    .singleElement()
                    .satisfies(
                            mistake -> {
                                assertThat(mistake.file())
                                        .isEqualTo(temp.resolve("pictures/blue/1.png"));
                                assertThat(mistake.label()).isEqualTo(2);
                                assertThat(mistake.guess().label()).isEqualTo(5);
                            });
            Path out = Files.createDirectories(temp.resolve("out"));
            evaluation.write(out, VIEW);
            assertThat(out.resolve("confusion.csv"))
                    .hasContent("class,taken for,count\nred,red,2\ngreen,green,1\nblue,grey,1\n");
            assertThat(Files.readString(out.resolve("classes.csv")))
                    .startsWith(
                            "class,images,recall,precision,f1\nred,2,1.000000,1.000000,1.000000\n");
            assertThat(Files.readString(out.resolve("mistakes.csv")))
                    .startsWith("file,class,share,taken for,its share\n")
                    .contains("blue/1.png,blue,");
            assertThat(ImageIO.read(out.resolve("confusion.png").toFile()).getWidth())
                    .isGreaterThan(400);
            assertThat(ImageIO.read(out.resolve("mistakes.png").toFile()).getHeight())
                    .isGreaterThan(200);
        }
    }
}
