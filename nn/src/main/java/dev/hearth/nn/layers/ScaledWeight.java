package dev.hearth.nn.layers;

import dev.hearth.nn.Context;
import dev.hearth.nn.Parameter;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.WeightAxes;
import dev.hearth.nn.WeightParametrization;
import dev.hearth.tensor.Autograd;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;

/** w = g·u with a kept g, computed once a pass, with the gradient written by hand. */
record ScaledWeight(Parameter unscaled, Parameter gain, WeightAxes units, long... shape)
        implements Parameter {

    static Parameter learned(Parameters parameters, WeightParametrization.Requested wanted) {
        Parameter u =
                parameters.parameter(
                        "unscaled",
                        wanted.role(),
                        wanted.start(),
                        wanted.fans(),
                        wanted.units(),
                        wanted.shape());
        Parameter g = parameters.buffer("gain", 1, wanted.units().count(wanted.shape()));
        return new ScaledWeight(u, g, wanted.units(), wanted.shape());
    }

    @Override
    public Tensor in(Context pass) {
        Tensor u = unscaled.in(pass);
        Tensor g = gain.in(pass);
        return pass.once(this, u.version() + g.version(), () -> computed(u, g));
    }

    private Tensor computed(Tensor u, Tensor g) {
        boolean recording = NoGrad.isRecording() && !unscaled.isFrozen();
        Tensor factors;
        Tensor w;
        try (var quiet = NoGrad.open()) {
            factors = units.broadcast(g);
            w = units.apart(u).mul(factors).reshape(shape);
        }
        return recording
                ? Autograd.boundary(
                        w,
                        gradient ->
                                units.apart(u.grad().orElseThrow())
                                        .addProductInPlace(
                                                units.apart(gradient.contiguous()), factors, 1),
                        factors)
                : w;
    }

    @Override
    public boolean isFrozen() {
        return unscaled.isFrozen();
    }

    @Override
    public boolean isPartlyFrozen() {
        return unscaled.isFrozen() || gain.isFrozen();
    }

    @Override
    public void scaleUnits(Tensor factors) {
        gain.in(Context.testing(new Seed(0))).mulInPlace(factors);
    }
}
