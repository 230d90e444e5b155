package dev.hearth.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.tensor.LibTorch;
import dev.hearth.train.run.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands whose workers are tasks. */
@Timeout(300)
class SparkWorkersTest {

    @TempDir private Path temp;
    private String home;

    /** From the user's own folder. */
    @BeforeAll
    static void load() {
        LibTorch.threads(1);
    }

    @BeforeEach
    void elsewhere() {
        home = System.getProperty("user.home");
        System.setProperty("user.home", temp.resolve("home").toString());
    }

    @AfterEach
    void back() {
        System.setProperty("user.home", home);
    }

    private Result hearth(String out, String line) {
        Path folder = temp.resolve(out);
        List<String> words =
                new ArrayList<>(List.of(line.replace("TEMP", temp.toString()).split(" ")));
        words.addAll(List.of("--out", folder.toString(), "--workers", "2"));
        ManyPicturesTest.Said said = ManyPicturesTest.hearth(words.toArray(String[]::new));
        assertThat(said.code()).as(said.out()).isZero();
        return Result.read(folder.resolve("result.json"));
    }

    private static void assertSame(Result one, Result other) {
        assertThat(one.history()).isEqualTo(other.history());
        assertThat(one.metrics()).isEqualTo(other.metrics());
        assertThat(one.recipeHash()).isEqualTo(other.recipeHash());
        assertThat(one.workers()).isEqualTo(2);
    }

    private static final String RUN =
            "run elu/mnist-8x128/ELU --budget smoke --set corpus.training=640 --set"
                    + " corpus.testing=50 --set corpus.set=strokes --set epochs=2";

    @Test
    void a_worker_has_the_threads_that_are_named_or_its_slot_s() {
        assertThat(SparkWorkers.withThreads(List.of("run", "--", "recipe"), 3))
                .containsExactly("run", "--threads=3", "--", "recipe");
        for (List<String> named :
                List.of(List.of("run", "--threads=2"), List.of("run", "--threads", "2"))) {
            assertThat(SparkWorkers.withThreads(named, 3)).isEqualTo(named);
        }
    }

    private void runs(String master) {
        Result here = hearth("here", RUN + " --threads 1");
        assertSame(hearth("there", RUN + " --on " + master), here);
    }

    @Test
    void a_run_is_that_of_two_processes() {
        runs("local[2]");
    }

    @Test
    @Tag("long")
    void so_is_that_of_two_executors() {
        runs("local-cluster[2,1,1024]");
    }

    private void table(Path table) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 48; i++) {
            // No broken ones.
            rows.add(
                    RowFactory.create(
                            TestPictures.bytes(TestPictures.Kind.values().length * i + 5),
                            List.of("cat", "dog").get(i % 2)));
        }
        StructType schema =
                new StructType()
                        .add("content", DataTypes.BinaryType)
                        .add("label", DataTypes.StringType);
        SparkSession spark = SparkSessions.open("local[2]", "test");
        try {
            PictureTables.write(
                    spark.createDataFrame(rows, schema).repartition(3), table.toString());
        } finally {
            spark.stop();
        }
    }

    @Test
    void pictures_of_parquet_are_trained_on_as_those_of_a_folder() throws IOException {
        table(temp.resolve("pets.parquet"));
        String settings =
                " --model elu-cifar-11-quarter --epochs 2 --batch 4 --rate 0.001 --on local[2]";
        Result table = hearth("table", "train --images TEMP/pets.parquet" + settings);
        assertThat(table.metrics()).containsKey("topOneError");
        assertThat(table.recipe()).startsWith("images/pets");
        Path unpacked = new ParquetFolders().unpacked(temp.resolve("pets.parquet"), kept());
        assertThat(unpacked.resolve("cat")).isDirectoryContaining("glob:**.png");
        assertSame(hearth("folder", "train --images " + unpacked + settings), table);
        assertThat(Files.exists(temp.resolve("table").resolve("model.json"))).isTrue();
    }

    private Path kept() {
        return temp.resolve("home").resolve(".cache").resolve("hearth").resolve("unpacked");
    }
}
