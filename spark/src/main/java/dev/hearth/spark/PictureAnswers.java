package dev.hearth.spark;

import dev.hearth.data.BadDataException;
import dev.hearth.data.image.PictureReader;
import dev.hearth.inference.ImageClassifier;
import dev.hearth.inference.Prediction;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * The answers to the pictures of a partition, in order. Of each picture only the model's input is kept
 * until its batch is full: so memory is bounded by the batch and one picture, not by rows.
 */
final class PictureAnswers implements Iterator<Row> {

    private final Iterator<Row> rows;
    private final int column;
    private final String columnName;
    private final List<Integer> kept;
    private final ImageClassifier classifier;
    private final int batch;
    private final int values;
    private final PictureReader reader = new PictureReader();
    private final Queue<Row> answers = new ArrayDeque<>();

    /** A picture that is read, or why it is not. */
    private record Read(Object[] kept, float[] squares, String reason) {}

    PictureAnswers(
            Iterator<Row> rows,
            int column,
            String columnName,
            List<Integer> kept,
            String model,
            int batch) {
        this.rows = rows;
        this.column = column;
        this.columnName = columnName;
        this.kept = kept;
        this.batch = batch;
        this.classifier = ExecutorModels.get(model, batch, TaskContext.get().cpus());
        this.values = classifier.view().pixels().count() * classifier.crops().count();
    }

    @Override
    public boolean hasNext() {
        return !answers.isEmpty() || rows.hasNext();
    }

    @Override
    public Row next() {
        if (answers.isEmpty()) {
            if (!rows.hasNext()) {
                throw new NoSuchElementException("all pictures of the partition are answered");
            }
            answer();
        }
        return answers.remove();
    }

    /** Reads until a batch of pictures is there, and answers all that was read. */
    private void answer() {
        List<Read> all = new ArrayList<>();
        int decoded = 0;
        while (decoded < batch && rows.hasNext()) {
            Read read = read(rows.next());
            all.add(read);
            decoded += read.squares() == null ? 0 : 1;
        }
        float[] logits = logits(all, decoded);
        int crops = classifier.crops().count();
        int each = decoded == 0 ? 0 : logits.length / decoded;
        int at = 0;
        for (Read read : all) {
            Object[] row = Arrays.copyOf(read.kept(), kept.size() + 3);
            row[kept.size() + 2] = read.reason();
            if (read.squares() != null) {
                float[] own = Arrays.copyOfRange(logits, at * each, (at + 1) * each);
                float[] shares = classifier.shares(own, crops);
                row[kept.size()] =
                        Prediction.best(shares, classifier.classes(), 1).get(0).className();
                Float[] boxed = new Float[shares.length];
                Arrays.setAll(boxed, i -> shares[i]);
                row[kept.size() + 1] = boxed;
                at++;
            }
            answers.add(RowFactory.create(row));
        }
    }

    private float[] logits(List<Read> all, int decoded) {
        float[] squares = new float[decoded * values];
        int at = 0;
        for (Read read : all) {
            if (read.squares() != null) {
                System.arraycopy(read.squares(), 0, squares, at, values);
                at += values;
            }
        }
        return decoded == 0
                ? squares
                : classifier.logits(squares, decoded * classifier.crops().count());
    }

    private Read read(Row row) {
        Object[] others = new Object[kept.size()];
        Arrays.setAll(others, i -> row.get(kept.get(i)));
        if (row.isNullAt(column)) {
            return new Read(others, null, "A picture needs bytes. Received: null.");
        }
        try {
            boolean isPath = row.get(column) instanceof String;
            String name = isPath ? row.getString(column) : "a picture of " + columnName;
            byte[] bytes = isPath ? contents(name) : (byte[]) row.get(column);
            return new Read(
                    others, classifier.squares(reader.read(bytes, name), classifier.crops()), null);
        } catch (BadDataException broken) {
            return new Read(others, null, broken.getMessage());
        } catch (IOException | IllegalArgumentException unreadable) {
            return new Read(
                    others,
                    null,
                    "A picture needs a file that can be read. Received: " + unreadable + ".");
        }
    }

    private static byte[] contents(String name) throws IOException {
        if (!name.startsWith("file:") && !name.contains("://")) {
            return Files.readAllBytes(java.nio.file.Path.of(name));
        }
        // Spark writes a path's blanks and percent signs as they are.
        Path path = new Path(name);
        if ("file".equals(path.toUri().getScheme())) {
            return Files.readAllBytes(java.nio.file.Path.of(path.toUri().getPath()));
        }
        try (InputStream in = path.getFileSystem(new Configuration()).open(path)) {
            return in.readAllBytes();
        }
    }
}
