package dev.hearth.behaviour;

import dev.hearth.tensor.LibTorch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.AllreduceOptions;
import org.bytedeco.pytorch.FileStore;
import org.bytedeco.pytorch.GlooDeviceVector;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.ReduceOp;
import org.bytedeco.pytorch.ReduceOptions;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** libtorch's own functions, without Hearth's care. */
class LibTorchBehaviourTest extends Behaviours {

    LibTorchBehaviourTest() {
        super("libtorch");
        LibTorch.load();
        measure("ELU of -1e-6 over -1e-6, to three digits", () -> digits(elu(-1e-6) / -1e-6));
        measure(
                "gradient of ELU in place at -18",
                () -> slope(x -> torch.elu_(x.mul(new Scalar(1)))));
        measure("gradient of ELU at -18 is above 0", () -> slope(torch::elu) > 0);
        measure("variance of one number a channel in training", this::lonely);
        measure("error of batch norm at mean 1e4, contiguous, power of ten", () -> away(false));
        measure("error of batch norm at mean 1e4, channels last, power of ten", () -> away(true));
        measure("a draw of 100 normal numbers begins one of 108", () -> begins(true));
        measure("a draw of 100 uniform numbers begins one of 108", () -> begins(false));
        measure("largest of NaN and 1 in a max-pool", this::pooled);
        measure("0.999 v in bfloat16 is v", () -> half(0.999, 1) == 1);
        measure("1 + 1/512 in bfloat16 is 1", this::step);
        measure("cross-entropy of bfloat16 logits above 8 keeps sixteenths", this::stairs);
        measure("Gloo: greatest of 1, NaN, 3 over ranks", this::greatest);
        measure("Gloo: rank 1 after a reduce to rank 0", this::reduced);
        measure("gradient of norm_except_dim at a row of zeros", this::dead);
        measure("norm_except_dim of 3e19", () -> numbers(norm(3e19))[0]);
        measure("gradient of ELU at NaN", () -> slope(torch::elu, Double.NaN));
        measure("exact GELU at -5 over what erfc gives, to two digits", this::gelu);
        measure("index_add_ of 1,000 ones in bfloat16", this::ones);
        measure("Gloo: two tensors in one all-reduce, two ranks", this::together);
    }

    @Override
    String version() {
        return LibTorch.version().replaceAll("libtorch ([0-9.]+).*", "$1");
    }

    private static double[] numbers(Tensor t) {
        Tensor plain = t.detach().to(ScalarType.Double).contiguous();
        double[] numbers = new double[(int) plain.numel()];
        new DoublePointer(plain.data_ptr()).get(numbers);
        return numbers;
    }

    private static Tensor of(double... values) {
        return org.bytedeco.pytorch.AbstractTensor.create(values).to(ScalarType.Float);
    }

    private static String digits(double value) {
        return String.format(java.util.Locale.ROOT, "%.3f", value);
    }

    private static double elu(double x) {
        return numbers(torch.elu(of(x)))[0];
    }

    private static double slope(UnaryOperator<Tensor> f) {
        return slope(f, -18);
    }

    private static double slope(UnaryOperator<Tensor> f, double at) {
        Tensor x = of(at).set_requires_grad(true);
        f.apply(x).sum().backward();
        return numbers(x.grad())[0];
    }

    private static Tensor normalised(Tensor x, Tensor mean, Tensor variance) {
        return torch.batch_norm(
                x,
                new TensorOptional(),
                new TensorOptional(),
                new TensorOptional(mean),
                new TensorOptional(variance),
                true,
                0.1,
                1e-5,
                false);
    }

    private Object lonely() {
        Tensor variance = torch.ones(1);
        normalised(torch.ones(1, 1, 1, 1), torch.zeros(1), variance);
        return numbers(variance)[0];
    }

    private Object away(boolean last) {
        torch.manual_seed(1);
        Tensor exact = torch.randn(8, 16, 32, 32).to(ScalarType.Double).add(new Scalar(1e4));
        Tensor x = exact.to(ScalarType.Float);
        if (last) {
            x = x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
        }
        Tensor found = normalised(x, torch.zeros(16), torch.ones(16)).to(ScalarType.Double);
        Tensor truth =
                normalised(
                        x.to(ScalarType.Double),
                        torch.zeros(16).to(ScalarType.Double),
                        torch.ones(16).to(ScalarType.Double));
        double error = numbers(found.sub(truth).abs().max())[0];
        return "1e" + (int) Math.floor(Math.log10(error));
    }

    private static boolean begins(boolean normal) {
        torch.manual_seed(7);
        double[] shorter = numbers(normal ? torch.randn(100) : torch.rand(100));
        torch.manual_seed(7);
        double[] longer = numbers(normal ? torch.randn(108) : torch.rand(108));
        return Arrays.equals(shorter, Arrays.copyOf(longer, 100));
    }

