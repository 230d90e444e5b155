package dev.hearth.nn.layers;

import dev.hearth.nn.Context;
import dev.hearth.nn.Fans;
import dev.hearth.nn.Parameter;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Role;
import dev.hearth.nn.WeightAxes;
import dev.hearth.nn.WeightParametrization;
import dev.hearth.tensor.Autograd;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;

/**
 * w = (g/‖v‖)·v, computed once a pass, with the gradient written by hand: two sums over the weight and
 * two additions to the gradients, and nothing recorded.
 */
final class NormalizedWeight implements Parameter {

    private final Parameter direction;
    private final Parameter length;
    private final GainMode gain;
    private final double limit;
    private final double logScale;
    private final WeightAxes units;
    private final long[] shape;

    private NormalizedWeight(
            Parameter direction,
            Parameter length,
            GainMode gain,
            double limit,
            double logScale,
            WeightParametrization.Requested wanted) {
        this.direction = direction;
        this.length = length;
        this.gain = gain;
        this.limit = limit;
        this.logScale = logScale;
        this.units = wanted.units();
        this.shape = wanted.shape();
    }

    static Parameter learned(
            Parameters parameters,
            WeightParametrization.Requested wanted,
            GainMode gain,
            double limit,
            double logScale) {
        WeightAxes units = wanted.units();
        Parameter v =
                parameters.parameter(
                        "direction",
                        Role.DIRECTION,
                        wanted.start(),
                        wanted.fans(),
                        units,
                        wanted.shape());
        Parameter g =
                parameters.parameter(
                        "gain",
                        Role.SCALE,
                        (shape, fans, chance) -> lengths(v, wanted, gain, logScale),
                        new Fans(1, 1),
                        units.count(wanted.shape()));
        return new NormalizedWeight(v, g, gain, limit, logScale, wanted);
    }

    /** g = ‖v‖, so that w begins as v. */
    private static Tensor lengths(
            Parameter v, WeightParametrization.Requested wanted, GainMode gain, double logScale) {
        WeightAxes units = wanted.units();
        Tensor lengths = units.length(units.apart(v.in(Context.testing(new Seed(0))))).flatten(0);
        double least = lengths.min().item();
        if (!(least > 0)) {
            throw Check.error(
                    "WeightNorm needs weights that begin with a direction",
                    "a unit of "
                            + wanted.name()
                            + " with length "
                            + least
                            + " from "
                            + wanted.start(),
                    "Begin with Normal(0.05)");
        }
        return gain == GainMode.EXPONENTIAL ? lengths.log().div(logScale) : lengths;
    }

    @Override
    public Tensor in(Context pass) {
        Tensor v = direction.in(pass);
        Tensor s = length.in(pass);
        if (pass.isTraining() && Double.isFinite(limit) && !direction.isFrozen()) {
            shorten(v);
        }
        return pass.once(this, v.version() + s.version(), () -> computed(v, s));
    }

    /** v ← v·min(1, limit/‖v‖). */
    private void shorten(Tensor v) {
        try (var scope = dev.hearth.tensor.Scope.open();
                var quiet = NoGrad.open()) {
            Tensor apart = units.apart(v);
            Tensor ratios = units.length(apart).mulInPlace(1 / limit);
            if (ratios.max().item() > 1) {
                // Exactly 1 below the limit: rounding does not change shorter vectors.
                apart.mulInPlace(ratios.clampMin(1).reciprocal());
            }
        }
    }

    private Tensor computed(Tensor v, Tensor s) {
        boolean recording = NoGrad.isRecording() && !isFrozen();
        Tensor apart;
        Tensor lengths;
        Tensor factors;
        Tensor w;
        try (var quiet = NoGrad.open()) {
            apart = units.apart(v);
            lengths = units.length(apart);
            factors =
                    units.broadcast(gain == GainMode.EXPONENTIAL ? s.mul(logScale).exp() : s)
                            .div(lengths);
            w = apart.mul(factors).reshape(shape);
        }
        return recording
                ? Autograd.boundary(
                        w,
                        gradient -> backward(gradient, v, s, apart, lengths, factors),
                        apart,
                        lengths,
                        factors)
                : w;
    }

    private void backward(
            Tensor gradient, Tensor v, Tensor s, Tensor apart, Tensor lengths, Tensor factors) {
        Tensor flowing = units.apart(gradient.contiguous());
        Tensor along = units.sum(flowing.mul(apart)).div(lengths);
        s.grad()
                .ifPresent(
                        sGradient -> {
                            Tensor ofLength =
                                    gain == GainMode.EXPONENTIAL
                                            ? along.mul(factors).mul(lengths).mul(logScale)
                                            : along;
                            sGradient.addInPlace(ofLength.flatten(0), 1);
                        });
        v.grad()
                .ifPresent(
                        vGradient ->
                                units.apart(vGradient)
                                        .addProductInPlace(flowing, factors, 1)
                                        .addProductInPlace(
                                                apart, along.mul(factors).div(lengths), -1));
    }

    @Override
    public boolean isFrozen() {
        return direction.isFrozen() && length.isFrozen();
    }

    @Override
    public boolean isPartlyFrozen() {
        return direction.isFrozen() || length.isFrozen();
    }

    @Override
    public void scaleUnits(Tensor factors) {
        Tensor s = length.in(Context.testing(new Seed(0)));
        if (gain == GainMode.EXPONENTIAL) {
            s.addInPlace(factors.log(), 1 / logScale);
        } else {
            s.mulInPlace(factors);
        }
    }
}
