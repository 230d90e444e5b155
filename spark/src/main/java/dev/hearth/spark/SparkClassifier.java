package dev.hearth.spark;

import dev.hearth.tensor.Check;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Classifies the pictures of a dataset, with one model for each executor. Pictures are decoded as {@code
 * ./hearth predict} does it, with their EXIF orientation, CMYK, grey and 16 bits a channel; one that cannot
 * be decoded becomes a row without a class and with a reason.
 *
 * <pre>{@code
 * Dataset<Row> files = spark.read().format("binaryFile").load("/pictures").select("path", "content");
 * Dataset<Row> answers = SparkClassifier.of("/shared/model").classify(files, "content");
 * answers.select("path", "class", "probabilities", "reason").write().parquet("/answers");
 * }</pre>
 */
public final class SparkClassifier implements Serializable {

    private static final long serialVersionUID = 1;

    private static final StructField[] ANSWER = {
        DataTypes.createStructField("class", DataTypes.StringType, true),
        DataTypes.createStructField(
                "probabilities", DataTypes.createArrayType(DataTypes.FloatType, false), true),
        DataTypes.createStructField("reason", DataTypes.StringType, true)
    };

    private final String model;
    private final int batch;

    private SparkClassifier(String model, int batch) {
        this.model = model;
        this.batch = batch;
    }

    /**
     * A classifier that computes one picture at a time, so that an answer does not hang on which pictures
     * are neighbours.
     *
     * @param model a folder of a trained model or of a training run, or an {@code .onnx} file with class
     *     names, at the same path on each machine
     */
    public static SparkClassifier of(String model) {
        return new SparkClassifier(Path.of(model).toAbsolutePath().toString(), 1);
    }

    /**
     * The same that computes several pictures of a partition together: faster on some devices, where the
     * last bits of an answer may depend on its neighbours.
     *
     * @param pictures how many, above 0
     */
    public SparkClassifier batch(int pictures) {
        if (pictures < 1) {
            throw Check.error("A batch needs at least one picture", pictures, "Use 8");
        }
        return new SparkClassifier(model, pictures);
    }

    /**
     * Classifies lazily, as Spark does everything.
     *
     * @param column of bytes of picture files, or of their paths, which each machine can read
     * @return the other columns, then {@code class} (the most probable), {@code probabilities} (in the order
     *     of the model's classes) and {@code reason} (why there is no class, or null); a column of paths
     *     stays, one of bytes does not
     * @throws IllegalArgumentException if there is no such column of this kind, or one is called as an answer
     */
    public Dataset<Row> classify(Dataset<Row> pictures, String column) {
        StructType in = pictures.schema();
        if (!Arrays.asList(in.fieldNames()).contains(column)) {
            throw Check.error(
                    "The pictures are in a column of the dataset",
                    column + ", where there are " + String.join(", ", in.fieldNames()),
                    "Name one of them");
        }
        int at = in.fieldIndex(column);
        DataType kind = in.fields()[at].dataType();
        boolean isBytes = kind.equals(DataTypes.BinaryType);
        if (!isBytes && !kind.equals(DataTypes.StringType)) {
            throw Check.error(
                    "The pictures are in a column of bytes, or of paths as strings",
                    column + " of " + kind.simpleString(),
                    "Read them with format(\"binaryFile\"), whose column content has bytes");
        }
        List<Integer> kept = new ArrayList<>();
        List<StructField> fields = new ArrayList<>();
        for (int i = 0; i < in.length(); i++) {
            if (i != at || !isBytes) {
                kept.add(i);
                fields.add(in.fields()[i]);
            }
        }
        for (StructField answer : ANSWER) {
            if (fields.stream().anyMatch(field -> field.name().equals(answer.name()))) {
                throw Check.error(
                        "The answers are columns of their own",
                        "a dataset that has " + answer.name(),
                        "Rename that column");
            }
            fields.add(answer);
        }
        String usedModel = Objects.requireNonNull(model);
        int usedBatch = batch;
        MapPartitionsFunction<Row, Row> each =
                rows -> new PictureAnswers(rows, at, column, kept, usedModel, usedBatch);
        return pictures.mapPartitions(each, Encoders.row(DataTypes.createStructType(fields)));
    }
}
