package dev.hearth.nn;

import dev.hearth.tensor.Check;
import dev.hearth.tensor.DType;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The learned and kept numbers of a net: named, ordered, in one flat contiguous buffer of values, one
 * of gradients and one of state. Each parameter is a view of the first and its gradient a view of the
 * second, so an optimizer's step is a few vector operations for the whole net and a checkpoint is one
 * write.
 *
 * <p>A layer that is built declares what it learns and gets a {@link Parameter} for each. Initial
 * values are drawn from a seed that depends on the parameter's full name only, so the common layers of
 * two nets begin alike.
 */
public final class Parameters {

    /** Views begin at multiples of 64 bytes. */
    private static final int ALIGNMENT = 16;

    /**
     * Where a tensor lies in a flat buffer.
     *
     * @param name full, with dots
     * @param role what it does; {@link Role#SHIFT} for state
     * @param units where its output units lie; {@link WeightAxes#FIRST} where it has none
     * @param shape its extents
     */
    public record Entry(String name, Role role, WeightAxes units, List<Long> shape, long offset) {

        /** How many numbers it holds. */
        public long count() {
            return shape.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
        }

        /** The shape as a new array. */
        public long[] extents() {
            return shape.stream().mapToLong(Long::longValue).toArray();
        }

        Tensor of(Tensor flat) {
            return flat.narrow(0, offset, count()).reshape(extents());
        }
    }

    /** What a net has declared, in order. */
    private static final class Plan {
        final Map<String, Entry> byName = new HashMap<>();
        final List<Entry> entries = new ArrayList<>();
        final Set<String> frozen = new HashSet<>();
        long length;

        Entry declare(boolean still, String name, Role role, WeightAxes units, long... shape) {
            List<Long> extents = Arrays.stream(shape).boxed().toList();
            Entry entry = new Entry(name, role, units, extents, length);
            if (byName.putIfAbsent(name, entry) != null) {
                throw Check.error(
                        "A parameter needs a name of its own",
                        name + " twice",
                        "Use parameters.scope(\"name\") for each part");
            }
            entries.add(entry);
            if (still) {
                frozen.add(name);
            }
            long end = Math.addExact(entry.offset(), entry.count());
            length = Math.addExact(end, ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
            return entry;
        }
    }

    /** The buffers of a built net; absent while it is planned. */
    private record Buffers(Tensor values, Tensor gradients, Tensor state, Seed seed, Begin begin) {}

    /** Whether numbers are to be initialised, or are there already. */
    private enum Begin {
        FRESH,
        PRESENT
    }

    private final Plan learned;
    private final Plan kept;
    private final Buffers buffers;
    private final String prefix;
    private final Optional<WeightParametrization> parametrization;
    private final Predicate<String> frozen;
    private final Set<String> trunk;

    private Parameters(
            Plan learned,
            Plan kept,
            Buffers buffers,
            String prefix,
            Optional<WeightParametrization> parametrization,
            Predicate<String> frozen,
            Set<String> trunk) {
        this.learned = learned;
        this.kept = kept;
        this.buffers = buffers;
        this.prefix = prefix;
        this.parametrization = parametrization;
        this.frozen = frozen;
        this.trunk = trunk;
    }

    private static Parameters whole(Buffers buffers) {
        return new Parameters(
                new Plan(), new Plan(), buffers, "", Optional.empty(), name -> false, Set.of());
    }

    /** Collects what a layer declares when it is built, without libtorch and without values. */
    public static Parameters plan() {
        return whole(null);
    }

    /**
     * What a layer declares, without libtorch and without values.
     *
     * @throws IllegalArgumentException if the layer cannot take {@code in}
     */
    public static Parameters planned(Layer layer, Shape in) {
        Parameters plan = plan();
        try {
            layer.build(in, plan);
        } catch (ArithmeticException overflow) {
            throw Check.error(
                    "A model has fewer than 2⁶³ parameters",
                    "more in " + TrainingMemory.shown(layer),
                    TrainingMemory.REMEDY);
        }
        return plan;
    }

    /** Buffers for what this plan has declared, in which a second build initialises the values. */
    Parameters settle(Seed seed, Device device, DType precision) {
        Tensor values = Tensor.full(0, precision, device, learned.length);
        Tensor gradients = Tensor.full(0, precision, device, learned.length);
        Tensor state = Tensor.full(0, precision, device, kept.length);
        return whole(new Buffers(values, gradients, state, seed, Begin.FRESH));
    }

    /** The type of values, gradients and state. */
    public DType precision() {
        return buffers.values.dtype();
    }

    /** The same tensors, to build the same layer again on them. */
    public Parameters again() {
        Buffers present =
                new Buffers(
                        buffers.values,
                        buffers.gradients,
                        buffers.state,
                        buffers.seed,
                        Begin.PRESENT);
        return whole(present);
    }

    /** The same parameters for a part of the layer: the names declared there begin with the part's. */
    public Parameters scope(String part) {
        return new Parameters(
                learned, kept, buffers, prefix + part + ".", parametrization, frozen, trunk);
    }

    /** The same parameters, where each {@link Role#WEIGHT} is computed from others that are learned. */
    public Parameters parametrized(WeightParametrization how) {
        return new Parameters(learned, kept, buffers, prefix, Optional.of(how), frozen, trunk);
    }

