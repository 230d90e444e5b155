package dev.hearth.spark;

import dev.hearth.data.BadDataException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

/**
 * Pictures in Parquet, a row each. Spark's defaults hold 4,096 rows at a time, whatever their bytes; what is
 * written here has row groups of 16 MB, or of one picture where that has more, so that writing and reading
 * take memory for a few pictures and not for thousands.
 *
 * <pre>{@code
 * Dataset<Row> files = spark.read().format("binaryFile").load("/pictures").select("path", "content");
 * PictureTables.write(files, "/shared/pictures.parquet");
 * }</pre>
 */
public final class PictureTables {

    private static final String NO_LOG_OF_A_STREAM =
            "spark.sql.streaming.fileStreamSink.ignoreMetadata";

    private static final int ROW_GROUP = 16 << 20;

    private PictureTables() {}

    /**
     * Writes a dataset of pictures. They are stored as they are: picture files do not compress.
     *
     * @param out must not exist
     */
    public static void write(Dataset<Row> pictures, String out) {
        writer(pictures).parquet(out);
    }

    private static DataFrameWriter<Row> writer(Dataset<Row> pictures) {
        DataFrameWriter<Row> writer = pictures.write();
        for (StructField field : pictures.schema().fields()) {
            if (field.dataType().equals(DataTypes.BinaryType)) {
                // Least and greatest picture of each row group, which nobody asks for.
                writer.option("parquet.column.statistics.enabled#" + field.name(), false)
                        .option("parquet.size.statistics.enabled#" + field.name(), false);
            }
        }
        return writer.option("compression", "none")
                .option("parquet.enable.dictionary", false)
                .option("parquet.block.size", ROW_GROUP)
                // How many rows are written before sizes are looked at: 100 by default.
                .option("parquet.page.size.row.check.min", 1)
                .option("parquet.page.size.row.check.max", 1)
                .option("parquet.block.size.row.check.min", 1)
                .option("parquet.block.size.row.check.max", 1);
    }

    /** Parquet where the name ends so, else the paths of files that match a pattern. */
    static Dataset<Row> open(SparkSession spark, String pictures) {
        if (pictures.endsWith(".parquet")) {
            return spark.read().parquet(pictures);
        }
        Dataset<Row> files = files(spark, pictures);
        // Spark passes over files without a byte, without a word.
        List<Row> empty = empty(spark, pictures);
        return empty.isEmpty() ? files : files.union(spark.createDataFrame(empty, files.schema()));
    }

    private static Dataset<Row> files(SparkSession spark, String pattern) {
        // Spark looks for a stream's log in a folder of the pattern's name, and warns with a stack
        // trace that there is none.
        String before = spark.conf().get(NO_LOG_OF_A_STREAM, "false");
        spark.conf().set(NO_LOG_OF_A_STREAM, true);
        try {
            return spark.read().format("binaryFile").load(pattern).select("path");
        } finally {
            spark.conf().set(NO_LOG_OF_A_STREAM, before);
        }
    }

    private static List<Row> empty(SparkSession spark, String pictures) {
        List<Row> empty = new ArrayList<>();
        try {
            Path pattern = new Path(pictures);
            FileSystem system = pattern.getFileSystem(spark.sparkContext().hadoopConfiguration());
            FileStatus[] found = system.globStatus(pattern);
            for (FileStatus each : found == null ? new FileStatus[0] : found) {
                FileStatus[] within =
                        each.isDirectory()
                                ? system.listStatus(each.getPath())
                                : new FileStatus[] {each};
                for (FileStatus file : within) {
                    String name = file.getPath().getName();
                    boolean isHidden = name.startsWith("_") || name.startsWith(".");
                    if (file.isFile() && file.getLen() == 0 && !isHidden) {
                        empty.add(RowFactory.create(file.getPath().toString()));
                    }
                }
            }
            return empty;
        } catch (IOException failure) {
            throw new BadDataException(
                    "The pictures are files that can be listed",
                    pictures + ": " + failure.getMessage(),
                    "Look at the folder",
                    failure);
        }
    }
}
