package dev.hearth.tensor;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Arguments for {@link Fuzz}: now and then plausible, now and then mad. */
final class Arguments {

    private static final long[] MAD_LONGS = {
        Long.MIN_VALUE, Long.MAX_VALUE, 1L << 31, 1L << 40, 1L << 62, -1L << 40, 1000, -7
    };
    private static final int[] MAD_INTS = {
        Integer.MIN_VALUE, Integer.MAX_VALUE, 1 << 30, 1 << 20, 65536, 1000, -7
    };
    private static final double[] MAD_DOUBLES = {
        Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e300, -1e300, 1e-320, -0.0
    };

    private final RandomStream random;
    private final List<Tensor> pool = new ArrayList<>();
    private Tensor foreign;

    Arguments(RandomStream random) {
        this.random = random;
    }

    private boolean oneIn(int count) {
        return random.nextInt(count) == 0;
    }

    /** Fresh tensors of the innermost scope, one from another thread, and one whose scope closed. */
    void refill(Tensor ofAnotherThread) {
        foreign = ofAnotherThread;
        Tensor dead;
        try (var inner = Scope.open()) {
            dead = Tensor.ones(1);
        }
        pool.clear();
        pool.add(dead);
        for (int i = 0; i < 24; i++) {
            pool.add(fresh(shape(i % 2 == 0 ? 4 : random.nextInt(6))));
        }
    }

    void add(Tensor tensor) {
        pool.set(1 + random.nextInt(pool.size() - 1), tensor);
    }

    private Tensor fresh(long... shape) {
        Tensor made = RandomTensors.of(new Seed(random.nextLong())).normal(0, 2, shape);
        if (oneIn(8)) {
            made.fillInPlace(oneIn(2) ? Double.NaN : Double.NEGATIVE_INFINITY);
        }
        if (oneIn(3)) {
            made = made.to(DType.values()[random.nextInt(DType.values().length)]);
        }
        if (oneIn(4) && made.dimensions() > 1) {
            made = made.transpose(0, -1);
        }
        return oneIn(3) && made.dtype().isFloating() ? made.detach().requireGrad() : made;
    }

    private long[] shape(int dimensions) {
        long[] extents = new long[dimensions];
        for (int i = 0; i < dimensions; i++) {
            extents[i] = oneIn(12) ? 0 : 1 + random.nextInt(oneIn(4) ? 7 : 3);
        }
        return extents;
    }

    private Tensor receiver() {
        return oneIn(50) ? foreign : pool.get(random.nextInt(pool.size()));
    }

    /** A receiver for a call; a recurrence, which takes nothing but matrices or rows of them, often gets one. */
    Tensor receiver(Method method) {
        int wanted =
                switch (method.getName()) {
                    case "lstmCell", "gruCell" -> 2;
                    case "lstm", "gru" -> 3;
                    default -> -1;
                };
        Tensor any = receiver();
        for (int i = 0; i < 8 && wanted > 0 && !has(wanted, any); i++) {
            any = receiver();
        }
        return any;
    }

    private boolean has(int dimensions, Tensor tensor) {
        return tensor != foreign && tensor.isAlive() && tensor.dimensions() == dimensions;
    }

    /** Arguments for a call; those that need kin of the receiver often get it. */
    Object[] of(Method method, Tensor receiver) {
        Class<?>[] types = method.getParameterTypes();
        if (Fuzz.isOfTensor(method)) {
            types = Arrays.copyOfRange(types, 1, types.length);
        }
        Object[] given = new Object[types.length];
        for (int i = 0; i < types.length; i++) {
            given[i] = value(types[i]);
        }
        boolean usable = receiver != null && receiver != foreign && receiver.isAlive();
        if (usable && !oneIn(3) && Arrays.stream(given).noneMatch(Objects::isNull)) {
            befriend(method.getName(), given, receiver);
        }
        if (types.length > 1 && method.getName().startsWith("of") && !oneIn(3)) {
            int length = 1 + random.nextInt(6);
            given[0] = array(types[0], length);
            given[1] =
                    types[1] == int.class
                            ? (Object) random.nextInt(length + 1)
                            : new long[] {length};
        }
        return given;
    }

