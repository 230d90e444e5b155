package dev.hearth.weights;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The format since PyTorch 1.6: a zip file, with zip64's additions where it is large, that holds
 * {@code NAME/data.pkl}, {@code NAME/data/KEY} for each storage, and perhaps {@code NAME/byteorder}.
 */
final class TorchZip implements TorchArchive {

    private static final String PICKLE = "/data.pkl";

    /** Torch does not pack, and numbers of a trained net hardly can be. */
    private static final int MOST_PACKED = 8;

    private final ZipFile zip;
    private final String home;
    private final Object root;

    private TorchZip(ZipFile zip, String home, Object root) {
        this.zip = zip;
        this.home = home;
        this.root = root;
    }

    static TorchZip open(Path path) throws IOException {
        String file = path.toString();
        ZipFile zip;
        try {
            zip = new ZipFile(path.toFile());
        } catch (IllegalArgumentException names) {
            throw Pickle.refused(file, "names in UTF-8 in its zip file", "other bytes");
        }
        try {
            return opened(file, zip);
        } catch (IOException | RuntimeException | Error failure) {
            zip.close();
            throw failure;
        }
    }

    private static TorchZip opened(String file, ZipFile zip) throws IOException {
        List<String> pickles =
                zip.stream()
                        .map(ZipEntry::getName)
                        .filter(name -> name.endsWith(PICKLE))
                        .filter(name -> name.indexOf('/') == name.length() - PICKLE.length())
                        .toList();
        if (pickles.size() != 1) {
            throw Pickle.refused(
                    file,
                    "one pickle, NAME/data.pkl, in its zip file",
                    pickles.size() + " of them");
        }
        String home = pickles.get(0).substring(0, pickles.get(0).length() - PICKLE.length());
        if (zip.getEntry(home + "/constants.pkl") != null) {
            throw Pickle.refused(
                    file, "tensors alone", "a TorchScript program, made by torch.jit.save");
        }
        ZipEntry order = zip.getEntry(home + "/byteorder");
        if (order != null) {
            String word = new String(read(file, zip, order, 64), StandardCharsets.US_ASCII);
            if (!word.equals("little")) {
                throw Pickle.refused(file, "little-endian numbers", "the byte order " + word);
            }
        }
        long length = Files.size(Path.of(file));
        // Torch does not pack: a pickle that unpacks to more than its file is made to fill memory.
        byte[] pickle =
                read(file, zip, zip.getEntry(pickles.get(0)), Math.min(length, LONGEST_PICKLE));
        Map<String, TorchStorage> storages = new HashMap<>();
        Object root = new Pickle(file, new ByteArrayInputStream(pickle), storages).read();
        long bytes = 0;
        for (TorchStorage storage : storages.values()) {
            bytes += storage.bytes();
            if (bytes < 0 || bytes > MOST_PACKED * length) {
                throw Pickle.refused(
                        file,
                        "storages of at most " + MOST_PACKED + " times its " + length + " bytes",
                        "more in its zip file");
            }
            ZipEntry entry = zip.getEntry(home + "/data/" + storage.key());
            if (entry == null || entry.getSize() != storage.bytes()) {
                throw Pickle.refused(
                        file,
                        "a storage of " + storage.bytes() + " bytes at data/" + storage.key(),
                        entry == null ? "none" : entry.getSize() + " bytes");
            }
        }
        return new TorchZip(zip, home, root);
    }

    private static byte[] read(String file, ZipFile zip, ZipEntry entry, long most)
            throws IOException {
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] bytes = in.readNBytes((int) most + 1);
            if (bytes.length > most) {
                throw Pickle.refused(
                        file, entry.getName() + " of at most " + most + " bytes", "more");
            }
            return bytes;
        }
    }

    @Override
    public Object root() {
        return root;
    }

    private ZipEntry entry(TorchStorage storage) {
        return zip.getEntry(home + "/data/" + storage.key());
    }

    @Override
    public InputStream from(TorchStorage storage, long offset) throws IOException {
        InputStream in = zip.getInputStream(entry(storage));
        try {
            in.skipNBytes(offset);
            return in;
        } catch (IOException | RuntimeException failure) {
            in.close();
            throw failure;
        }
    }

    @Override
    public long checksum(TorchStorage storage) {
        return Math.max(0, entry(storage).getCrc());
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
