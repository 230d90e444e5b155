package dev.hearth.data.dataset;

import dev.hearth.data.BadDataException;
import dev.hearth.data.Dataset;
import dev.hearth.data.ImageShape;
import dev.hearth.data.LabelledImages;
import dev.hearth.data.RandomCrop;
import dev.hearth.data.Subset;
import dev.hearth.data.image.Picture;
import dev.hearth.data.image.PictureReader;
import dev.hearth.data.image.ReducedPicture;
import dev.hearth.data.image.ReductionFactor;
import dev.hearth.data.image.Resize;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.tensor.RandomStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A folder of labelled pictures, {@code FOLDER/CLASS/PICTURE}, of the kinds that {@link PictureReader}
 * reads. Classes and pictures are ordered by name, code point by code point; names that begin with a dot
 * and files that do not end as such pictures do ({@code .jpg}, {@code .jpeg}, {@code .jpe}, {@code
 * .jfif}, {@code .png}, {@code .webp}, {@code .gif}, {@code .bmp}, {@code .tif}, {@code .tiff}, in any
 * case) are passed over; {@link FolderReport} lists them.
 *
 * <p>Pictures are decoded anew each time they are read, unless the folder is {@link #cached}.
 *
 * <p>For a random crop a picture is reduced while it is decoded, by 2, 4 or 8, as long as the smallest
 * rectangle that the crop draws keeps {@value #PIXELS_FOR_ONE} times as many pixels as its result has, in
 * each direction: so no result is enlarged that would not be without it, and each value is the weighted
 * mean of several pixels. With rectangles of 35 % of the area or more and a result of 160×160, a
 * photograph of 4000×3000 is reduced by 4, and one of 500×375 is not. {@link #read} and {@link #picture}
 * reduce nothing: what a net is measured on is the same, to the bit, as what it predicts.
 *
 * <pre>{@code
 * Dataset pets = ImageFolder.open(Path.of("pets"), InputSpec.unscaled(32, 0.875));
 * }</pre>
 */
public final class ImageFolder extends LabelledImages {

    /** Pixels that a reduced picture keeps for one of a random crop, in each direction. */
    static final double PIXELS_FOR_ONE = 2;

    private static final String ASKED = PictureListing.ASKED;

    private final InputSpec view;
    private final PictureReader reader;
    private final List<Path> files;
    private final FileContents contents;
    private final Optional<PictureCache.Pictures> cache;

    private ImageFolder(
            String name,
            List<String> classNames,
            int[] labels,
            InputSpec view,
            PictureReader reader,
            List<Path> files,
            FileContents contents,
            Optional<PictureCache.Pictures> cache) {
        super(name, classNames, labels);
        this.view = view;
        this.reader = reader;
        this.files = files;
        this.contents = contents;
        this.cache = cache;
    }

    private static ImageFolder of(
            Path folder, Set<Path> without, InputSpec view, PictureReader reader) {
        PictureListing listing = PictureListing.of(folder, without);
        List<Path> files = List.copyOf(listing.files());
        return new ImageFolder(
                named(folder),
                listing.names(),
                listing.labels().stream().mapToInt(Integer::intValue).toArray(),
                view,
                reader,
                files,
                new FileContents(files, ASKED),
                Optional.empty());
    }

    private ImageFolder with(InputSpec other, Optional<PictureCache.Pictures> kept) {
        int[] labels = IntStream.range(0, size()).map(this::label).toArray();
        return new ImageFolder(name(), classNames(), labels, other, reader, files, contents, kept);
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
        return of(folder, Set.of(), view, reader);
    }

    /**
     * The same without some files, such as broken ones.
     *
     * @param without as {@link FolderReport#brokenFiles} names them, below the folder as it is given here
     * @throws BadDataException as without them, or if a class has no other
     */
    public static ImageFolder open(Path folder, Set<Path> without, InputSpec view) {
        return of(folder, without, view, new PictureReader());
    }

    /** Whether a data set is a folder of pictures or a part of one, whose reading takes long. */
    public static boolean isOrigin(Dataset images) {
        return images instanceof ImageFolder
                || images instanceof Subset part && isOrigin(part.origin());
    }

    /** The same pictures, not listed anew, as another net sees them. */
    public ImageFolder through(InputSpec other) {
        return with(other, cache);
    }

    /**
     * The same, with its decoded pictures kept in a file, so that each is decoded once. What is read is the
     * same to the bit.
     */
    public ImageFolder cached(PictureCache kept) {
        return with(view, Optional.of(kept.of(files.get(0).getParent().getParent())));
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
        view.scale(square(index), target, offset);
    }

    private Picture square(int index) {
        if (cache.isEmpty()) {
            return view.square(picture(index));
        }
        String how = "square " + view.side() + " " + view.fraction() + " " + view.kernel();
        Path file = files.get(index);
        return cache.get()
                .square(
                        file,
                        content(index),
                        how,
                        bytes -> view.square(reader.read(bytes, file.toString())));
    }

    private ReducedPicture reduced(int index, RandomCrop crop) {
        ReductionFactor reduction =
                (width, height) ->
                        ReductionFactor.atMost(
                                crop.leastSide(width, height) / (PIXELS_FOR_ONE * crop.size()));
        Path file = files.get(index);
        return cache.isEmpty()
                ? reader.read(file, reduction)
                : cache.get()
                        .reduced(
                                file,
                                content(index),
                                reduction,
                                bytes -> reader.read(bytes, file.toString(), reduction));
    }

    /**
     * {@inheritDoc} The crop is taken from the picture, reduced as this class says, and resized with the view's
     * kernel. It is drawn for the whole picture's extent.
     */
    @Override
    public boolean readCrop(
            int index, RandomCrop crop, RandomStream random, float[] target, int offset) {
        ReducedPicture whole = reduced(index, crop);
        RandomCrop.Window cut = crop.draw(whole.width(), whole.height(), random);
        Picture part = whole.crop(cut);
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
