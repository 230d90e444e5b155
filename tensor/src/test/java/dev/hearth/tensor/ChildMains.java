package dev.hearth.tensor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.pytorch.global.torch;

/** What the tests run in a JVM of its own. */
final class ChildMains {

    private ChildMains() {}

    /** 1 + 2 + 3 through LibTorch. */
    static final class Sum {
        private Sum() {}

        public static void main(String[] arguments) {
            try (var scope = Scope.open()) {
                System.out.println("sum=" + Tensor.of(new float[] {1, 2, 3}, 3).sum().item());
            }
        }
    }

    /** The process is told to end while backward passes of about a second follow each other. */
    static final class EndsInBackward {
        private EndsInBackward() {}

        public static void main(String[] arguments) throws InterruptedException {
            CountDownLatch begun = new CountDownLatch(1);
            Thread computing =
                    new Thread(
                            () -> {
                                try (var scope = Scope.open()) {
                                    backward(begun);
                                }
                            });
            computing.setDaemon(true);
            computing.start();
            begun.await();
            Thread.sleep(50);
            System.exit(7);
        }

        private static void backward(CountDownLatch begun) {
            Tensor weight = RandomTensors.of(new Seed(1)).normal(0, 0.02, 2000, 2000).requireGrad();
            while (true) {
                try (var step = Scope.open()) {
                    Tensor y = weight;
                    for (int i = 0; i < 7; i++) {
                        y = y.matmul(weight);
                    }
                    Tensor loss = y.sum();
                    begun.countDown();
                    loss.backward();
                }
            }
        }
    }

    /** What the check found, and a sum; with wrong results, where one is asked for. */
    static final class Checked {
        private Checked() {}

        public static void main(String[] arguments) {
            String wrong = arguments.length == 0 ? "nothing" : arguments[0];
            if (!wrong.equals("nothing")) {
                SelfCheckGuard.through(
                        (part, came) -> {
                            boolean isConvolution =
                                    part == SelfCheckCases.Part.CONVOLUTIONS
                                            && torch.globalContext().userEnabledMkldnn();
                            if (isConvolution || wrong.equals("everything")) {
                                came[0] += 52;
                            }
                            return came;
                        });
            }
            for (int turn = 0; turn < 2; turn++) {
                try (var scope = Scope.open()) {
                    System.out.println("remembered=" + LibTorch.check().isRemembered());
                    System.out.println("threads of OpenBLAS=" + LibTorch.productThreads());
                    // Shared out over OpenBLAS's own threads, it ended the process.
                    Tensor square =
                            RandomTensors.of(new Seed(1)).normal(0, 1, 320, 320).to(DType.FLOAT64);
                    System.out.println("solved=" + square.solve(square).sum().item() / 320);
                    System.out.println("sum=" + Tensor.of(new float[] {1, 2, 3}, 3).sum().item());
                } catch (LibTorchException refused) {
                    System.out.println("refused: " + refused.getMessage());
                }
            }
        }
    }

    /** The same without the loader, as JavaCPP would load by itself. */
    static final class SumWithoutLoader {
        private SumWithoutLoader() {}

        public static void main(String[] arguments) {
            System.out.println("sum=" + torch.ones(3).sum().item_double());
        }
    }

    /** Two calls of LibTorch.load, where it fails. */
    static final class Refused {
        private Refused() {}

        public static void main(String[] arguments) {
            for (int i = 0; i < 2; i++) {
                try {
                    LibTorch.load();
                } catch (LibTorchException refused) {
                    System.out.println("refused: " + refused.getMessage());
                }
            }
        }
    }

    /** What stands in the native environment before and after LibTorch.load. */
    static final class WaitPolicy {
        private WaitPolicy() {}

        public static void main(String[] arguments) throws IOException {
            // The first to touch JavaCPP, whoever sets the variables.
            EnvironmentVariables.unlessSet("HEARTH_OF_A_TEST", "ours");
            System.out.println("of a test=" + inC("HEARTH_OF_A_TEST"));
            System.out.println("before=" + inC("OMP_WAIT_POLICY"));
            System.out.println("libgomp before=" + hasLibgomp());
            System.out.println("policy=" + LibTorch.waitPolicy());
            System.out.println("after=" + inC("OMP_WAIT_POLICY"));
            System.out.println("libgomp after=" + hasLibgomp());
            System.out.println("blas=" + LibTorch.productThreads());
            System.out.println("blas after=" + inC("OPENBLAS_NUM_THREADS"));
            System.out.println("kernels=" + LibTorch.productKernels());
            System.out.println("limit of JavaCPP=" + Pointer.maxPhysicalBytes());
        }

