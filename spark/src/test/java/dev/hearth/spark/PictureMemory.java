package dev.hearth.spark;

import dev.hearth.inference.PictureCluster;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Random;
import java.util.stream.LongStream;
import javax.imageio.ImageIO;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Writes, reads and classifies pictures of many bytes, in a process whose heap the caller bounds. */
final class PictureMemory {

    private PictureMemory() {}

    /**
     * The entry.
     *
     * @param arguments count of pictures, bytes of each, an empty folder, a model
     */
    public static void main(String[] arguments) throws IOException {
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
                                        row -> isWhole(row, bytes))
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

    private static boolean isWhole(Row row, int bytes) {
        byte[] content = row.getAs("content");
        return content.length == bytes
                && ByteBuffer.wrap(content).getLong(bytes - Long.BYTES)
                        == row.<Long>getAs("number");
    }

    /** A JPEG of noise, which hardly compresses, of at most so many bytes and not many fewer. */
    private static byte[] noise(int bytes) throws IOException {
        for (int side = (int) Math.sqrt(bytes); ; side = side * 15 / 16) {
            BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
            int[] pixels = new Random(side).ints((long) side * side).toArray();
            image.setRGB(0, 0, side, side, pixels, 0, side);
            ByteArrayOutputStream made = new ByteArrayOutputStream();
            ImageIO.write(image, "jpg", made);
            if (made.size() <= bytes - Long.BYTES) {
                return made.toByteArray();
            }
        }
    }

    /** The same picture each time, with the row's number after its end. */
    private static Dataset<Row> rows(SparkSession spark, long count, int bytes) throws IOException {
        byte[] picture = noise(bytes);
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
                                        byte[] content = Arrays.copyOf(picture, bytes);
                                        ByteBuffer.wrap(content)
                                                .putLong(bytes - Long.BYTES, number);
                                        return RowFactory.create(number, content);
                                    })
                            .iterator();
                };
        return spark.createDataset(LongStream.range(0, count).boxed().toList(), Encoders.LONG())
                .repartition(2)
                .mapPartitions(made, Encoders.row(schema));
    }
}
