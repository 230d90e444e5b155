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
import dev.hearth.nn.layers.Softmax;
import dev.hearth.nn.layers.SpatialDropout;
import dev.hearth.nn.layers.Tap;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A net that libtorch computes. Layers that draw when they are tested (fractional max-pooling) draw the
 * same for all squares, from seeds 0, 1, …, one a test: an answer does not depend on what else is in
 * its batch, and the first of N tests is the one test. The logits of several tests are the logarithm of
 * the mean of their softmax (Graham 2014, §3). What lies before the first draw is computed once.
 */
public final class LibTorchLogitModel implements LogitModel {

    /** What does nothing when testing. */
    private static final Set<Class<?>> STILL =
            Set.of(Identity.class, Tap.class, Dropout.class, SpatialDropout.class, Flatten.class);

    private final Model net;
    private final boolean endsInSoftmax;
    private final int tests;
    private final ModelChain chain;
    private final int still;

    /**
     * A net, tested once.
     *
     * @param net trained; gives logits, or ends in their softmax
     */
    public LibTorchLogitModel(Model net) {
        this(net, 1);
    }

    /**
     * A net, tested so many times.
     *
     * @param net trained; gives logits, or ends in their softmax
     * @param tests above 0; above 1 only where the net draws
     * @throws IllegalArgumentException if tests are wanted that would all say the same
     */
    public LibTorchLogitModel(Model net, int tests) {
        if (tests < 1) {
            throw new IllegalArgumentException(
                    "--tests needs at least one test. Received: " + tests + ". Use 1.");
        }
        this.net = net;
        this.endsInSoftmax = endsInSoftmax(net.layer(), net.in());
        this.tests = tests;
        this.chain = tests == 1 ? null : ModelChain.of(net);
        this.still = tests == 1 ? 0 : still(chain);
        if (tests > 1 && still == chain.length()) {
            throw sameAgain(tests);
        }
    }

    /**
     * What is said of more than one test of a net that draws nothing.
     *
     * @param tests that were wanted
     * @return to be thrown
     */
    public static IllegalArgumentException sameAgain(int tests) {
        return new IllegalArgumentException(
                "Several tests need a model that draws when it is tested, by fractional max-pooling."
                        + " Received: --tests "
                        + tests
                        + " with one that says the same each time. Leave --tests out.");
    }

    private int still(ModelChain laid) {
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
            Tensor kept = chain.apply(0, still, images, Context.predicting(new Seed(0)));
            Tensor sum = null;
            for (int test = 0; test < tests; test++) {
                try (var one = Scope.open()) {
                    Context pass = Context.predicting(new Seed(test));
                    Tensor said = chain.apply(still, chain.length(), kept, pass);
                    Tensor shares = endsInSoftmax ? said : said.softmax(1);
                    sum = sum == null ? one.keep(shares) : sum.addInPlace(shares, 1);
                }
            }
            Tensor mean = sum.mul(1.0 / tests);
            return (endsInSoftmax ? mean : mean.log()).toFloats();
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
        layers.removeIf(each -> STILL.contains(each.layer().getClass()));
        if (layers.isEmpty()) {
            return false;
        }
        ChildLayer last = layers.get(layers.size() - 1);
        return endsInSoftmax(last.layer(), last.in());
    }
}
