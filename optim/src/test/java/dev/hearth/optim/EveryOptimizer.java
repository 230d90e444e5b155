package dev.hearth.optim;

import java.util.stream.Stream;

/** Every optimiser in every form. */
final class EveryOptimizer {

    private EveryOptimizer() {}

    static Stream<Optimizer> withMomentum() {
        return Stream.of(
                new Sgd(0.9),
                new Sgd(0.8, Nesterov.YES),
                new ClassicalMomentum(0.9),
                new ClassicalMomentum(0.6, Nesterov.YES),
                new DampedNesterov(0.99),
                new Adam(),
                new Adam(0.5, 0.99, 1e-3, EpsilonPlacement.INSIDE_ROOT),
                new Adam(0.9, 0.99, 1e-2, EpsilonPlacement.OUTSIDE_ROOT),
                new Adamax(),
                new Adamax(0.8, 0.9, 0.1),
                RmsProp.pyTorch(0.9, 0.1).withMomentum(0.5),
                RmsProp.pyTorch(0.9, 1e-8).withMomentum(0.9),
                RmsProp.tensorFlow(0.9, 1).withMomentum(0.9),
                RmsProp.deepMind(0.95, 0.01).withMomentum(0.5));
    }

    static Stream<Optimizer> withoutMomentum() {
        return Stream.of(
                new Sgd(),
                RmsProp.pyTorch(0.99, 1e-8),
                RmsProp.tensorFlow(0.9, 1e-10),
                RmsProp.deepMind(0.95, 0.01));
    }

    static Stream<Optimizer> plain() {
        return Stream.concat(withMomentum(), withoutMomentum());
    }

    static Stream<Optimizer> all() {
        return Stream.concat(
                plain(),
                Stream.of(
                        new Adam()
                                .with(
                                        new ClipNorm(0.5),
                                        new L2(0.01, AppliesTo.WEIGHTS_ONLY),
                                        new MaxNorm(0.7)),
                        new Sgd(0.9).with(new L2(0.01, AppliesTo.ALL)).with(new ClipValue(0.1)),
                        new WithMovingAverage(RmsProp.tensorFlow(0.9, 1), new MovingAverage(0.9))
                                .with(new ClipNorm(0.5))));
    }
}
