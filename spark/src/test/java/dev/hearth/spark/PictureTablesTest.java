package dev.hearth.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.data.BadDataException;
import dev.hearth.data.Dataset;
import dev.hearth.data.dataset.ImageFolder;
import dev.hearth.data.image.Interpolation;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.inference.PictureCluster;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.Preprocessing;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PictureTablesTest {

    private static final int PICTURES = 24;
    private static final InputSpec VIEW = new InputSpec(3, 16, 1, Interpolation.BICUBIC, 0.5, 0.5);

    @TempDir private Path temp;

    private static byte[] picture(int number, Path temp) throws IOException {
        RandomStream random = new Seed(number).stream();
        BufferedImage image = new BufferedImage(20, 18, BufferedImage.TYPE_INT_RGB);
        for (int at = 0; at < 360; at++) {
            image.setRGB(at % 20, at / 20, (int) (random.nextDouble() * 0xffffff));
        }
        Path file = temp.resolve("one." + (number % 2 == 0 ? "png" : "jpg"));
        ImageIO.write(image, number % 2 == 0 ? "png" : "jpg", file.toFile());
        return Files.readAllBytes(file);
    }

    private void write(SparkSession spark, Path table, DataType kind) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < PICTURES; i++) {
            int label = i % 3;
            Object said =
                    kind.equals(DataTypes.StringType) ? List.of("a", "b", "c").get(label) : label;
            rows.add(RowFactory.create(picture(i, temp), said));
        }
        StructType schema =
                new StructType().add("content", DataTypes.BinaryType).add("label", kind);
        PictureTables.write(spark.createDataFrame(rows, schema).repartition(2), table.toString());
    }

    @Test
    void labelled_pictures_of_parquet_are_those_of_a_folder() throws IOException {
        SparkSession spark = SparkSessions.open("local[2]", "test");
        Path table = temp.resolve("pets.parquet");
        try {
            write(spark, table, DataTypes.StringType);
            write(spark, temp.resolve("numbered.parquet"), DataTypes.IntegerType);
            StructType schema =
                    new StructType()
                            .add("content", DataTypes.BinaryType)
                            .add("label", DataTypes.StringType);
            List<Row> unlabelled = List.of(RowFactory.create(picture(0, temp), null));
            List<Row> empty = List.of(RowFactory.create(null, "a"));
            PictureTables.write(
                    spark.createDataFrame(unlabelled, schema),
                    temp.resolve("1.parquet").toString());
            PictureTables.write(
                    spark.createDataFrame(unlabelled, schema).drop("label"),
                    temp.resolve("2.parquet").toString());
            PictureTables.write(
                    spark.createDataFrame(empty, schema), temp.resolve("3.parquet").toString());
        } finally {
            spark.stop();
        }
        ParquetPictures pictures = new ParquetPictures(table, temp.resolve("kept"), 0.25);
        Preprocessing view = new Preprocessing.Viewed(VIEW, VIEW);
        DatasetProvider.Sets sets =
                new DatasetProvider(temp, temp.resolve("cache"))
                        .with("pets", pictures)
                        .open(new DatasetSpec("pets", 0, 0), view);
        assertThat(sets.training().size() + sets.testing().size()).isEqualTo(PICTURES);
        assertThat(sets.training().classNames()).containsExactly("a", "b", "c");
        Dataset all = ImageFolder.open(pictures.folder().folder(), VIEW);
        int[] labels = new int[3];
        for (int i = 0; i < all.size(); i++) {
            labels[all.label(i)]++;
        }
        assertThat(labels).containsExactly(8, 8, 8);
        // Once for a machine.
        assertThat(pictures.folder().folder()).isEqualTo(pictures.folder().folder());
        try (Stream<Path> kept = Files.list(temp.resolve("kept"))) {
            assertThat(kept).hasSize(1);
        }
        Path numbered =
                new ParquetPictures(temp.resolve("numbered.parquet"), temp.resolve("kept"), 0.25)
                        .folder()
                        .folder();
        assertThat(ImageFolder.open(numbered, VIEW).classNames())
                .containsExactly("000000", "000001", "000002");
        assertThatThrownBy(
                        () ->
                                new ParquetPictures(
                                                temp.resolve("none.parquet"),
                                                temp.resolve("kept"),
                                                0.25)
                                        .folder())
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("none.parquet");
        assertRefused("1.parquet", "label");
        assertRefused("2.parquet", "label");
        assertRefused("3.parquet", "content");
    }

    private void assertRefused(String table, String column) {
        ParquetPictures pictures =
                new ParquetPictures(temp.resolve(table), temp.resolve("refused"), 0.25);
        assertThatThrownBy(pictures::folder)
                .isInstanceOf(BadDataException.class)
                .hasMessageStartingWith(
                        "Pictures to train on are rows of Parquet with a content and a label."
                                + " Received: row 0 of ")
                .hasMessageContaining(", which has no " + column + ". Name");
        assertThat(temp.resolve("refused")).isEmptyDirectory();
    }

    @Test
    void files_of_a_pattern_are_classified_to_parquet() throws IOException {
        Path model = SparkClassifierTest.model(temp.resolve("model"));
        Path folder = Files.createDirectories(temp.resolve("photos with blanks 100%"));
        for (int i = 0; i < PICTURES; i++) {
            Files.write(folder.resolve(i + ".png"), i == 5 ? new byte[3] : picture(2 * i, temp));
        }
        Path out = temp.resolve("classes.parquet");
        PictureCluster.Work work =
                new PictureCluster.Work(
                        model, temp.resolve("photos*").toString() + "/*.png", out, 1);
        PictureCluster.Done done = new SparkPredictions().classify("local[2]", work);
        assertThat(done).isEqualTo(new PictureCluster.Done(PICTURES, 1));
        assertThatThrownBy(() -> new SparkPredictions().classify("local[2]", work))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("which exists. Name another.");
        assertThatThrownBy(
                        () ->
                                new SparkPredictions()
                                        .classify(
                                                "local[2]",
                                                new PictureCluster.Work(
                                                        model,
                                                        temp.resolve("no*.jpg").toString(),
                                                        temp.resolve("other"),
                                                        1)))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("Quote a pattern");
    }

    @ParameterizedTest
    @CsvSource({"3000, 200000, 512", "300, 12000000, 1024"})
    @Tag("long")
    void memory_is_bounded_by_pictures(int rows, int bytes, int heap) throws Exception {
        Path model = SparkClassifierTest.model(temp.resolve("model"));
        Path said = temp.resolve("said.txt");
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx" + heap + "m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                PictureMemory.class.getName(),
                                "" + rows,
                                "" + bytes,
                                temp.toString(),
                                model.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start();
        assertThat(process.waitFor(15, TimeUnit.MINUTES)).isTrue();
        // Written and read as they were, classified, and none of them unreadable.
        assertThat(Files.readString(said)).endsWith(rows + " " + rows + " 0\n");
    }
}
