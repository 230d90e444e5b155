package dev.hearth.nn;

import dev.hearth.tensor.Bfloat16;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.DType;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * A layer that has been built: with the shape of its input, its parameters and its forward function.
 * Its tensors belong to the scope that was open when it was built.
 *
 * <pre>{@code
 * try (var run = Scope.open()) {
 *     Model net = Model.build(new Linear(10), new Shape.Vector(784), new Seed(1), Device.CPU);
 *     Tensor logits = net.apply(images, Context.testing(new Seed(2)));
 * }
 * }</pre>
 */
public final class Model {

    private final Layer layer;
    private final Shape in;
    private final Parameters parameters;
    private final Forward forward;
    private final Precision precision;

    private Model(
            Layer layer, Shape in, Parameters parameters, Forward forward, Precision precision) {
        this.layer = layer;
        this.in = in;
        this.parameters = parameters;
        this.forward = forward;
        this.precision = precision;
    }

    /** Builds a net with initial parameters. */
    public static Model build(Layer layer, Shape in, Seed seed, Device device) {
        return build(layer, in, seed, device, DType.FLOAT32);
    }

    /**
     * Builds a net whose parameters, gradients and state have another precision than float32. Random
     * numbers are drawn in float32, so the initial values are those of the float32 net, rounded where
     * the precision is lower.
     *
     * @param precision {@link DType#FLOAT32} or {@link DType#FLOAT64}
     * @throws IllegalArgumentException for another precision
     */
    public static Model build(Layer layer, Shape in, Seed seed, Device device, DType precision) {
        if (precision != DType.FLOAT32 && precision != DType.FLOAT64) {
            throw Check.error(
                    "A net needs parameters in FLOAT32 or FLOAT64",
                    precision,
                    "Keep the parameters in FLOAT32: an optimizer's small steps are lost in 16 bits");
        }
        Parameters plan = Parameters.planned(layer, in);
        try (var quiet = NoGrad.open()) {
            Parameters parameters = plan.settle(seed, device, precision);
            Forward forward = layer.build(in, parameters);
            if (!parameters.entries().equals(plan.entries())
                    || !parameters.stateEntries().equals(plan.stateEntries())) {
                throw new IllegalStateException(
                        Check.message(
                                "A layer has to declare the same parameters each time it is built",
                                "two lists that differ, from " + layer,
                                "Make build depend on the layer and the shape alone"));
            }
            return new Model(layer, in, parameters, forward, Precision.FLOAT32);
        }
    }

    /**
     * The same model, with the same parameters, that computes in another precision.
     *
     * @throws IllegalArgumentException for {@link Precision#BFLOAT16} where the parameters are FLOAT64
     * @throws dev.hearth.tensor.LibTorchException if the processor computes bfloat16 wrongly, see {@link
     *     Bfloat16}
     */
    public Model computingIn(Precision other) {
        if (other != Precision.FLOAT32 && parameters.precision() != DType.FLOAT32) {
            throw Check.error(
                    "A net that computes in " + other + " needs parameters in FLOAT32",
                    parameters.precision(),
                    "Build it without a precision of its own");
        }
        if (other == Precision.BFLOAT16 && parameters.values().device().isCpu()) {
            Bfloat16.refuseUnlessRight();
        }
        return new Model(layer, in, parameters, forward, other);
    }

    /** In what it computes. */
    public Precision precision() {
        return precision;
    }

    /**
     * Builds a net with given parameters and state, such as one that {@link
     * dev.hearth.nn.fold.Folded} made.
     *
     * @param arrays its learned and kept numbers, by name, each row-major
     * @throws IllegalArgumentException if an array is missing, not the net's, or of another length
     */
    public static Model of(Layer layer, Shape in, Map<String, float[]> arrays, Device device) {
        Model net = build(layer, in, new Seed(0), device);
        Map<String, Tensor> views = net.views();
        if (!views.keySet().equals(arrays.keySet())) {
            Set<String> differing = new TreeSet<>(views.keySet());
            differing.addAll(arrays.keySet());
            differing.removeIf(name -> views.containsKey(name) && arrays.containsKey(name));
            throw Check.error(
                    "A net needs the arrays that it declares",
                    "others, which differ in " + differing,
                    "Take them from Model.arrays() of the same layer");
        }
        arrays.forEach(
                (name, values) -> {
                    Tensor view = views.get(name);
                    if (view.count() != values.length) {
                        throw Check.error(
                                "A net needs arrays of its own lengths",
                                values.length + " numbers for " + name + " of " + view,
                                "Take them from Model.arrays() of the same layer");
                    }
                    view.copyInPlace(values);
                });
        return net;
    }