    /**
     * The same parameters, where some are frozen: they get no gradient, and optimizers and their
     * modifiers do not change them.
     *
     * @param names whether the tensor of a name, relative to this scope, is frozen
     */
    public Parameters freezing(Predicate<String> names) {
        int from = prefix.length();
        return new Parameters(
                learned,
                kept,
                buffers,
                prefix,
                parametrization,
                frozen.or(full -> names.test(full.substring(from))),
                trunk);
    }

    /** Whether a learned or kept tensor is frozen, by its full name. */
    public boolean isFrozen(String name) {
        return learned.frozen.contains(name) || kept.frozen.contains(name);
    }

    /** The same parameters, where chains whose names begin so are passed by every example, once a pass. */
    Parameters alongTrunk(Set<String> prefixes) {
        return new Parameters(
                learned, kept, buffers, prefix, parametrization, frozen, Set.copyOf(prefixes));
    }

    /** Whether a chain of this scope is passed by every example, once a pass. */
    public boolean isTrunk() {
        return trunk.contains(prefix);
    }

    /** Where in {@link #values} the next tensor that is declared will lie. */
    public long end() {
        return learned.length;
    }

    /**
     * Declares a learned tensor.
     *
     * @param name without dots, unique in this scope
     * @param fans connections in and out, for the initial values
     */
    public Parameter parameter(
            String name, Role role, Initializer start, Fans fans, long... shape) {
        return parameter(name, role, start, fans, WeightAxes.FIRST, shape);
    }

    /** Declares a learned tensor whose output units need not lie along the first dimension. */
    public Parameter parameter(
            String name, Role role, Initializer start, Fans fans, WeightAxes units, long... shape) {
        if (role == Role.WEIGHT && parametrization.isPresent()) {
            Parameters plain =
                    new Parameters(learned, kept, buffers, prefix, Optional.empty(), frozen, trunk);
            return parametrization
                    .get()
                    .declare(
                            plain,
                            new WeightParametrization.Requested(
                                    name, role, start, fans, units, shape));
        }
        boolean still = frozen.test(prefix + name);
        Entry entry = learned.declare(still, prefix + name, role, units, shape);
        if (buffers == null) {
            return new PlannedParameter(still);
        }
        Tensor value = entry.of(buffers.values);
        Tensor leaf = still ? value : value.leafWithGradIn(entry.of(buffers.gradients));
        if (buffers.begin == Begin.FRESH) {
            RandomTensors chance = RandomTensors.of(buffers.seed.child(entry.name()));
            try (var scope = Scope.open()) {
                entry.of(buffers.values).copyInPlace(start.draw(shape, fans, chance));
            }
        }
        return new LearnedParameter(leaf, units, still);
    }

    /**
     * Declares a tensor that is kept but not learned, such as a running mean.
     *
     * @param name without dots, unique in this scope
     */
    public Parameter buffer(String name, double value, long... shape) {
        boolean still = frozen.test(prefix + name);
        Entry entry = kept.declare(still, prefix + name, Role.SHIFT, WeightAxes.FIRST, shape);
        if (buffers == null) {
            return new PlannedParameter(still);
        }
        Tensor view = entry.of(buffers.state);
        if (buffers.begin == Begin.FRESH) {
            view.fillInPlace(value);
        }
        return new BufferParameter(view, still);
    }

    /** All learned numbers, flat, with zeros between parameters so that each begins aligned. */
    public Tensor values() {
        return buffers.values;
    }

    /** All gradients, laid out as {@link #values}. */
    public Tensor gradients() {
        return buffers.gradients;
    }

    /** All numbers kept but not learned, flat. */
    public Tensor state() {
        return buffers.state;
    }

    /** The learned tensors, in order of declaration. */
    public List<Entry> entries() {
        return Collections.unmodifiableList(learned.entries);
    }

    /** The tensors that are kept but not learned, in order of declaration. */
    public List<Entry> stateEntries() {
        return Collections.unmodifiableList(kept.entries);
    }

    /** How many numbers are learned, as {@link Complexity#parameters} says. */
    public long count() {
        return learned.entries.stream().mapToLong(Entry::count).sum();
    }

    /** How many numbers the three buffers hold. */
    double buffered() {
        return 2.0 * learned.length + kept.length;
    }

    /** Sets all gradients to zero. */
    public void clearGradients() {
        buffers.gradients.fillInPlace(0);
    }

    /**
     * A learned tensor by its full name, a view of {@link #values}.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Tensor value(String name) {
        return entry(learned, name).of(buffers.values);
    }

    /**
     * A gradient by its full name, a view of {@link #gradients}.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Tensor gradient(String name) {
        return entry(learned, name).of(buffers.gradients);
    }

    /**
     * A kept tensor by its full name, a view of {@link #state}.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Tensor state(String name) {
        return entry(kept, name).of(buffers.state);
    }

    private static Entry entry(Plan plan, String name) {
        Entry entry = plan.byName.get(name);
        if (entry == null) {
            throw Check.error(
                    "A tensor needs a name that was declared",
                    name,
                    "There are: " + plan.entries.stream().map(Entry::name).toList());
        }
        return entry;
    }
}
