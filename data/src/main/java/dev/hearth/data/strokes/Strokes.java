package dev.hearth.data.strokes;

import dev.hearth.data.Dataset;
import dev.hearth.data.ImageShape;
import dev.hearth.data.JavaMemory;
import dev.hearth.data.Sha256;
import dev.hearth.data.handwriting.PenStrokes;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The built-in data set: the digits 0 to 9, 28×28 grey, drawn by code, so that everything can be
 * tried on a computer without any data set. It looks like MNIST and is no substitute for it.
 *
 * <p>A digit has several ways to be written; each example chooses one, lets its points stray, bends,
 * slants, turns and scales it, and draws it with a pen of some width. Example i depends on the seed
 * and i alone, not on the count, and is the same bytes on every computer. Ten neighbours, from a
 * multiple of ten on, are the ten digits in some order.
 *
 * <p>Drawn bytes are kept in memory (784 an example), so only the first reading costs time.
 *
 * <pre>{@code
 * Dataset training = Strokes.training(6000, new Seed(1));
 * Dataset test = Strokes.test(1000, new Seed(1));
 * }</pre>
 */
public final class Strokes implements Dataset {

    /** To be raised when a change here changes any picture. */
    private static final int VERSION = 1;

    private static final ImageShape PIXELS =
            new ImageShape(1, GlyphRenderer.SIDE, GlyphRenderer.SIDE);
    private static final List<String> NAMES =
            List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
    private static final ThreadLocal<GlyphRenderer> PENS =
            ThreadLocal.withInitial(GlyphRenderer::new);

    /** Bytes of an array beside its content, and of the reference to it. */
    private static final int OVERHEAD = 20;

    private final String name;
    private final int count;
    private final Seed seed;
    private final AtomicReferenceArray<byte[]> drawn;

    /** Some digits. */
    public Strokes(int count, Seed seed) {
        this("strokes", count, seed);
    }

    private Strokes(String name, int count, Seed seed) {
        this.name = name;
        this.count = count;
        this.seed = Objects.requireNonNull(seed, "seed");
        if (count < 1) {
            throw Check.error(
                    "Strokes needs a count of at least 1",
                    count,
                    "Ask for 60000 to have as many as MNIST");
        }
        JavaMemory.refuseAbove(
                name + ", which keeps what it draws,",
                (double) count * (PIXELS.count() + OVERHEAD),
                "Use fewer of its examples");
        this.drawn = new AtomicReferenceArray<>(count);
    }

    /** Digits to train on. */
    public static Strokes training(int count, Seed seed) {
        return new Strokes("strokes/train", count, seed.child("train"));
    }

    /** Digits to test on, drawn likewise, none of them in the training set. */
    public static Strokes test(int count, Seed seed) {
        return new Strokes("strokes/test", count, seed.child("test"));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int size() {
        return count;
    }

    @Override
    public ImageShape pixels() {
        return PIXELS;
    }

    @Override
    public List<String> classNames() {
        return NAMES;
    }

    @Override
    public int label(int index) {
        Objects.checkIndex(index, count);
        int[] order = seed.child("label").child(index / 10).stream().permutation(10);
        return order[index % 10];
    }

    @Override
    public void read(int index, float[] target, int offset) {
        byte[] sheet = sheet(index);
        for (int i = 0; i < sheet.length; i++) {
            target[offset + i] = (sheet[i] & 0xFF) / 255f;
        }
    }

    /** A digit's grey values. */
    public byte[] bytes(int index) {
        return sheet(index).clone();
    }

    /** The movements of the pen that draws a digit. */
    public PenStrokes ink(int index) {
        RandomStream random = seed.child("digit").child(index).stream();
        return new PenStrokes(
                PENS.get().paths(glyph(index, random), random).stream()
                        .map(PenStrokes.Stroke::through)
                        .toList());
    }

    private Glyph glyph(int index, RandomStream random) {
        List<Glyph> variants = Glyphs.DIGITS.get(label(index));
        return variants.get(random.nextInt(variants.size()));
    }

    private byte[] sheet(int index) {
        byte[] known = drawn.get(index);
        if (known != null) {
            return known;
        }
        RandomStream random = seed.child("digit").child(index).stream();
        byte[] sheet = PENS.get().draw(glyph(index, random), random);
        drawn.set(index, sheet);
        return sheet;
    }

    /** Over the recipe: version, seed and count. */
    @Override
    public String digest() {
        return Sha256.of("strokes " + VERSION + " seed " + seed.value() + " count " + count);
    }
}
