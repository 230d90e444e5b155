package dev.hearth.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import dev.hearth.data.BadDataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Weights that a model keeps in files beside its own (ONNX, External Data), as PyTorch's exporter writes them
 * by default. Only files in the model's folder or below it are read.
 */
final class ExternalData {

    /** A file of protocol buffers is at most 2 GiB; 16 MiB are kept for all but the weights. */
    private static final long MOST = Integer.MAX_VALUE - (1L << 24);

    private ExternalData() {}

    /**
     * The model with all its weights in itself.
     *
     * @param file that it was read from
     */
    static ModelProto joined(ModelProto model, Path file) {
        if (model.getGraph().getInitializerList().stream().noneMatch(ExternalData::isExternal)) {
            return model;
        }
        GraphProto.Builder graph = model.getGraph().toBuilder();
        long all = 0;
        for (int i = 0; i < graph.getInitializerCount(); i++) {
            TensorProto array = graph.getInitializer(i);
            if (isExternal(array)) {
                ByteString numbers = read(array, file, MOST - all);
                all += numbers.size();
                graph.setInitializer(
                        i,
                        array.toBuilder()
                                .clearExternalData()
                                .clearDataLocation()
                                .setRawData(numbers));
            }
        }
        return model.toBuilder().setGraph(graph).build();
    }

    private static boolean isExternal(TensorProto array) {
        return array.getDataLocation() == TensorProto.DataLocation.EXTERNAL;
    }

    private static ByteString read(TensorProto array, Path file, long most) {
        String location = entry(array, "location", "");
        long offset = number(array, "offset", 0);
        try {
            Path folder = file.toAbsolutePath().getParent().toRealPath();
            Path there = folder.resolve(location).toRealPath();
            if (location.isEmpty() || !there.startsWith(folder)) {
                throw refused(array, "in " + location + ", outside of its folder", file);
            }
            try (FileChannel in = FileChannel.open(there)) {
                long length = number(array, "length", in.size() - offset);
                if (offset < 0 || length < 0 || length > in.size() - offset) {
                    throw refused(
                            array,
                            length
                                    + " bytes from "
                                    + offset
                                    + " on of "
                                    + location
                                    + ", which has "
                                    + in.size(),
                            file);
                } else if (length > most) {
                    throw refused(array, "more than 2 GiB in all", file);
                }
                ByteBuffer bytes = ByteBuffer.allocate((int) length);
                while (bytes.hasRemaining() && in.read(bytes, offset + bytes.position()) >= 0) {
                    // Until all have come.
                }
                return ByteString.copyFrom(bytes.flip());
            }
        } catch (IOException | InvalidPathException failure) {
            throw refused(array, location + ", which cannot be read: " + failure, file);
        }
    }

    private static String entry(TensorProto array, String key, String otherwise) {
        return array.getExternalDataList().stream()
                .filter(each -> each.getKey().equals(key))
                .map(StringStringEntryProto::getValue)
                .findFirst()
                .orElse(otherwise);
    }

    private static long number(TensorProto array, String key, long otherwise) {
        String said = entry(array, key, String.valueOf(otherwise));
        try {
            return Long.parseLong(said);
        } catch (NumberFormatException strange) {
            throw new BadDataException(
                    "A model says where its weights begin in another file, and how long they are",
                    key + " " + said + " of " + array.getName(),
                    "Save it anew",
                    strange);
        }
    }

    private static BadDataException refused(TensorProto array, String came, Path file) {
        return new BadDataException(
                "A model's weights stand in it, or in a file in its folder, 2 GiB at most",
                "for " + array.getName() + ": " + came,
                "Put that file beside "
                        + file.getFileName()
                        + ", or save the model without external"
                        + " data");
    }
}
