package dev.hearth.spark;

import dev.hearth.data.BadDataException;
import dev.hearth.inference.PictureCluster;
import dev.hearth.tensor.Check;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** {@code ./hearth predict --on}: pictures of a pattern or of Parquet in, Parquet with their classes out. */
public final class SparkPredictions implements PictureCluster {

    /** Found by {@link java.util.ServiceLoader}. */
    public SparkPredictions() {}

    @Override
    public boolean accepts(String name) {
        return SparkSessions.isMaster(name);
    }

    @Override
    public Done classify(String name, Work work) {
        if (Files.exists(work.out())) {
            throw Check.error(
                    "The classes are written to a new folder of Parquet files",
                    work.out() + ", which exists",
                    "Name another");
        }
        SparkSession spark = SparkSessions.open(name, "hearth predict");
        try {
            return classify(spark, work);
        } finally {
            spark.stop();
        }
    }

    /** The same in a session of one's own. */
    public static Done classify(SparkSession spark, Work work) {
        Dataset<Row> pictures;
        try {
            pictures = PictureTables.open(spark, work.pictures());
        } catch (Exception absent) {
            // Spark's signatures hide that this one is checked.
            if (absent instanceof AnalysisException) {
                throw new BadDataException(
                        "The pictures are files of a pattern, or Parquet whose name ends so",
                        work.pictures() + " (" + firstLine(absent) + ")",
                        "Quote a pattern such as 'photos/*/*.jpg'",
                        absent);
            }
            throw absent;
        }
        Dataset<Row> answers =
                SparkClassifier.of(work.model().toString())
                        .batch(work.batch())
                        .classify(pictures, column(pictures.schema()));
        String out = work.out().toAbsolutePath().toString();
        answers.write().parquet(out);
        Dataset<Row> written = spark.read().parquet(out).select("reason");
        return new Done(written.count(), written.filter("reason is not null").count());
    }

    private static String firstLine(Exception failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }

    /** The only column of bytes, or else that of paths. */
    private static String column(StructType schema) {
        List<String> bytes =
                Stream.of(schema.fields())
                        .filter(field -> field.dataType().equals(DataTypes.BinaryType))
                        .map(StructField::name)
                        .toList();
        if (bytes.size() == 1) {
            return bytes.get(0);
        }
        if (bytes.contains("content")) {
            return "content";
        }
        if (bytes.isEmpty() && List.of(schema.fieldNames()).contains("path")) {
            return "path";
        }
        throw Check.error(
                "Pictures in Parquet are one column of bytes, or one called content, or paths in one"
                        + " called path",
                schema.simpleString(),
                "Select and name the columns so");
    }
}
