package dev.hearth.nn;

import dev.hearth.nn.init.Initializer;
import dev.hearth.tensor.Chance;
import dev.hearth.tensor.DType;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The one home of learned things: named, ordered, in one flat contiguous buffer of values and one of
 * gradients. Each parameter is a view of the first, its gradient a view of the second, so an
 * optimiser's step is a few vector operations for the whole net and a checkpoint is one write.
 *
 * <p>A layer sees it while it is built: it declares what it learns and gets {@link Parameter}s.
 * Initial values are drawn from a seed that depends on the parameter's full name only, so two nets
 * that differ elsewhere begin alike.
 */
public final class Parameters {

    /** Views begin at multiples of 64 bytes. */
    private static final int ALIGNMENT = 16;

    /**
     * A stretch of a flat buffer.
     *
     * @param name full, with dots
     * @param role what it does; {@link Role#SHIFT} for state
     * @param units where its output units lie; {@link Units#FIRST} where it has none
     * @param shape its extents
     * @param offset of its first number in the buffer
     */
    public record Entry(String name, Role role, Units units, List<Long> shape, long offset) {

        /**
         * How many numbers it holds.
         *
         * @return the product of the extents
         */
        public long count() {
            return shape.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
        }

        /**
         * Its extents.
         *
         * @return a fresh array
         */
        public long[] extents() {
            return shape.stream().mapToLong(Long::longValue).toArray();
        }

        Tensor of(Tensor flat) {
            return flat.narrow(0, offset, count()).reshape(extents());
        }
    }

    /** What a net declared, in order, and where it lies. */
    private static final class Plan {
        final Map<String, Entry> byName = new HashMap<>();
        final List<Entry> entries = new ArrayList<>();
        long length;

        Entry declare(String name, Role role, Units units, long... shape) {
            List<Long> extents = Arrays.stream(shape).boxed().toList();
            Entry entry = new Entry(name, role, units, extents, length);
            if (byName.putIfAbsent(name, entry) != null) {
                throw new IllegalArgumentException(
                        "A parameter has a name of its own. Received: "
                                + name
                                + " twice. Use home.within(\"name\") for each part.");
            }
            entries.add(entry);
            length = (entry.offset() + entry.count() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
            return entry;
        }
    }

    /** The buffers of a net that lives; absent while it is planned. */
    private record Buffers(Tensor values, Tensor gradients, Tensor state, Seed seed, Begin begin) {}

    /** Whether numbers begin as their initialisers say, or are there already. */
    private enum Begin {
        FRESH,
        LIVING
    }

    private final Plan learned;
    private final Plan kept;
    private final Buffers buffers;
    private final String prefix;
    private final Optional<Birth> birth;

    private Parameters(
            Plan learned, Plan kept, Buffers buffers, String prefix, Optional<Birth> birth) {
        this.learned = learned;
        this.kept = kept;
        this.buffers = buffers;
        this.prefix = prefix;
        this.birth = birth;
    }

    /** A learned tensor that is what it is. */
    private record Learned(Tensor leaf, Units units) implements Parameter {
        @Override
        public Tensor in(Pass pass) {
            return leaf;
        }

        @Override
        public void scaleUnits(Tensor factors) {
            try (var quiet = NoGrad.open()) {
                units.apart(leaf).mulInPlace(units.broadcast(factors));
            }
        }
    }

    /** Runs a build twice: to learn what it declares, then with the buffers that this needs. */
    static Parameters plan() {
        return new Parameters(new Plan(), new Plan(), null, "", Optional.empty());
    }

    /**
     * What a layer declares, without libtorch.
     *
     * @param layer the letter
     * @param in the shape of one example
     * @return its entries; without values
     * @throws IllegalArgumentException if the layer cannot take {@code in}
     */
    public static Parameters planned(Layer layer, Shape in) {
        Parameters plan = plan();
        layer.build(in, plan);
        return plan;
    }

    Parameters settle(Seed seed, Device device) {
        Tensor values = Tensor.full(0, DType.FLOAT32, device, learned.length);
        Tensor gradients = Tensor.full(0, DType.FLOAT32, device, learned.length);
        Tensor state = Tensor.full(0, DType.FLOAT32, device, kept.length);
        return new Parameters(
                new Plan(),
                new Plan(),
                new Buffers(values, gradients, state, seed, Begin.FRESH),
                "",
                Optional.empty());
    }

    /** The same numbers, as they are now, for another machine of the same letter. */
    Parameters again() {
        Buffers living =
                new Buffers(
                        buffers.values,
                        buffers.gradients,
                        buffers.state,
                        buffers.seed,
                        Begin.LIVING);
        return new Parameters(new Plan(), new Plan(), living, "", Optional.empty());
    }

    /**
     * The same home seen by a part of the layer: its names begin with the part's.
     *
     * @param part a name without dots
     * @return this home, further in
     */
    public Parameters within(String part) {
        return new Parameters(learned, kept, buffers, prefix + part + ".", birth);
    }

