package dev.hearth.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.hearth.train.run.Result;
import dev.hearth.weights.Safetensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What files hold, without what differs from call to call: seconds and the time of day. */
final class RunOutputs {

    private static final Pattern TIME = Pattern.compile("\\b[0-9.]+ (s|min|h)\\b");
    private static final int STEP = 2;
    private static final int SUMMARY = 5;
    private static final int SESSION = 7;

    private RunOutputs() {}

    /**
     * By path below a folder; the event files of a folder as TensorBoard shows them together, and checkpoints
     * before the last not at all: a resumed run has others.
     */
    static Map<String, String> of(Path folder) throws IOException {
        Map<String, String> all = new TreeMap<>();
        List<Path> files;
        try (Stream<Path> walked = Files.walk(folder)) {
            files = walked.filter(Files::isRegularFile).sorted().toList();
        }
        for (Path file : files) {
            String name = file.getFileName().toString();
            String where = folder.relativize(file).toString();
            if (name.startsWith("events.out.tfevents")) {
                all.computeIfAbsent(
                        folder.relativize(file.resolveSibling("events")).toString(),
                        each -> events(file.getParent()));
            } else if (name.endsWith(".safetensors")) {
                if (!name.matches("checkpoint\\.\\d\\.safetensors")) {
                    all.put(where, tensors(file));
                }
            } else if (name.equals("result.json")) {
                Result result = Result.read(file);
                all.put(where, result.metrics() + " " + result.history());
            } else if (name.matches(".*\\.(md|html)")) {
                byte[] text = TIME.matcher(Files.readString(file)).replaceAll("").getBytes(UTF_8);
                all.put(where, hash(text));
            } else {
                all.put(where, hash(Files.readAllBytes(file)));
            }
        }
        return all;
    }

    private static String hash(byte[] bytes) {
        return bytes.length + ":" + Arrays.hashCode(bytes);
    }

    /** The bits of all tensors, of which some are no numbers. */
    private static String tensors(Path path) {
        Map<String, String> bits = new TreeMap<>();
        try (Safetensors file = Safetensors.open(path)) {
            file.tensors().forEach(each -> bits.put(each.name(), hash(file.bytes(each.name()))));
        }
        return bits.toString();
    }

    /**
     * By tag and step, as TensorBoard reads files in the order of their names: a later START takes away all of
     * its step and after.
     */
    private static String events(Path folder) {
        TreeMap<Long, Map<String, String>> shown = new TreeMap<>();
        boolean hasStarted = false;
        for (UnknownFieldSet event : records(folder)) {
            long step = event.getField(STEP).getVarintList().stream().findFirst().orElse(0L);
            if (!event.getField(SESSION).getLengthDelimitedList().isEmpty()) {
                if (hasStarted) {
                    shown.tailMap(step, true).clear();
                }
                hasStarted = true;
            }
            for (ByteString summary : event.getField(SUMMARY).getLengthDelimitedList()) {
                String tag = summary.toStringUtf8();
                String before =
                        shown.computeIfAbsent(step, each -> new TreeMap<>())
                                .put(hash(summary.toByteArray()) + tag, "");
                if (before != null) {
                    shown.get(step).put("twice " + tag, "");
                }
            }
        }
        return shown.size()
                + " steps "
                + shown.hashCode()
                + (shown.toString().contains("twice ") ? " twice" : "");
    }

    /** Of all files, without what was cut off. */
    private static List<UnknownFieldSet> records(Path folder) {
        List<UnknownFieldSet> records = new ArrayList<>();
        try (Stream<Path> listed = Files.list(folder)) {
            for (Path file :
                    listed.filter(each -> each.getFileName().toString().startsWith("events."))
                            .sorted()
                            .toList()) {
                ByteBuffer in =
                        ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
                while (in.remaining() >= 12) {
                    long length = in.getLong();
                    in.getInt();
                    if (in.remaining() < length + 4) {
                        break;
                    }
                    byte[] content = new byte[(int) length];
                    in.get(content);
                    in.getInt();
                    records.add(UnknownFieldSet.parseFrom(content));
                }
            }
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
        return records;
    }
}
