package dev.hearth.data.dataset;

import dev.hearth.data.BadDataException;
import dev.hearth.data.ImageShape;
import dev.hearth.data.LabelledImages;
import dev.hearth.data.RandomCrop;
import dev.hearth.data.image.FileBytes;
import dev.hearth.data.image.Picture;
import dev.hearth.data.image.PictureReader;
import dev.hearth.data.image.Resize;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.tensor.RandomStream;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * A folder of labelled pictures, {@code FOLDER/CLASS/PICTURE}, in JPEG or PNG. Classes and pictures
 * are ordered by name, code point by code point; names that begin with a dot and files that do not end
 * in {@code .jpg}, {@code .jpeg} or {@code .png} (in any case) are passed over. Pictures are decoded
 * anew each time they are read.
 *
 * <pre>{@code
 * Dataset pets = ImageFolder.open(Path.of("pets"), InputSpec.unscaled(32, 0.875));
 * }</pre>
 */
public final class ImageFolder extends LabelledImages {

    private static final String ASKED = "A folder of labelled pictures";
    private static final List<String> SUFFIXES = List.of(".jpg", ".jpeg", ".png");

    private final InputSpec view;
    private final PictureReader reader;
    private final List<Path> files;
    private final FileContents contents;

    /** The files of a folder and their classes. */
    private record Listing(List<String> names, List<Path> files, List<Integer> labels) {

        static Listing of(Path folder) {
            Listing all = new Listing(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
            for (Path each : list(folder, Files::isDirectory)) {
                List<Path> inside = list(each, ImageFolder::picture);
                if (inside.isEmpty()) {
                    throw new BadDataException(
                            ASKED + " needs a picture (.jpg, .jpeg, .png) in each class",
                            "none in " + each,
                            "Put pictures into it, or remove it");
                }
                inside.forEach(file -> all.labels.add(all.names.size()));
                all.files.addAll(inside);
                all.names.add(FileNames.of(each, ASKED));
            }
            if (all.names.isEmpty()) {
                throw new BadDataException(
                        ASKED + " needs a folder for each class, as in FOLDER/cat/1.jpg",
                        list(folder, ImageFolder::picture).size()
                                + " pictures and no folder in "
                                + folder,
                        "Move the pictures of each class into a folder of its name");
            }
            return all;
        }
    }

    private ImageFolder(Path folder, Listing listing, InputSpec view, PictureReader reader) {
        super(
                named(folder),
                listing.names(),
                listing.labels().stream().mapToInt(Integer::intValue).toArray());
        this.view = view;
        this.reader = reader;
        this.files = List.copyOf(listing.files());
        this.contents = new FileContents(files, ASKED);
    }

    /** The same pictures as another net sees them. */
    private ImageFolder(ImageFolder same, InputSpec view) {
        super(
                same.name(),
                same.classNames(),
                IntStream.range(0, same.size()).map(same::label).toArray());
        this.view = view;
        this.reader = same.reader;
        this.files = same.files;
        this.contents = same.contents;
    }

    private static String named(Path folder) {
        Path name = folder.toAbsolutePath().normalize().getFileName();
        return name == null ? "images" : name.toString();
    }

    /**
     * Lists a folder. No picture is opened yet.
     *
     * @param folder holds a folder for each class; its name is the data set's
     * @throws BadDataException if the folder is missing or unreadable, holds no class, or a class holds no
     *     picture
     */
    public static ImageFolder open(Path folder, InputSpec view) {
        return open(folder, view, new PictureReader());
    }

    /** The same with a reader of one's own. */
    public static ImageFolder open(Path folder, InputSpec view, PictureReader reader) {
        return new ImageFolder(folder, Listing.of(folder), view, reader);
    }

    /** The same pictures, not listed anew, as another net sees them. */
    public ImageFolder through(InputSpec other) {
        return new ImageFolder(this, other);
    }

    private static boolean picture(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return SUFFIXES.stream().anyMatch(name::endsWith) && Files.isRegularFile(file);
    }

    private static List<Path> list(Path folder, Predicate<Path> wanted) {
        if (!Files.isDirectory(folder)) {
            throw new BadDataException(
                    ASKED,
                    Files.exists(folder) ? folder + ", which is no folder" : "no folder " + folder,
                    "Name the folder that holds one folder for each class");
        }
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> inside = Files.newDirectoryStream(folder)) {
            for (Path path : inside) {
                if (!path.getFileName().toString().startsWith(".") && wanted.test(path)) {
                    found.add(path);
                }
            }
        } catch (IOException e) {
            throw FileBytes.unreadable(folder, ASKED, e);
        } catch (DirectoryIteratorException e) {
            throw FileBytes.unreadable(folder, ASKED, e.getCause());
        }
        found.sort(Comparator.comparing(path -> FileNames.of(path, ASKED), FileNames.ORDER));
        return found;
    }

    @Override
    public ImageShape pixels() {
        return view.pixels();
    }

    /** Where an example lies. */
    public Path file(int index) {
        return files.get(index);
    }

    /**
     * An example before the transform.
     *
     * @throws BadDataException if the file is gone, of another kind, truncated, corrupt or too large
     */
    public Picture picture(int index) {
        return reader.read(files.get(index));
    }

    /**
     * {@inheritDoc}
     *
     * @throws BadDataException if the file is gone, of another kind, truncated, corrupt or too large
     */
    @Override
    public void read(int index, float[] target, int offset) {
        view.scale(view.square(picture(index)), target, offset);
    }

    /** {@inheritDoc} The crop is taken from the decoded picture and resized with the view's kernel. */
    @Override
    public boolean readCrop(
            int index, RandomCrop crop, RandomStream random, float[] target, int offset) {
        Picture whole = picture(index);
        RandomCrop.Window cut = crop.draw(whole.width(), whole.height(), random);
        Picture part = whole.crop(cut.left(), cut.top(), cut.width(), cut.height());
        Picture square = new Resize(view.kernel(), crop.size(), crop.size()).apply(part);
        view.scale(cut.isMirrored() ? square.mirrored() : square, target, offset);
        return true;
    }

    /** What an example is called within the folder, on every system alike. */
    public String relativeName(int index) {
        return classNames().get(label(index)) + "/" + files.get(index).getFileName();
    }

    /**
     * What tells an example's file from others. Reads every file on the first call.
     *
     * @throws BadDataException if a file is gone or changes meanwhile
     */
    public FileContent content(int index) {
        return contents.of(index);
    }

    /**
     * SHA-256 over relative names, sizes and contents, in order. Reads every file on the first call.
     *
     * @throws BadDataException if a file is gone or changes meanwhile
     */
    @Override
    public String digest() {
        ContentDigest digest = new ContentDigest();
        for (int i = 0; i < files.size(); i++) {
            FileContent content = content(i);
            digest.text(relativeName(i)).number(content.bytes()).text(content.sha256());
        }
        return digest.hex();
    }

    @Override
    public String toString() {
        return name() + ": " + size() + " pictures of " + classNames().size() + " classes";
    }
}
