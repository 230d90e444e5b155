package dev.hearth.bench;

import dev.hearth.nn.Context;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.Elu;
import dev.hearth.tensor.Autograd;
import dev.hearth.tensor.DType;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.SingleThreaded;
import dev.hearth.tensor.SparseMaxGradient;
import dev.hearth.tensor.Tensor;
import dev.hearth.zoo.elu.EluMnist;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * What each kernel for small nets gains: the kernel and the operations that it replaces, in turns. A
 * kernel whose row is not above 1 any more can be deleted.
 */
final class KernelGains implements Measurement {

    static final String GROUP = "Kernels for small nets";
    private static final int TIMES = 20;
    private static final Seed SEED = new Seed(1).child("kernels");

    /**
     * A kernel, and the operations that it replaces, which give the same result, or as many ones.
     *
     * @param leastThreads from which on the kernel is used
     * @param before prepares the replaced operations, such as their thread count
     */
    record Kernel(
            String name,
            int leastThreads,
            Supplier<Tensor> kernel,
            Runnable before,
            Supplier<Tensor> replaced) {

        Kernel(String name, Supplier<Tensor> kernel, Supplier<Tensor> replaced) {
            this(name, 1, kernel, () -> {}, replaced);
        }
    }

    @Override
    public String about() {
        return "What each kernel for small nets gains: the kernel and the operations that it replaces"
                + " take turns on the shapes of E1 (8×128, batch 64) and of the GAN for MNIST.";
    }

    @Override
    public List<Quantity> measure(Effort depth, List<Quantity> before) {
        List<Quantity> figures = new ArrayList<>();
        for (int threads : depth.threads()) {
            LibTorch.threads(threads);
            try (var scope = Scope.open()) {
                for (Kernel kernel : kernels()) {
                    if (threads >= kernel.leastThreads()) {
                        figures.add(gain(kernel, threads, depth));
                    }
                }
            }
            LibTorch.threads(threads);
        }
        return figures;
    }

    private static Quantity gain(Kernel kernel, int threads, Effort depth) {
        Runnable all = () -> LibTorch.threads(threads);
        Alternation.Rounds rounds =
                depth.alternation()
                        .rested(threads)
                        .time(
                                List.of(
                                        new Alternation.Turn(
                                                kernel.name(), all, often(kernel.kernel())),
                                        new Alternation.Turn(
                                                "replaced",
                                                kernel.before(),
                                                often(kernel.replaced()))));
        Spread micros = rounds.of(0, 1e6 / TIMES);
        return Quantity.of(GROUP, kernel.name(), "×", threads, rounds.timesAsFast(0, 1))
                .noted(Text.number(micros.median()) + " µs")
                .atLeast(1);
    }

    private static Runnable often(Supplier<Tensor> body) {
        return () -> {
            for (int i = 0; i < TIMES; i++) {
                try (var scope = Scope.open()) {
                    body.get();
                }
            }
        };
    }

    /** All of them, in the open scope. */
    static List<Kernel> kernels() {
        return List.of(
                fusedDense(),
                momentum(20_000),
                momentum(1_000_000),
                momentum(4_000_000),
                mask(),
                sparseGradient(),
                small(),
                shared());
    }

    private static Supplier<Tensor> unrecorded(Supplier<Tensor> body) {
        return () -> {
            try (var noGrad = NoGrad.open()) {
                return body.get();
            }
        };
    }

    private static Tensor normal(long... shape) {
        return RandomTensors.of(SEED).normal(0, 1, shape);
    }

    /** An observed net computes its layers one by one. */
    private static Kernel fusedDense() {
        Shape in = new Shape.Vector(784);
        Model net = Model.build(new EluMnist(8, 128, 10, new Elu()), in, SEED, Device.CPU);
        Tensor x = normal(64, 784);
        return new Kernel(
                "fully connected layers, forward and backward by hand, against autograd",
                () -> gradients(net, x, Context.training(SEED)),
                () -> gradients(net, x, Context.training(SEED).observedBy((name, sum) -> {})));
    }

    private static Tensor gradients(Model net, Tensor x, Context context) {
        net.parameters().clearGradients();
        net.apply(x, context).square().sum().backward();
        return net.parameters().gradients();
    }

    private static Kernel momentum(int count) {
        List<Tensor> one = List.of(normal(count), normal(count));
        List<Tensor> other = List.of(normal(count), normal(count));
        Tensor gradient = normal(count);
        return new Kernel(
                String.format(
                        Locale.ROOT,
                        "momentum step of %,d weights, against three operations",
                        count),
                unrecorded(() -> one.get(0).descendInPlace(one.get(1), gradient, 0.5, 1e-6)),
                unrecorded(
                        () -> {
                            other.get(1).mulInPlace(0.5).addInPlace(gradient, -1e-6);
                            return other.get(0).addInPlace(other.get(1), 1);
                        }));
    }

    private static Kernel mask() {
        return new Kernel(
                "dropout mask of 200×784, against libtorch's uniform numbers compared with 0.5",
                unrecorded(() -> RandomTensors.of(SEED).mask(0.5, 2, 200, 784)),
                unrecorded(
                        () ->
                                RandomTensors.of(SEED)
                                        .uniform(0, 1, 200, 784)
                                        .ge(0.5)
                                        .to(DType.FLOAT32)
                                        .mul(2)));
    }

    private static Kernel sparseGradient() {
        Tensor sums = normal(200, 1200);
        Tensor x = normal(200, 784);
        Tensor gradient = normal(200, 240);
        return new Kernel(
                "gradient of a maxout layer's 1200×784 weights, against the dense product",
                unrecorded(
                        () -> {
                            Tensor target = Tensor.full(0, 1200, 784);
                            SparseMaxGradient.of(sums, gradient).addProductTo(target, x);
                            return target;
                        }),
                unrecorded(
                        () ->
                                Tensor.full(0, 1200, 784)
                                        .addMatmulInPlace(
                                                Autograd.maxOfGroupsBackward(sums, gradient)
                                                        .transpose(0, 1),
                                                x)));
    }

    private static Kernel small() {
        Tensor x = normal(64, 128);
        return new Kernel(
                "ReLU of 64×128 on the calling thread, against OpenMP's",
                2,
                unrecorded(
                        () -> {
                            try (var single = SingleThreaded.openIf(true)) {
                                return x.relu();
                            }
                        }),
                () -> {},
                unrecorded(x::relu));
    }

    private static Kernel shared() {
        Tensor x = normal(64, 128);
        Tensor weight = normal(128, 128);
        Tensor bias = normal(128);
        Supplier<Tensor> product = unrecorded(() -> x.linear(weight, bias));
        return new Kernel(
                "product of 64×128 and 128×128 with helper threads, against one thread",
                2,
                product,
                () -> LibTorch.threads(1),
                product);
    }
}
