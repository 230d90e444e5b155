package dev.hearth.weights;

import dev.hearth.data.BadDataException;
import dev.hearth.tensor.Check;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * A state dict that {@code torch.save} wrote ({@code .pth}, {@code .pt}): in the zip format of
 * PyTorch 1.6 and later, or in the format before it. Its pickle is read by a reader that knows
 * containers, texts, numbers and tensors and refuses everything else; no code in it is ever run.
 *
 * <p>The tensors are those of the dict that the outermost one holds under {@code state_dict_ema},
 * {@code model_ema}, {@code state_dict}, {@code model} or {@code model_state_dict}, the first that is
 * there, as training scripts save them beside figures of their own; else its own. Where all names begin
 * with {@code module.}, {@code model.} or {@code _orig_mod.}, this is taken off.
 *
 * <p>A storage that is read as a whole is compared with the zip's checksum.
 */
public final class TorchFile implements WeightFile {

    /** Dicts in dicts; a pickle may hold one that holds itself. */
    private static final int DEEPEST = 4;

    private final Path path;
    private final TorchArchive archive;
    private final Map<String, TorchView> views;
    private final List<StoredTensor> tensors;

    private TorchFile(Path path, TorchArchive archive, Map<String, TorchView> views) {
        this.path = path;
        this.archive = archive;
        this.views = views;
        List<StoredTensor> all = new ArrayList<>();
        views.forEach(
                (name, view) ->
                        all.add(
                                new StoredTensor(
                                        name,
                                        view.storage().type(),
                                        view.shape(),
                                        0,
                                        view.count() * view.storage().type().bytes())));
        tensors = List.copyOf(all);
    }

    /** Whether a file that begins so is one of PyTorch's. */
    static boolean begins(byte[] start) {
        return start.length == 4
                && (start[0] == 'P' && start[1] == 'K' && start[2] == 3 && start[3] == 4
                        || start[0] == (byte) 0x80 && start[1] == 2 && start[2] == (byte) 0x8A);
    }

    /**
     * Opens a file and reads its pickle.
     *
     * @throws BadDataException if it is missing, truncated, of another kind, or holds more than tensors and
     *     containers
     */
    public static TorchFile open(Path path) {
        byte[] start;
        try (InputStream in = Files.newInputStream(path)) {
            start = in.readNBytes(4);
        } catch (IOException failure) {
            throw unreadable(path, failure);
        }
        if (!begins(start)) {
            throw Pickle.refused(
                    path.toString(),
                    "the beginning of a zip file or of a pickle of protocol 2",
                    start.length == 0 ? "nothing" : java.util.HexFormat.of().formatHex(start));
        }
        TorchArchive archive = null;
        try {
            archive = start[0] == 'P' ? TorchZip.open(path) : TorchLegacy.open(path);
            return new TorchFile(path, archive, views(path.toString(), archive.root()));
        } catch (IOException failure) {
            close(archive);
            throw unreadable(path, failure);
        } catch (RuntimeException | Error refused) {
            close(archive);
            throw refused;
        }
    }

    private static void close(TorchArchive archive) {
        try {
            if (archive != null) {
                archive.close();
            }
        } catch (IOException ignored) {
            // Nothing was written.
        }
    }

    static BadDataException unreadable(Path path, IOException failure) {
        return new BadDataException(
                "A state dict of PyTorch is read from " + path,
                failure.getMessage() == null ? failure.toString() : failure.getMessage(),
                "Check that the file is whole and may be read",
                failure);
    }

    private static Map<String, TorchView> views(String file, Object root) {
        if (!(root instanceof Map<?, ?> outer)) {
            throw Pickle.refused(file, "a dict of tensors", "something else in its pickle");
        }
        Map<String, TorchView> views = net(outer, DEEPEST, new IdentityHashMap<>());
        if (views.isEmpty()) {
            throw Pickle.refused(
                    file,
                    "tensors in its dict, or in the dict under one of " + StateDictWrapping.KEYS,
                    "none in a dict of " + outer.size());
        }
        int wrapping = StateDictWrapping.length(views.keySet());
        Map<String, TorchView> bare = new LinkedHashMap<>();
        views.forEach((name, view) -> bare.put(name.substring(wrapping), view));
        return bare;
    }

