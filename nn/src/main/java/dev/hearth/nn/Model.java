package dev.hearth.nn;

import dev.hearth.tensor.Device;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A letter brought to life: a layer, the shape it was built for, its parameters and its forward
 * function. Its tensors belong to the scope that was open when it was built.
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

    private Model(Layer layer, Shape in, Parameters parameters, Forward forward) {
        this.layer = layer;
        this.in = in;
        this.parameters = parameters;
        this.forward = forward;
    }

    /**
     * Builds a net with fresh parameters.
     *
     * @param layer what it is
     * @param in the shape of one example
     * @param seed of the initial values
     * @param device where it lives
     * @return ready
     */
    public static Model build(Layer layer, Shape in, Seed seed, Device device) {
        Parameters plan = Parameters.plan();
        layer.build(in, plan);
        try (var quiet = NoGrad.open()) {
            Parameters home = plan.settle(seed, device);
            Forward forward = layer.build(in, home);
            if (!home.entries().equals(plan.entries())
                    || !home.stateEntries().equals(plan.stateEntries())) {
                throw new IllegalStateException(
                        "A layer declares the same parameters each time it is built. Received: two"
                                + " lists that differ, from "
                                + layer
                                + ". Make build depend on the letter and the shape alone.");
            }
            return new Model(layer, in, home, forward);
        }
    }

    /**
     * Builds a net with given parameters and state, such as one that {@link
     * dev.hearth.nn.fold.Folded} made.
     *
     * @param layer what it is
     * @param in the shape of one example
     * @param arrays its learned and kept numbers, by name, each row-major
     * @param device where it lives
     * @return ready
     * @throws IllegalArgumentException if an array is missing, not the net's, or of another length
     */
    public static Model of(Layer layer, Shape in, Map<String, float[]> arrays, Device device) {
        Model net = build(layer, in, new Seed(0), device);
        Map<String, Tensor> views = net.views();
        if (!views.keySet().equals(arrays.keySet())) {
            Set<String> differing = new TreeSet<>(views.keySet());
            differing.addAll(arrays.keySet());
            differing.removeIf(name -> views.containsKey(name) && arrays.containsKey(name));
            throw new IllegalArgumentException(
                    "A net needs the arrays that it declares. Received: others, which differ in "
                            + differing
                            + ". Take them from Model.arrays() of the same letter.");
        }
        arrays.forEach(
                (name, values) -> {
                    Tensor view = views.get(name);
                    if (view.count() != values.length) {
                        throw new IllegalArgumentException(
                                "A net needs arrays of its own lengths. Received: "
                                        + values.length
                                        + " numbers for "
                                        + name
                                        + " of "
                                        + view
                                        + ". Take them from Model.arrays() of the same letter.");
                    }
                    view.copyInPlace(values);
                });
        return net;
    }

    /**
     * Copies of what it has learned and what it keeps.
     *
     * @return by name, each row-major
     */
    public Map<String, float[]> arrays() {
        Map<String, float[]> arrays = new TreeMap<>();
        try (var room = Scope.open()) {
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
     * Applies the net.
     *
     * @param x a batch of examples
     * @param pass phase and randomness
     * @return a batch of the announced shape
     */
    public Tensor apply(Tensor x, Context pass) {
        long[] wanted = in.batch(x.dimensions() == 0 ? 0 : x.size(0));
        if (!java.util.Arrays.equals(x.shape(), wanted)) {
            throw new IllegalArgumentException(
                    "This net was built for a batch of "
                            + in
                            + ". Received: "
                            + x
                            + ". Reshape the batch, or build the net for that shape.");
        }
        return forward.apply(in instanceof Shape.Image ? x.channelsLast() : x, pass);
    }

    /**
     * Data-dependent initialisation, in place, without gradients: {@link Context#initializing} over one
     * batch.
     *
     * @param x a batch of examples, of which each unit's sum varies
     * @param pass one that initialises, with noise or without
     * @throws IllegalArgumentException if the pass is for something else, or a unit's sum is the same
     *     for the whole batch
     */
    public void initialize(Tensor x, Context pass) {
        if (pass.phase() != Phase.INITIALIZING) {
            throw new IllegalArgumentException(
                    "Data-dependent initialisation needs a pass of its own. Received: "
                            + pass.phase()
                            + ". Use Context.initializing(seed).");
        }
        try (var room = Scope.open();
                var quiet = NoGrad.open()) {
            apply(x, pass);
        }
    }

    /**
     * What it is.
     *
     * @return the letter
     */
    public Layer layer() {
        return layer;
    }

    /**
     * What it was built for.
     *
     * @return the shape of one example
     */
    public Shape in() {
        return in;
    }

    /**
     * What it has learned.
     *
     * @return its parameters
     */
    public Parameters parameters() {
        return parameters;
    }
}
