package dev.hearth.peers.plan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A row of the comparison, as the driver writes it into a folder: {@code plan.txt}, and beside it the
 * numbers, little-endian: {@code weights.bin}, {@code images.bin}, {@code labels.bin}, and of a game
 * {@code noise.bin}. One stretch is as many steps as there are batches.
 *
 * @param row such as {@code e1}
 * @param kind what is done
 * @param threads of each framework
 * @param batch examples in a step
 * @param batches steps in a stretch
 * @param image channels, rows and columns
 * @param classes of labels
 * @param method of updates
 * @param rate of updates
 * @param momentum of updates
 * @param out rows and columns of what a pool gives
 * @param nets what is computed
 * @param images of each batch
 * @param labels of each batch
 * @param noise of each batch of a game, 100 numbers an example
 */
public record Plan(
        String row,
        Kind kind,
        int threads,
        int batch,
        int batches,
        List<Long> image,
        int classes,
        Method method,
        double rate,
        double momentum,
        int out,
        List<Net> nets,
        List<float[]> images,
        List<int[]> labels,
        List<float[]> noise) {

    /**
     * Reads a folder.
     *
     * @param folder where the driver wrote
     * @return the plan
     */
    public static Plan read(Path folder) {
        try {
            return parsed(folder);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Plan parsed(Path folder) throws IOException {
        Map<String, String> head = new HashMap<>();
        List<Net> nets = new ArrayList<>();
        FloatBuffer numbers = bytes(folder.resolve("weights.bin")).asFloatBuffer();
        for (String line : Files.readAllLines(folder.resolve("plan.txt"))) {
            String[] words = line.split(" ");
            switch (words[0]) {
                case "net" -> nets.add(new Net(words[1], new ArrayList<>(), new ArrayList<>()));
                case "weight" -> nets.get(nets.size() - 1).weights().add(weight(words, numbers));
                case "step" -> nets.get(nets.size() - 1).steps().add(step(words));
                default -> head.put(words[0], line.substring(words[0].length()).strip());
            }
        }
        int batch = Integer.parseInt(head.get("batch"));
        int batches = Integer.parseInt(head.get("batches"));
        List<Long> image =
                Arrays.stream(head.get("image").split(" ")).map(Long::parseLong).toList();
        int size = Math.toIntExact(image.stream().reduce(1L, (a, b) -> a * b));
        Kind kind = Kind.valueOf(head.get("kind"));
        return new Plan(
                head.get("row"),
                kind,
                Integer.parseInt(head.get("threads")),
                batch,
                batches,
                image,
                Integer.parseInt(head.get("classes")),
                Method.valueOf(head.get("method")),
                Double.parseDouble(head.get("rate")),
                Double.parseDouble(head.get("momentum")),
                Integer.parseInt(head.get("out")),
                nets,
                floats(folder.resolve("images.bin"), batches, batch * size),
                labels(folder.resolve("labels.bin"), batches, batch),
                kind == Kind.GAME
                        ? floats(folder.resolve("noise.bin"), batches, batch * 100)
                        : List.of());
    }

    /** {@code weight learned 64 3 3 3}. */
    private static Weight weight(String[] words, FloatBuffer numbers) {
        List<Long> shape = Arrays.stream(words).skip(2).map(Long::parseLong).toList();
        float[] values = new float[Math.toIntExact(shape.stream().reduce(1L, (a, b) -> a * b))];
        numbers.get(values);
        return new Weight(words[1].equals("learned"), shape, values);
    }

    /** {@code step 3 concat 1,2 name=value …}. */
    private static Step step(String[] words) {
        Map<String, String> settings = new HashMap<>();
        for (int i = 4; i < words.length; i++) {
            String[] pair = words[i].split("=");
            settings.put(pair[0], pair[1]);
        }
        List<Integer> in = Arrays.stream(words[3].split(",")).map(Integer::parseInt).toList();
        return new Step(Integer.parseInt(words[1]), words[2], in, settings);
    }

    private static ByteBuffer bytes(Path file) throws IOException {
        return ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static List<float[]> floats(Path file, int count, int size) throws IOException {
        FloatBuffer all = bytes(file).asFloatBuffer();
        List<float[]> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            float[] part = new float[size];
            all.get(part);
            parts.add(part);
        }
        return parts;
    }

    private static List<int[]> labels(Path file, int count, int size) throws IOException {
        ByteBuffer all = bytes(file);
        List<int[]> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int[] part = new int[size];
            for (int j = 0; j < size; j++) {
                part[j] = all.getInt();
            }
            parts.add(part);
        }
        return parts;
    }

    /**
     * The one net of a row that is no game.
     *
     * @return it
     */
    public Net net() {
        return nets.get(0);
    }

    /**
     * The shape of a batch of images.
     *
     * @return examples × channels × rows × columns
     */
    public long[] shape() {
        return new long[] {batch, image.get(0), image.get(1), image.get(2)};
    }
}