    private Object pooled() {
        List<Double> all = new ArrayList<>();
        for (double[] row : new double[][] {{Double.NaN, 1}, {1, Double.NaN}}) {
            all.add(numbers(torch.max_pool1d(of(row).reshape(1, 1, 2), 2))[0]);
        }
        return all;
    }

    private static double half(double factor, double v) {
        return numbers(of(v).to(ScalarType.BFloat16).mul(of(factor).to(ScalarType.BFloat16)))[0];
    }

    private Object step() {
        return numbers(of(1).to(ScalarType.BFloat16).add(of(1 / 512.0).to(ScalarType.BFloat16)))[0]
                == 1;
    }

    private Object stairs() {
        Tensor labels = torch.zeros(50).to(ScalarType.Long);
        torch.manual_seed(3);
        Tensor logits = torch.randn(50, 10);
        logits.select(1, 0).sub_(new Scalar(12));
        Tensor each =
                torch.cross_entropy_loss(
                        logits.to(ScalarType.BFloat16), labels, new TensorOptional(), 0, -100, 0);
        return Arrays.stream(numbers(each)).allMatch(loss -> loss < 8 || loss * 16 % 1 == 0);
    }

    private Object dead() {
        Tensor v = torch.zeros(1, 3).set_requires_grad(true);
        torch.norm_except_dim(v, 2, 0).sum().backward();
        return numbers(v.grad())[0];
    }

    private static Tensor norm(double each) {
        return torch.norm_except_dim(of(each, each).reshape(1, 2), 2, 0);
    }

    private Object gelu() {
        // -5/2 · erfc(5/√2)
        double right = -2.5 * 5.733031437583866e-7;
        return String.format(java.util.Locale.ROOT, "%.2f", numbers(torch.gelu(of(-5)))[0] / right);
    }

    private Object ones() {
        Tensor sum = torch.zeros(1).to(ScalarType.BFloat16);
        Tensor ones = torch.ones(1000).to(ScalarType.BFloat16);
        sum.index_add_(0, torch.zeros(1000).to(ScalarType.Long), ones);
        return numbers(sum)[0];
    }

    private interface Rank {
        double[] of(int rank, ProcessGroupGloo group);
    }

    private static double[][] ranks(int size, Rank work) throws Exception {
        Path folder = Files.createTempDirectory("gloo");
        ExecutorService pool = Executors.newFixedThreadPool(size);
        try {
            List<Future<double[]>> all = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                int rank = i;
                all.add(pool.submit(() -> work.of(rank, group(folder, rank, size))));
            }
            double[][] came = new double[size][];
            for (int i = 0; i < size; i++) {
                came[i] = all.get(i).get(60, TimeUnit.SECONDS);
            }
            return came;
        } finally {
            pool.shutdownNow();
            Files.deleteIfExists(folder.resolve("store"));
            Files.delete(folder);
        }
    }

    private static ProcessGroupGloo group(Path folder, int rank, int size) {
        ProcessGroupGloo.Options options = ProcessGroupGloo.Options.create(new Milliseconds(30000));
        options.devices(
                new GlooDeviceVector(ProcessGroupGloo.createDeviceForHostname("127.0.0.1")));
        FileStore store = new FileStore(folder.resolve("store").toString(), size);
        return new ProcessGroupGloo(store, rank, size, options);
    }

    private Object greatest() throws Exception {
        double[] numbers = {1, Double.NaN, 3};
        return ranks(
                3,
                (rank, group) -> {
                    Tensor t = of(numbers[rank]);
                    AllreduceOptions options = new AllreduceOptions();
                    options.reduceOp(new ReduceOp(ReduceOp.RedOpType.MAX));
                    group.allreduce(new TensorVector(t), options)._wait();
                    return numbers(t);
                })[0][0];
    }

    /** Of 1 and 10 on one rank, 2 and 20 on the other. */
    private Object together() throws Exception {
        return Arrays.toString(
                ranks(
                        2,
                        (rank, group) -> {
                            Tensor first = of(rank + 1);
                            Tensor second = of(10 * (rank + 1));
                            group.allreduce(new TensorVector(first, second), new AllreduceOptions())
                                    ._wait();
                            return new double[] {numbers(first)[0], numbers(second)[0]};
                        })[0]);
    }

    private Object reduced() throws Exception {
        double[][] came =
                ranks(
                        3,
                        (rank, group) -> {
                            Tensor t =
                                    torch.arange(new Scalar(6))
                                            .to(ScalarType.Float)
                                            .add(new Scalar(10 * rank));
                            ReduceOptions options = new ReduceOptions();
                            options.rootRank(0);
                            group.reduce(new TensorVector(t), options)._wait();
                            return numbers(t);
                        });
        boolean own = Arrays.equals(came[1], new double[] {10, 11, 12, 13, 14, 15});
        boolean sum = Arrays.equals(came[1], came[0]);
        return own ? "its own" : sum ? "the sum" : "a mixture";
    }
}