    /**
     * The same home, where each tensor with {@link Role#WEIGHT} is born in another way.
     *
     * @param how instead of being learned as it is
     * @return this home, for a layer whose weights are to be born so
     */
    public Parameters bearing(Birth how) {
        return new Parameters(learned, kept, buffers, prefix, Optional.of(how));
    }

    /**
     * Declares a learned tensor.
     *
     * @param name without dots, unique in this part
     * @param role what it does
     * @param start how it begins
     * @param fans connections in and out
     * @param shape its extents
     * @return to be asked for its value in each pass
     */
    public Parameter learn(String name, Role role, Initializer start, Fans fans, long... shape) {
        return learn(name, role, start, fans, Units.FIRST, shape);
    }

    /**
     * Declares a learned tensor whose output units do not lie along the first dimension.
     *
     * @param name without dots, unique in this part
     * @param role what it does
     * @param start how it begins
     * @param fans connections in and out
     * @param units where its output units lie
     * @param shape its extents
     * @return to be asked for its value in each pass
     */
    public Parameter learn(
            String name, Role role, Initializer start, Fans fans, Units units, long... shape) {
        if (role == Role.WEIGHT && birth.isPresent()) {
            Parameters plain = new Parameters(learned, kept, buffers, prefix, Optional.empty());
            return birth.get().bear(plain, new Birth.Wanted(name, role, start, fans, units, shape));
        }
        Entry entry = learned.declare(prefix + name, role, units, shape);
        if (buffers == null) {
            return Parameters::unborn;
        }
        Tensor leaf = entry.of(buffers.values).leafWithGradIn(entry.of(buffers.gradients));
        if (buffers.begin == Begin.FRESH) {
            Chance chance = Chance.of(buffers.seed.child(entry.name()));
            entry.of(buffers.values).copyInPlace(start.draw(shape, fans, chance));
        }
        return new Learned(leaf, units);
    }

    /**
     * Declares a tensor that is kept but not learned, such as a running mean.
     *
     * @param name without dots, unique in this part
     * @param value everywhere at the beginning
     * @param shape its extents
     * @return to be asked for in each pass, and changed in place
     */
    public Parameter keep(String name, double value, long... shape) {
        Entry entry = kept.declare(prefix + name, Role.SHIFT, Units.FIRST, shape);
        if (buffers == null) {
            return Parameters::unborn;
        }
        Tensor view = entry.of(buffers.state);
        if (buffers.begin == Begin.FRESH) {
            view.fillInPlace(value);
        }
        return pass -> view;
    }

    private static Tensor unborn(Pass pass) {
        throw new IllegalStateException(
                "A layer's build must not compute with parameters. Received: a use while the net is"
                        + " planned. Move it into the Forward.");
    }

    /**
     * All learned numbers.
     *
     * @return flat; with gaps of zeros between parameters, so that each begins aligned
     */
    public Tensor values() {
        return buffers.values;
    }

    /**
     * All gradients.
     *
     * @return flat, laid out as {@link #values}
     */
    public Tensor gradients() {
        return buffers.gradients;
    }

    /**
     * All numbers kept but not learned.
     *
     * @return flat
     */
    public Tensor state() {
        return buffers.state;
    }

    /**
     * What is learned, in order of declaration.
     *
     * @return name, role, shape and offset of each
     */
    public List<Entry> entries() {
        return Collections.unmodifiableList(learned.entries);
    }

    /**
     * What is kept, in order of declaration.
     *
     * @return name, shape and offset of each
     */
    public List<Entry> stateEntries() {
        return Collections.unmodifiableList(kept.entries);
    }

    /**
     * The count of learned numbers, without gaps.
     *
     * @return as {@link Cost#parameters} announces it
     */
    public long count() {
        return learned.entries.stream().mapToLong(Entry::count).sum();
    }

    /** Sets all gradients to zero. */
    public void clearGradients() {
        buffers.gradients.fillInPlace(0);
    }

    /**
     * A learned tensor by name.
     *
     * @param name full, with dots
     * @return a view of {@link #values}
     * @throws IllegalArgumentException if there is none
     */
    public Tensor value(String name) {
        return entry(learned, name).of(buffers.values);
    }

    /**
     * A gradient by name.
     *
     * @param name full, with dots
     * @return a view of {@link #gradients}
     * @throws IllegalArgumentException if there is none
     */
    public Tensor gradient(String name) {
        return entry(learned, name).of(buffers.gradients);
    }

    /**
     * A kept tensor by name.
     *
     * @param name full, with dots
     * @return a view of {@link #state}
     * @throws IllegalArgumentException if there is none
     */
    public Tensor state(String name) {
        return entry(kept, name).of(buffers.state);
    }

    private static Entry entry(Plan plan, String name) {
        Entry entry = plan.byName.get(name);
        if (entry == null) {
            throw new IllegalArgumentException(
                    "No tensor has this name. Received: "
                            + name
                            + ". There are: "
                            + plan.entries.stream().map(Entry::name).toList()
                            + ".");
        }
        return entry;
    }
}