    /** Copies of all learned and kept numbers as FLOAT32, by name, each row-major. */
    public Map<String, float[]> arrays() {
        Map<String, float[]> arrays = new TreeMap<>();
        try (var scope = Scope.open()) {
            views().forEach((name, view) -> arrays.put(name, view.toFloats()));
        }
        return arrays;
    }

    private Map<String, Tensor> views() {
        Map<String, Tensor> views = new TreeMap<>();
        for (Parameters.Entry entry : parameters.entries()) {
            views.put(entry.name(), parameters.value(entry.name()));
        }
        for (Parameters.Entry entry : parameters.stateEntries()) {
            views.put(entry.name(), parameters.state(entry.name()));
        }
        return views;
    }

    /**
     * Applies the net to a batch of examples.
     *
     * @return a batch of {@code layer().out(in())}, in the parameters' precision
     */
    public Tensor apply(Tensor x, Context pass) {
        return widened(part(pass, () -> forward.apply(input(x), pass)));
    }

    /**
     * Computes a part of the net as {@link #apply} would: in {@link #precision}, or in float32 where the pass
     * initialises.
     *
     * @param pass in which the part is computed
     * @param part applies some of the net's layers
     * @return what the part gives, in the precision in which layers hand it on
     */
    public Tensor part(Context pass, Supplier<Tensor> part) {
        Precision outer = pass.precision();
        pass.computeIn(pass.phase() == Phase.INITIALIZING ? Precision.FLOAT32 : precision);
        try {
            return part.get();
        } finally {
            pass.computeIn(outer);
        }
    }

    /** What the last layer gives, in the precision in which {@link #apply} returns it. */
    public Tensor widened(Tensor y) {
        return precision == Precision.FLOAT32 ? y : y.to(DType.FLOAT32);
    }

    /**
     * A batch in the layout in memory that the forward function computes on.
     *
     * @throws IllegalArgumentException if it is not a batch of the net's input shape
     */
    public Tensor input(Tensor x) {
        if (!Arrays.equals(x.shape(), in.batch(x.dimensions() == 0 ? 0 : x.size(0)))) {
            throw Check.error(
                    "This net needs a batch of " + in,
                    x,
                    "Reshape the batch, or build the net for that shape");
        }
        // Not every difference: under autocast a float32 net may get a batch of 16 bits.
        if ((x.dtype() == DType.FLOAT64) != (parameters.precision() == DType.FLOAT64)) {
            throw Check.error(
                    "This net needs a batch of " + parameters.precision(),
                    x,
                    "Convert the batch, or build the net for that precision");
        }
        return in instanceof Shape.Image ? x.channelsLast() : x;
    }

    /**
     * Data-dependent initialisation, in place, without gradients.
     *
     * @param x a batch of examples, over which each unit's sum varies
     * @param pass {@link Context#initializing}, with noise or without
     * @throws IllegalArgumentException if the pass is another one, or a unit's sum is the same for
     *     the whole batch
     */
    public void initialize(Tensor x, Context pass) {
        if (pass.phase() != Phase.INITIALIZING) {
            throw Check.error(
                    "Data-dependent initialisation needs a pass of its own",
                    pass.phase(),
                    "Use Context.initializing(seed)");
        }
        try (var scope = Scope.open();
                var quiet = NoGrad.open()) {
            apply(x, pass);
        }
    }

    public Layer layer() {
        return layer;
    }

    /** The shape of one example of the input. */
    public Shape in() {
        return in;
    }

    public Parameters parameters() {
        return parameters;
    }
}
