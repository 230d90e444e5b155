package dev.hearth.spark;

import dev.hearth.data.BadDataException;
import dev.hearth.data.Sha256;
import dev.hearth.train.dataset.DatasetOpener;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.dataset.PictureFolder;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.Preprocessing;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * Labelled pictures to train on, in Parquet files that each machine can read: a column {@code content} of
 * bytes and a column {@code label}, a name or a whole number. Each machine reads the files itself, a picture
 * at a time, and once: it keeps the pictures as files in a folder of its own and trains from there. Workers
 * compare the pictures' digests before the first step.
 *
 * <pre>{@code
 * static DatasetProvider datasets() {
 *     return new DatasetProvider(Path.of("data"), Path.of("cache"))
 *             .with("pets", new ParquetPictures(Path.of("/shared/pets.parquet"), Path.of("/local/pets"), 0.2));
 * }
 * }</pre>
 *
 * @param table a Parquet file, or a folder of them, as {@link PictureTables#write} makes it
 * @param kept a folder of this machine, in which the pictures are kept
 * @param held the share that is held out to be measured on, in (0, 1)
 */
public record ParquetPictures(Path table, Path kept, double held) implements DatasetOpener {

    private static final int JPEG = 0xff;

    @Override
    public DatasetProvider.Sets open(DatasetSpec spec) {
        return folder().open(spec);
    }

    @Override
    public Optional<DatasetProvider.Sets> openPrepared(
            DatasetSpec spec, Preprocessing preparation) {
        return folder().openPrepared(spec, preparation);
    }

    @Override
    public boolean isHere() {
        return Files.exists(table);
    }

    /** The pictures as files, which are written at the first call on this machine. */
    public PictureFolder folder() {
        try {
            List<Path> files = files();
            StringBuilder identity = new StringBuilder();
            for (Path file : files) {
                identity.append(file.getFileName())
                        .append(' ')
                        .append(Files.size(file))
                        .append(' ')
                        .append(Files.getLastModifiedTime(file).toMillis())
                        .append('\n');
            }
            Path folder = kept.resolve(Sha256.of(identity.toString()).substring(0, 16));
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(kept);
                Path part = Files.createTempDirectory(kept, "part");
                try {
                    Path named = Files.createDirectories(part.resolve(name()));
                    for (Path file : files) {
                        unpack(file, named);
                    }
                    publish(part, folder);
                } finally {
                    delete(part);
                }
            }
            return new PictureFolder(folder.resolve(name()), held);
        } catch (IOException failure) {
            throw new BadDataException(
                    "Pictures are read from Parquet at " + table + " and kept in " + kept,
                    failure.toString(),
                    "Look at both",
                    failure);
        }
    }

    private String name() {
        return table.toAbsolutePath()
                .normalize()
                .getFileName()
                .toString()
                .replaceAll("\\.parquet$", "");
    }

    private List<Path> files() throws IOException {
        if (!Files.isDirectory(table)) {
            return List.of(table);
        }
        try (Stream<Path> all = Files.list(table)) {
            List<Path> files =
                    all.filter(file -> file.toString().endsWith(".parquet")).sorted().toList();
            if (files.isEmpty()) {
                throw new IOException("no Parquet files in it");
            }
            return files;
        }
    }

    /** Whoever was first has written the same. */
    private static void publish(Path part, Path folder) throws IOException {
        try {
            Files.move(part, folder);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException before) {
            // Another worker of this machine.
        }
    }

    private static void unpack(Path file, Path folder) throws IOException {
        String shard = file.getFileName().toString().replaceAll("\\.parquet$", "");
        try (ParquetReader<Group> rows =
                ParquetReader.builder(
                                new GroupReadSupport(), new org.apache.hadoop.fs.Path(file.toUri()))
                        .build()) {
            int number = 0;
            for (Group row = rows.read(); row != null; row = rows.read()) {
                refuseUnlessHas(row, "content", number, file);
                refuseUnlessHas(row, "label", number, file);
                byte[] picture = row.getBinary("content", 0).getBytes();
                Path place = folder.resolve(className(row, file));
                Files.createDirectories(place);
                boolean isJpeg = picture.length > 0 && (picture[0] & 0xff) == JPEG;
                String name =
                        String.format(
                                Locale.ROOT, "%s-%08d.%s", shard, number, isJpeg ? "jpg" : "png");
                Files.write(place.resolve(name), picture);
                number++;
            }
        }
    }

    private static void refuseUnlessHas(Group row, String column, int number, Path file) {
        if (!row.getType().containsField(column) || row.getFieldRepetitionCount(column) == 0) {
            throw new BadDataException(
                    "Pictures to train on are rows of Parquet with a content and a label",
                    "row " + number + " of " + file + ", which has no " + column,
                    "Name the columns so and leave out rows that lack one");
        }
    }

    private static String className(Group row, Path file) {
        PrimitiveTypeName type =
                row.getType().getType("label").asPrimitiveType().getPrimitiveTypeName();
        String name =
                switch (type) {
                    case INT32 -> numbered(row.getInteger("label", 0));
                    case INT64 -> numbered(row.getLong("label", 0));
                    default -> row.getString("label", 0);
                };
        if (name.isBlank() || name.startsWith(".") || name.contains("/") || name.contains("\\")) {
            throw new BadDataException(
                    "A label is a class's name or number", name + " in " + file, "Rename it");
        }
        return name;
    }

    /** So that the order of names is that of numbers, from 0 to 999,999. */
    private static String numbered(long label) {
        return String.format(Locale.ROOT, "%06d", label);
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