    private void befriend(String name, Object[] given, Tensor x) {
        long[] shape = x.shape();
        long channels = shape.length > 1 ? shape[1] : 1;
        long last = shape.length > 0 ? shape[shape.length - 1] : 1;
        switch (name) {
            case "conv2d" -> {
                ConvParameters g = (ConvParameters) given[2];
                long out = (long) g.groups() * (1 + random.nextInt(2));
                given[0] = like(x, out, channels / g.groups(), 1 + random.nextInt(3), 2);
                given[1] = oneIn(2) ? Optional.empty() : Optional.of(like(x, out));
            }
            case "convTranspose2d" -> {
                ConvParameters g = (ConvParameters) given[2];
                given[0] = like(x, channels, 2, 1 + random.nextInt(3), 2);
                given[1] = oneIn(2) ? Optional.empty() : Optional.of(like(x, 2L * g.groups()));
                given[3] = 0;
                given[4] = 0;
            }
            case "batchNorm" -> {
                long count = oneIn(6) ? channels + 1 : channels;
                given[0] = Optional.of(like(x, channels));
                given[1] = Optional.of(like(x, channels));
                given[2] = like(x, count);
                given[3] = like(x, channels);
            }
            case "lstmCell" -> {
                given[0] =
                        new Functional.LstmState(
                                like(x, shape.length > 0 ? shape[0] : 1, 2),
                                like(x, shape.length > 0 ? shape[0] : 1, 2));
                recurrent(given, x, 1, 8, last);
                given[3] = like(x, oneIn(6) ? 7 : 8);
            }
            case "lstm" -> {
                recurrent(given, x, 0, 8, last);
                given[2] = like(x, oneIn(6) ? 7 : 8);
            }
            case "gruCell" -> {
                given[0] = like(x, shape.length > 0 ? shape[0] : 1, 2);
                recurrent(given, x, 1, 6, last);
                given[3] = like(x, 6);
                given[4] = like(x, oneIn(6) ? 5 : 6);
            }
            case "gru" -> {
                recurrent(given, x, 0, 6, last);
                given[2] = like(x, 6);
                given[3] = like(x, oneIn(6) ? 5 : 6);
            }
            case "prelu" -> given[0] = like(x, oneIn(4) ? 2 : channels);
            case "linear" -> {
                given[0] = like(x, 3, last);
                if (given.length > 1) {
                    given[1] = like(x, 3);
                }
            }
            case "addMatmulInPlace" -> {
                given[0] = like(x, shape.length > 0 ? shape[0] : 1, 2);
                given[1] = like(x, 2, oneIn(6) ? last + 1 : last);
            }
            case "maxOfGroups" -> given[0] = (int) (last > 0 && !oneIn(6) ? last : 1);
            case "maxOfGroupsBackward" -> {
                long[] groups = shape.clone();
                if (groups.length > 0) {
                    groups[groups.length - 1] = Math.min(1, last);
                }
                given[0] = like(x, groups);
            }
            case "descendInPlace" -> {
                given[0] = like(x, shape);
                given[1] = like(x, shape);
            }
            case "function" -> given[0] = like(x, shape).detach();
            case "maxPoolRegions" -> {
                given[0] = spans((int) (shape.length > 2 ? shape[shape.length - 2] : 1));
                given[1] = spans((int) last);
            }
            case "matmul" -> given[0] = like(x, last, 2);
            case "crossEntropy" -> {
                long[] labels = new long[shape.length > 0 ? (int) shape[0] : 1];
                for (int i = 0; i < labels.length; i++) {
                    labels[i] = oneIn(6) ? random.nextInt(7) - 3 : 0;
                }
                given[0] = Tensor.of(labels, labels.length);
                given[1] = 0.1;
            }
            case "indexSelect" -> {
                given[0] = 0L;
                given[1] = Tensor.of(new long[] {random.nextInt(4) - 1, 0}, 2);
            }
            case "gather" -> {
                given[0] = 0L;
                given[1] = oneIn(3) ? Tensor.full(0, DType.INT64, Device.CPU, shape) : given[1];
            }
            case "reshape", "expand" -> given[0] = oneIn(2) ? new long[] {-1} : shape.clone();
            case "permute" -> {
                int[] order = random.permutation(shape.length);
                long[] wide = new long[order.length];
                for (int i = 0; i < wide.length; i++) {
                    wide[i] = order[i];
                }
                given[0] = wide;
            }
            case "copyInPlace" -> {
                if (!(given[0] instanceof Tensor)) {
                    given[0] = new float[(int) x.count()];
                }
            }
            case "where" -> {
                given[0] = like(x, shape);
                given[1] = like(x, shape);
            }
            case "maxPool2d", "avgPool2d" -> {
                given[0] = 1 + random.nextInt(3);
                given[1] = 1 + random.nextInt(3);
            }
            case "concat", "stack" -> given[1] = new Tensor[] {x, x};
            default -> {
                if (given.length > 0 && given[0] instanceof Tensor && !oneIn(3)) {
                    given[0] = like(x, shape);
                }
            }
        }
    }

