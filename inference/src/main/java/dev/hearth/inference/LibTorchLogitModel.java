package dev.hearth.inference;

import dev.hearth.nn.Arrangement;
import dev.hearth.nn.ChildLayer;
import dev.hearth.nn.Context;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.Dropout;
import dev.hearth.nn.layers.Flatten;
import dev.hearth.nn.layers.Identity;
import dev.hearth.nn.layers.ModelChain;
import dev.hearth.nn.layers.ScheduledDropout;
import dev.hearth.nn.layers.Softmax;
import dev.hearth.nn.layers.SpatialDropout;
import dev.hearth.nn.layers.Tap;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A model computed by libtorch, on the thread of its scope. Layers that draw random numbers when they are
 * tested (fractional max-pooling) draw the same for all crops, from seeds 0, 1, …, one for each test: an
 * answer does not depend on what else is in its batch, and the first of N tests is the one test. The
 * logits of several tests are the logarithm of the mean of their softmax (Graham 2014, §3), at least that of
 * the smallest normal float: a share of 0 is no infinity. The layers before the first that draws are computed
 * once.
 */
public final class LibTorchLogitModel implements LogitModel {

    /** Layers that compute the identity, up to the shape, when testing. */
    private static final Set<Class<?>> IDENTITY =
            Set.of(
                    Identity.class,
                    Tap.class,
                    Dropout.class,
                    SpatialDropout.class,
                    ScheduledDropout.class,
                    Flatten.class);

    private final Model net;
    private final boolean endsInSoftmax;
    private final int tests;
    private final ModelChain chain;
    private final int shared;

    /** A trained model that computes logits, or ends in their softmax; tested once. */
    public LibTorchLogitModel(Model net) {
        this(net, 1);
    }

    /**
     * A model tested several times.
     *
     * @param tests above 0; above 1 only where the model draws random numbers
     * @throws IllegalArgumentException if all tests would compute the same
     */
    public LibTorchLogitModel(Model net, int tests) {
        checkTests(tests);
        this.net = net;
        this.endsInSoftmax = endsInSoftmax(net.layer(), net.in());
        this.tests = tests;
        this.chain = tests == 1 ? null : ModelChain.of(net);
        this.shared = tests == 1 ? 0 : shared(chain);
        if (tests > 1 && shared == chain.length()) {
            throw sameAgain(tests);
        }
    }

    static int checkTests(int tests) {
        if (tests < 1) {
            throw Check.error("A classifier needs at least one test", tests, "Use 1");
        }
        return tests;
    }

    /** The refusal of several tests of a model that computes the same each time. */
    static IllegalArgumentException sameAgain(int tests) {
        return Check.error(
                "Several tests need a model that draws random numbers when it is tested, by fractional"
                        + " max-pooling",
                tests + " tests of one that computes the same each time",
                "Use 1 test");
    }

    private int shared(ModelChain laid) {
        try (var turn = Scope.open();
                var quiet = NoGrad.open()) {
            return laid.undrawn(images(new float[(int) net.in().count()], 1));
        }
    }

    private Tensor images(float[] squares, int count) {
        return Tensor.ofFirst(squares, net.in().batch(count))
                .to(net.parameters().values().device());
    }

    @Override
    public float[] logits(float[] squares, int count) {
        try (var turn = Scope.open();
                var quiet = NoGrad.open()) {
            Tensor images = images(squares, count);
            if (tests == 1) {
                return net.apply(images, Context.predicting(new Seed(0))).toFloats();
            }
            Tensor kept = chain.apply(0, shared, images, Context.predicting(new Seed(0)));
            Tensor sum = null;
            for (int test = 0; test < tests; test++) {
                try (var one = Scope.open()) {
                    Context pass = Context.predicting(new Seed(test));
                    Tensor said = chain.apply(shared, chain.length(), kept, pass);
                    Tensor shares = endsInSoftmax ? said : said.softmax(1);
                    sum = sum == null ? one.keep(shares) : sum.addInPlace(shares, 1);
                }
            }
            Tensor mean = sum.mul(1.0 / tests);
            return (endsInSoftmax ? mean : mean.clampMin(Float.MIN_NORMAL).log()).toFloats();
        }
    }

    /** One at a time: the gradients of a net are in one place. */
    @Override
    public synchronized HeatMap heatMap(float[] square, int label) {
        try (var turn = Scope.open()) {
            return GradCam.of(net).of(images(square, 1), label);
        }
    }

    @Override
    public boolean endsInSoftmax() {
        return endsInSoftmax;
    }

    private static boolean endsInSoftmax(Layer layer, Shape in) {
        if (layer.arrangement() != Arrangement.CHAIN
                && layer.arrangement() != Arrangement.WRAPPER) {
            return layer instanceof Softmax;
        }
        List<ChildLayer> layers = new ArrayList<>(layer.children(in));
        layers.removeIf(each -> IDENTITY.contains(each.layer().getClass()));
        if (layers.isEmpty()) {
            return false;
        }
        ChildLayer last = layers.get(layers.size() - 1);
        return endsInSoftmax(last.layer(), last.in());
    }
}
