package dev.hearth.spark;

import static dev.hearth.nn.layers.Layers.conv;
import static dev.hearth.nn.layers.Layers.globalAvgPool;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.sequence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.hearth.data.image.Interpolation;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.inference.Classification;
import dev.hearth.inference.ImageClassifier;
import dev.hearth.inference.TrainedModel;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.zoo.ModelRegistry;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkClassifierTest {

    private static final int PICTURES = 60;

    @TempDir private static Path temp;

    private static SparkSession spark;
    private static Path model;
    private static final List<Path> FILES = new ArrayList<>();

    /** Writes a small one. */
    static Path model(Path folder) {
        InputSpec view = new InputSpec(3, 16, 1, Interpolation.BICUBIC, 0.5, 0.5);
        Layer layer = sequence(conv(8, 3), conv(8, 3), globalAvgPool(), linear(5));
        try (var scope = Scope.open()) {
            Model net = Model.build(layer, TrainedModel.in(view), new Seed(1), Device.CPU);
            new TrainedModel("tiny", layer, view, List.of("a", "b", "c", "d", "e"))
                    .write(folder, net, ModelRegistry.layerJson());
        }
        return folder;
    }

    @BeforeAll
    static void prepare() throws IOException {
        model = model(temp.resolve("model"));
        RandomStream random = new Seed(2).stream();
        int[] types = {
            BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_BYTE_GRAY,
            BufferedImage.TYPE_USHORT_GRAY, BufferedImage.TYPE_INT_ARGB
        };
        for (int i = 0; i < PICTURES; i++) {
            Path file = temp.resolve("picture" + i + (i % 4 > 0 ? ".png" : ".jpg"));
            if (i % 10 == 7) {
                Files.writeString(file, "no picture");
            } else {
                BufferedImage image = new BufferedImage(20 + i, 33, types[i % 4]);
                for (int y = 0; y < 33; y++) {
                    for (int x = 0; x < 20 + i; x++) {
                        image.setRGB(x, y, 0xff000000 | (int) (random.nextDouble() * 0xffffff));
                    }
                }
                assertThat(ImageIO.write(image, i % 4 > 0 ? "png" : "jpg", file.toFile())).isTrue();
            }
            FILES.add(file);
        }
        FILES.add(temp.resolve("absent.png"));
        spark = SparkSessions.open("local[2]", "test");
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    private static Dataset<Row> paths(int partitions) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < FILES.size(); i++) {
            rows.add(RowFactory.create(i, FILES.get(i).toString()));
        }
        StructType schema =
                new StructType()
                        .add("number", DataTypes.IntegerType)
                        .add("path", DataTypes.StringType);
        return spark.createDataFrame(rows, schema).repartition(partitions);
    }

    private static List<Classification> alone() {
        List<Classification> all = new ArrayList<>();
        try (ImageClassifier classifier = ImageClassifier.builder().threads(1).load(model)) {
            for (int i = 0; i < PICTURES; i++) {
                all.add(i % 10 == 7 ? null : classifier.classify(FILES.get(i)));
            }
        }
        all.add(null);
        return all;
    }

    private static void assertSame(List<Row> rows) {
        List<Classification> wanted = alone();
        assertThat(rows).hasSize(FILES.size());
        for (Row row : rows) {
            int number = row.getAs("number");
            Classification alone = wanted.get(number);
            String answer = row.getAs("class");
            if (alone == null) {
                assertThat(answer).isNull();
                assertThat(row.isNullAt(row.fieldIndex("probabilities"))).isTrue();
                assertThat(row.<String>getAs("reason")).contains(". Received: ");
            } else {
                assertThat(answer).isEqualTo(alone.best().className());
                assertThat(row.<Float>getList(row.fieldIndex("probabilities")))
                        .isEqualTo(alone.probabilities());
                assertThat(row.<String>getAs("reason")).isNull();
            }
        }
    }

    @Test
    void answers_are_those_of_predict_bit_for_bit() {
        SparkClassifier classifier = SparkClassifier.of(model.toString());
        assertSame(classifier.classify(paths(1), "path").collectAsList());
        assertSame(classifier.classify(paths(5), "path").collectAsList());
    }

    @Test
    void bytes_are_read_as_files_are_and_parquet_keeps_the_answers() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < PICTURES; i++) {
            rows.add(RowFactory.create(Files.readAllBytes(FILES.get(i)), i));
        }
        rows.add(RowFactory.create(null, PICTURES));
        StructType schema =
                new StructType()
                        .add("content", DataTypes.BinaryType)
                        .add("number", DataTypes.IntegerType);
        String file = temp.resolve("answers").toString();
        Dataset<Row> answers =
                SparkClassifier.of(model.toString())
                        .classify(spark.createDataFrame(rows, schema), "content");
        assertThat(answers.columns()).containsExactly("number", "class", "probabilities", "reason");
        assertThat(answers.filter("number = 7").first().<String>getAs("reason"))
                .contains("a picture of content");
        answers.write().parquet(file);
        assertSame(spark.read().parquet(file).collectAsList());
    }

    @Test
    void batches_give_the_same_classes() {
        List<Row> rows =
                SparkClassifier.of(model.toString())
                        .batch(7)
                        .classify(paths(2), "path")
                        .collectAsList();
        List<Classification> wanted = alone();
        for (Row row : rows) {
            Classification one = wanted.get(row.<Integer>getAs("number"));
            assertThat(row.<String>getAs("class"))
                    .isEqualTo(one == null ? null : one.best().className());
        }
    }

    @Test
    void what_is_no_column_of_pictures_is_refused() {
        SparkClassifier classifier = SparkClassifier.of(model.toString());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> classifier.classify(paths(1), "image"))
                .withMessage(
                        "The pictures are in a column of the dataset. Received: image, where there are"
                                + " number, path. Name one of them.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> classifier.classify(paths(1), "number"))
                .withMessageContaining("Received: number of int. ");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                classifier.classify(
                                        paths(1).withColumnRenamed("number", "class"), "path"))
                .withMessageContaining("a dataset that has class");
    }
}