    /** Each dict is looked into once: one may hold itself, or another many times. */
    private static Map<String, TorchView> net(
            Map<?, ?> dict, int depth, Map<Map<?, ?>, Boolean> seen) {
        seen.put(dict, true);
        for (String key : StateDictWrapping.KEYS) {
            if (depth > 0 && dict.get(key) instanceof Map<?, ?> inner && !seen.containsKey(inner)) {
                Map<String, TorchView> views = net(inner, depth - 1, seen);
                if (!views.isEmpty()) {
                    return views;
                }
            }
        }
        return inside(dict);
    }

    private static Map<String, TorchView> inside(Map<?, ?> dict) {
        Map<String, TorchView> views = new LinkedHashMap<>();
        dict.forEach(
                (name, value) -> {
                    if (name instanceof String text && value instanceof TorchView view) {
                        views.put(text, view);
                    }
                });
        return views;
    }

    @Override
    public List<StoredTensor> tensors() {
        return tensors;
    }

    @Override
    public void stream(String name, int chunkBytes, Safetensors.Chunks chunks) {
        if (chunkBytes < Long.BYTES) {
            throw Check.error("stream needs chunks of at least 8 bytes", chunkBytes, "Use 65536");
        }
        tensor(name);
        TorchView view = views.get(name);
        if (view.count() == 0) {
            return;
        }
        int size = view.storage().type().bytes();
        ByteBuffer chunk =
                ByteBuffer.allocate(
                                (int) Math.min(chunkBytes - chunkBytes % size, view.count() * size))
                        .order(ByteOrder.LITTLE_ENDIAN);
        try (InputStream in = archive.from(view.storage(), view.offset() * size)) {
            if (view.isContiguous()) {
                straight(name, view, in, chunk, chunks);
            } else {
                gathered(name, view, in, chunk, chunks);
            }
        } catch (IOException broken) {
            throw unreadable(path, broken);
        }
    }

    /** What the taker throws is the taker's; what the file throws is the file's. */
    private static void hand(ByteBuffer chunk, Safetensors.Chunks chunks) {
        try {
            chunks.accept(chunk);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void straight(
            String name,
            TorchView view,
            InputStream in,
            ByteBuffer chunk,
            Safetensors.Chunks chunks)
            throws IOException {
        CRC32 sum = new CRC32();
        long left = view.count() * view.storage().type().bytes();
        while (left > 0) {
            int wanted = (int) Math.min(chunk.capacity(), left);
            fill(name, in, chunk.array(), wanted);
            sum.update(chunk.array(), 0, wanted);
            hand(chunk.clear().limit(wanted), chunks);
            left -= wanted;
        }
        boolean whole = view.offset() == 0 && view.count() == view.storage().count();
        long announced = archive.checksum(view.storage());
        if (whole && announced != 0 && announced != sum.getValue()) {
            throw Pickle.refused(
                    path.toString(),
                    "numbers of " + name + " with the checksum " + Long.toHexString(announced),
                    Long.toHexString(sum.getValue()) + ", so the file is damaged");
        }
    }

    private void fill(String name, InputStream in, byte[] into, int count) throws IOException {
        int came = in.readNBytes(into, 0, count);
        if (came < count) {
            throw Pickle.refused(
                    path.toString(),
                    "all numbers of " + name,
                    "the end of the file " + (count - came) + " bytes too early");
        }
    }

    /** Numbers out of order: the stretch that holds them is read as one. */
    private void gathered(
            String name,
            TorchView view,
            InputStream in,
            ByteBuffer chunk,
            Safetensors.Chunks chunks)
            throws IOException {
        int size = view.storage().type().bytes();
        long bytes = (view.last() - view.offset() + 1) * size;
        if (bytes > Runtime.getRuntime().maxMemory() / 2 || bytes > Integer.MAX_VALUE - 8) {
            throw Pickle.refused(
                    path.toString(),
                    "large tensors in one piece",
                    name + ", strewn over " + bytes + " bytes");
        }
        byte[] stretch = new byte[(int) bytes];
        fill(name, in, stretch, stretch.length);
        int axes = view.shape().size();
        long[] index = new long[axes];
        chunk.clear();
        for (long i = 0; i < view.count(); i++) {
            long place = 0;
            for (int axis = 0; axis < axes; axis++) {
                place += index[axis] * view.strides().get(axis);
            }
            if (chunk.remaining() < size) {
                hand(chunk.flip(), chunks);
                chunk.clear();
            }
            chunk.put(stretch, (int) (place * size), size);
            for (int axis = axes - 1;
                    axis >= 0 && ++index[axis] == view.shape().get(axis);
                    axis--) {
                index[axis] = 0;
            }
        }
        hand(chunk.flip(), chunks);
    }

    @Override
    public void close() {
        try {
            archive.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