        /** What C's getenv finds: the first entry of that name. */
        private static String inC(String variable) {
            Loader.load(org.bytedeco.javacpp.presets.javacpp.class);
            var environ =
                    new PointerPointer<>(new PointerPointer<>(Loader.addressof("environ")).get());
            for (long i = 0; environ.get(i) != null; i++) {
                String entry = new BytePointer(environ.get(i)).getString();
                if (entry.startsWith(variable + "=")) {
                    return entry.substring(variable.length() + 1);
                }
            }
            return null;
        }

        private static boolean hasLibgomp() throws IOException {
            return Files.readString(Path.of("/proc/self/maps")).contains("libgomp");
        }
    }

    /** How many threads OpenBLAS may use after LibTorch.load, and after a count was asked for. */
    static final class ProductThreads {
        private ProductThreads() {}

        public static void main(String[] arguments) {
            System.out.println("before=" + LibTorch.productThreads());
            LibTorch.threads(Integer.parseInt(arguments[0]));
            System.out.println("after=" + LibTorch.productThreads());
        }
    }

    /** Mean milliseconds of a small forward on two threads, while every core has other work as well. */
    static final class BusyForwards {
        private BusyForwards() {}

        public static void main(String[] arguments) {
            LibTorch.threads(2);
            double[] took = new double[Integer.parseInt(arguments[0])];
            try (var run = Scope.open();
                    var quiet = NoGrad.open()) {
                Tensor weight = Tensor.ones(16, 16, 3, 3);
                Tensor image = Tensor.ones(4, 16, 28, 28);
                forward(image, weight);
                for (int core = 0; core < Runtime.getRuntime().availableProcessors(); core++) {
                    burn();
                }
                for (int i = 0; i < took.length; i++) {
                    long begin = System.nanoTime();
                    forward(image, weight);
                    took[i] = (System.nanoTime() - begin) * 1e-6;
                }
            }
            // The mean, because spinning is sometimes lucky: most forwards quick, some a
            // hundredfold.
            System.out.println("mean=" + Arrays.stream(took).average().orElseThrow());
        }

        static void burn() {
            Thread burner =
                    new Thread(
                            () -> {
                                long x = 1;
                                while (x != 0) {
                                    x = x * 6364136223846793005L + 1442695040888963407L | 1;
                                }
                            });
            burner.setDaemon(true);
            burner.start();
        }

        private static void forward(Tensor image, Tensor weight) {
            try (var turn = Scope.open()) {
                ConvParameters same = ConvParameters.stride(1, 1).padded(1, 1, 1, 1);
                Tensor x = image;
                for (int layer = 0; layer < 10; layer++) {
                    x = Functional.conv2d(x, weight, Optional.empty(), same).relu().mul(0.01);
                }
                x.sum().item();
            }
        }
    }

    /** Mean milliseconds of a small matrix product, while every core has other work as well. */
    static final class BusyProducts {
        private BusyProducts() {}

        public static void main(String[] arguments) {
            int count = Integer.parseInt(arguments[0]);
            if (arguments.length > 1) {
                LibTorch.threads(Integer.parseInt(arguments[1]));
            }
            try (var run = Scope.open();
                    var quiet = NoGrad.open()) {
                Tensor x = Tensor.ones(64, 128);
                Tensor weight = Tensor.ones(128, 128);
                x.linear(weight);
                for (int core = 0; core < Runtime.getRuntime().availableProcessors(); core++) {
                    BusyForwards.burn();
                }
                long begin = System.nanoTime();
                for (int i = 0; i < count; i++) {
                    try (var turn = Scope.open()) {
                        x.linear(weight);
                    }
                }
                System.out.println("mean=" + (System.nanoTime() - begin) * 1e-6 / count);
            }
        }
    }
}