    /** Every second cell, each with its neighbour where there is one. */
    private PoolRegions spans(int cells) {
        int extent = Math.max(1, oneIn(8) ? cells + 1 : cells);
        int[] starts = new int[(extent + 1) / 2];
        int[] ends = new int[starts.length];
        for (int i = 0; i < starts.length; i++) {
            starts[i] = 2 * i;
            ends[i] = Math.min(extent, 2 * i + 2);
        }
        return PoolRegions.of(extent, new int[][] {starts}, new int[][] {ends});
    }

    /** Weights of inputs and of states for two units. */
    private void recurrent(Object[] given, Tensor x, int at, long gates, long inputs) {
        given[at] = like(x, gates, oneIn(6) ? inputs + 1 : inputs);
        given[at + 1] = like(x, gates, 2);
    }

    private Tensor like(Tensor x, long... shape) {
        Tensor made =
                RandomTensors.of(new Seed(random.nextLong())).normal(0, 1, shape).to(x.dtype());
        return oneIn(3) && made.dtype().isFloating() ? made.detach().requireGrad() : made;
    }

    private Object value(Class<?> type) {
        if (!type.isPrimitive() && oneIn(60)) {
            return null;
        }
        if (type == Tensor.class) {
            return receiver();
        }
        if (type == Tensor[].class) {
            Tensor[] parts = new Tensor[random.nextInt(4)];
            for (int i = 0; i < parts.length; i++) {
                parts[i] = receiver();
            }
            return parts;
        }
        if (type == Optional.class) {
            return oneIn(3) ? Optional.empty() : Optional.of(receiver());
        }
        if (type == java.util.function.Consumer.class) {
            return (java.util.function.Consumer<Tensor>) Tensor::square;
        }
        if (type == java.util.function.UnaryOperator.class) {
            return (java.util.function.UnaryOperator<Tensor>) gradient -> gradient;
        }
        if (type == PoolRegions.class) {
            return spans(1 + random.nextInt(6));
        }
        if (type == ConvParameters.class) {
            return geometry();
        }
        if (type == Functional.LstmState.class) {
            return new Functional.LstmState(receiver(), receiver());
        }
        if (type == Device.class) {
            return oneIn(3) ? Device.cuda(random.nextInt(2)) : Device.CPU;
        }
        if (type == Seed.class) {
            return new Seed(random.nextLong());
        }
        if (type.isEnum()) {
            Object[] all = type.getEnumConstants();
            return all[random.nextInt(all.length)];
        }
        if (type.isArray()) {
            return array(type, random.nextInt(6));
        }
        return number(type);
    }

    private Object number(Class<?> type) {
        if (type == long.class) {
            return oneIn(8) ? MAD_LONGS[random.nextInt(MAD_LONGS.length)] : random.nextInt(6) - 2;
        }
        if (type == int.class) {
            return oneIn(8) ? MAD_INTS[random.nextInt(MAD_INTS.length)] : random.nextInt(6) - 1;
        }
        if (type == double.class) {
            return oneIn(5) ? MAD_DOUBLES[random.nextInt(MAD_DOUBLES.length)] : random.nextDouble();
        }
        if (type == boolean.class) {
            return random.nextBoolean();
        }
        throw new AssertionError("Fuzz knows no arguments of " + type);
    }

    private Object array(Class<?> type, int length) {
        if (type == float[].class) {
            return new float[length];
        }
        if (type == double[].class) {
            return new double[length];
        }
        if (type == int[].class) {
            return new int[length];
        }
        if (type == byte[].class) {
            return new byte[length];
        }
        long[] longs = new long[length];
        for (int i = 0; i < length; i++) {
            longs[i] = ((Number) number(long.class)).longValue();
        }
        return longs;
    }

    private ConvParameters geometry() {
        int[] n = new int[9];
        for (int i = 0; i < n.length; i++) {
            int least = i < 2 || i > 5 ? 1 : 0;
            n[i] =
                    oneIn(40)
                            ? MAD_INTS[random.nextInt(MAD_INTS.length)]
                            : least + (oneIn(3) ? random.nextInt(3) : 0);
        }
        return oneIn(2)
                ? ConvParameters.stride(n[0], n[1])
                : new ConvParameters(n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8]);
    }
}
