package dev.hearth.inference;

import dev.hearth.nn.Model;
import dev.hearth.nn.Parameters;
import dev.hearth.weights.SafetensorsWriter;
import dev.hearth.weights.TensorNaming;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Weights that two languages can make without a file: FNV-1a of the released name, then splitmix64, the
 * upper 24 bits as a number u in [0, 1), spread by the kind of tensor.
 */
final class Hashed {

    private Hashed() {}

    static float[] values(String name, int count, double factor, double term) {
        long h = 0xCBF29CE484222325L;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            h = (h ^ (b & 0xFF)) * 0x100000001B3L;
        }
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            long z = h + (i + 1) * 0x9E3779B97F4A7C15L;
            z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
            z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
            z ^= z >>> 31;
            values[i] = (float) ((z >>> 40) * 0x1.0p-24 * factor + term);
        }
        return values;
    }

    static float[] tensor(String name, Parameters.Entry entry) {
        int count = Math.toIntExact(entry.count());
        if (entry.shape().size() > 1) {
            double fan = (double) count / entry.shape().get(0);
            double bound = Math.sqrt((entry.shape().size() == 4 ? 6 : 3) / fan);
            return values(name, count, 2 * bound, -bound);
        }
        return name.endsWith("weight") || name.endsWith("running_var")
                ? values(name, count, 0.5, 0.75)
                : values(name, count, 0.2, -0.1);
    }

    /** A file as the hub has it: sorted by name, with its one line of metadata. */
    static void write(Model net, TensorNaming naming, Path file) throws IOException {
        Map<String, Parameters.Entry> sorted = new TreeMap<>();
        net.parameters().entries().forEach(e -> sorted.put(naming.of(e.name()), e));
        net.parameters().stateEntries().forEach(e -> sorted.put(naming.of(e.name()), e));
        SafetensorsWriter writer = new SafetensorsWriter().metadata("format", "pt");
        sorted.forEach((name, e) -> writer.floats(name, e.shape(), tensor(name, e)));
        writer.write(file);
    }
}
