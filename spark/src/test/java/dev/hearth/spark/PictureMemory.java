package dev.hearth.spark;

import dev.hearth.inference.PictureCluster;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Random;
import java.util.stream.LongStream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Writes and reads rows of many bytes, in a process whose heap the caller bounds. */
final class PictureMemory {

    private PictureMemory() {}

    /**
     * The entry.
     *
     * @param arguments count of rows, bytes a row, an empty folder, a model
     */
    public static void main(String[] arguments) {
        long count = Long.parseLong(arguments[0]);
        int bytes = Integer.parseInt(arguments[1]);
        Path folder = Path.of(arguments[2]);
        String table = folder.resolve("pictures.parquet").toString();
        SparkSession spark = SparkSessions.open("local[2]", "memory");
        PictureTables.write(rows(spark, count, bytes), table);
        long read =
                spark.read()
                        .parquet(table)
                        .filter(
                                (org.apache.spark.api.java.function.FilterFunction<Row>)
                                        row -> row.<byte[]>getAs("content").length == bytes)
                        .count();
        PictureCluster.Done done =
                SparkPredictions.classify(
                        spark,
                        new PictureCluster.Work(
                                Path.of(arguments[3]),
                                table,
                                folder.resolve("classes.parquet"),
                                1));
        spark.stop();
        System.out.println(read + " " + done.pictures() + " " + done.unreadable());
    }

    private static Dataset<Row> rows(SparkSession spark, long count, int bytes) {
        StructType schema =
                new StructType()
                        .add("number", DataTypes.LongType)
                        .add("content", DataTypes.BinaryType);
        MapPartitionsFunction<Long, Row> made =
                numbers -> {
                    Iterator<Long> each = numbers;
                    Iterable<Long> all = () -> each;
                    return java.util.stream.StreamSupport.stream(all.spliterator(), false)
                            .map(
                                    number -> {
                                        byte[] content = new byte[bytes];
                                        new Random(number).nextBytes(content);
                                        return RowFactory.create(number, content);
                                    })
                            .iterator();
                };
        return spark.createDataset(LongStream.range(0, count).boxed().toList(), Encoders.LONG())
                .repartition(2)
                .mapPartitions(made, Encoders.row(schema));
    }
}
