package dev.hearth.cli;

import dev.hearth.inference.LocalFolders;
import dev.hearth.tensor.Bfloat16;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.LibTorchException;
import dev.hearth.tensor.Processor;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.SelfCheck;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.run.HardwareInfo;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints what a bug report needs: hardware, libraries, and whether they compute correctly. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = {
            "Checks whether Hearth computes correctly here, and shows what it runs on.",
            "Its output belongs into a bug report. It also names what makes this computer slow."
        })
final class DoctorCommand implements Callable<Integer> {

    /** Instruction sets that kernels are chosen by. */
    private static final List<String> INSTRUCTIONS =
            List.of(
                    ("sse4_1 avx f16c fma avx2 avx_vnni avx512f avx512bw avx512vl avx512_vnni avx512_bf16"
                                    + " avx512_fp16 amx_tile amx_bf16 amx_int8 asimd asimddp bf16 sve")
                            .split(" "));

    private static final long GIBIBYTE = 1L << 30;

    /** Rows and columns of the products that the rate is taken from. */
    private static final int SIDE = 1024;

    private static final double SECONDS = 0.3;

    /** Environment variables of numerical libraries. */
    private static final String VARIABLES = "(OMP|GOMP|OPENBLAS|ONEDNN|DNNL|ATEN|HEARTH|GLIBC)_.*";

    @Mixin private DataOption where;

    @Option(names = "--json", description = "print JSON, with every figure of the check")
    private boolean json;

    private final Map<String, Map<String, String>> sections = new LinkedHashMap<>();
    private final List<String> hints = new ArrayList<>();

    @Override
    public Integer call() {
        hardware();
        software();
        SelfCheck check = null;
        String refused = null;
        try {
            check = LibTorch.check();
            libraries();
            speed();
        } catch (LibTorchException failure) {
            refused = failure.getMessage();
        }
        data();
        if (json) {
            System.out.println(json(check, refused));
        } else {
            print(check, refused);
        }
        return refused == null ? 0 : 1;
    }

    private Map<String, String> section(String name) {
        return sections.computeIfAbsent(name, any -> new LinkedHashMap<>());
    }

    private void hardware() {
        Processor processor = Processor.read();
        Map<String, String> lines = section("Processor");
        lines.put("model", processor.model() + " (" + processor.kind().strip() + ")");
        lines.put(
                "instruction sets",
                String.join(
                        " ",
                        INSTRUCTIONS.stream().filter(processor.features()::contains).toList()));
        lines.put(
                "caches, by the system",
                processor.caches().isEmpty() ? "hidden" : joined(processor.caches()));
        Map<String, String> glibc = CacheSizes.ofGlibc();
        if (!glibc.isEmpty()) {
            lines.put("caches, by glibc", joined(glibc));
        }
        hint(
                processor.caches().isEmpty()
                        && Files.isDirectory(Path.of("/sys/devices/system/cpu")),
                "The sizes of the caches are hidden, as some virtual machines do: kernels that are"
                        + " chosen by them may be slow.");
        int cores = Runtime.getRuntime().availableProcessors();
        lines.put("cores that the JVM sees", Integer.toString(cores));
        String quota = first("/sys/fs/cgroup/cpu.max", "");
        lines.put("cgroup's limit of processors", quota.isEmpty() ? "none found" : quota);
        Map<String, String> memory = section("Memory");
        if (ManagementFactory.getOperatingSystemMXBean()
                instanceof com.sun.management.OperatingSystemMXBean system) {
            memory.put(
                    "of the computer or the container",
                    size(system.getTotalMemorySize())
                            + ", free "
                            + size(system.getFreeMemorySize()));
        }
        memory.put("cgroup's limit", first("/sys/fs/cgroup/memory.max", "none found"));
        memory.put("Java heap at most", size(Runtime.getRuntime().maxMemory()));
    }

    private void software() {
        Map<String, String> lines = section("Software");
        lines.put("Hearth", HardwareInfo.own());
        lines.put("Java", property("java.runtime.version") + ", " + property("java.vm.name"));
        lines.put("system", property("os.name") + " " + property("os.version"));
        Map<String, String> variables = new TreeMap<>(System.getenv());
        variables.keySet().removeIf(name -> !name.matches(VARIABLES));
        lines.putAll(variables);
        for (Path folder :
                List.of(Path.of(""), LocalFolders.cache(), Path.of(property("java.io.tmpdir")))) {
            long free = free(folder);
            lines.put("free disk at " + folder.toAbsolutePath(), size(free));
            hint(
                    free < 2 * GIBIBYTE,
                    "Little disk is free at "
                            + folder.toAbsolutePath()
                            + ": checkpoints and unpacked libraries need some 1 GiB.");
        }
        hint(
                variables.containsKey("OPENBLAS_CORETYPE"),
                "OPENBLAS_CORETYPE names kernels of another processor than OpenBLAS would choose:"
                        + " matrix products may take twice as long. Unset it, and call this again"
                        + " to see whether they are right without it.");
        hint(
                variables.containsKey("OPENBLAS_NUM_THREADS"),
                "OPENBLAS_NUM_THREADS makes OpenBLAS's own threads compute matrix products; they"
                        + " spin while they wait. Unset it where cores are shared.");
        hint(
                !variables.getOrDefault("OMP_WAIT_POLICY", "PASSIVE").equalsIgnoreCase("PASSIVE"),
                "OMP_WAIT_POLICY is not PASSIVE: waiting threads spin on, which is very slow where"
                        + " cores are shared.");
    }

    private void hint(boolean applies, String text) {
        if (applies) {
            hints.add(text);
        }
    }

    private static String property(String name) {
        return System.getProperty(name);
    }

    private void libraries() {
        Map<String, String> lines = section("Libraries");
        lines.putAll(LibTorch.libraries());
        lines.put("ONNX Runtime", jar("ai.onnxruntime.OrtEnvironment"));
        lines.put("wait policy of OpenMP's threads", LibTorch.waitPolicy());
        lines.put("threads of an operation", Integer.toString(LibTorch.threads()));
        lines.put("GPU", LibTorch.hasCuda() ? "CUDA" : "none that this build can use");
    }

    private void speed() {
        Map<String, String> lines = section("Matrix rate, " + SIDE + "×" + SIDE);
        int all = LibTorch.threads();
        for (int threads : all == 1 ? new int[] {1} : new int[] {1, all}) {
            LibTorch.threads(threads);
            lines.put(
                    threads == 1 ? "on one thread" : "on " + threads + " threads",
                    String.format(Locale.ROOT, "%.0f GFLOP/s", rate()));
        }
        LibTorch.threads(all);
        long wrong = Bfloat16.check().stream().filter(figure -> !figure.isRight()).count();
        lines.put(
                "bfloat16",
                wrong == 0
                        ? String.format(
                                Locale.ROOT,
                                "right; a 3×3 convolution is %.2f times as fast as in float32",
                                Bfloat16.timesAsFast())
                        : wrong + " of " + Bfloat16.check().size() + " operations wrong");
    }

    private static double rate() {
        try (var scope = Scope.open()) {
            Tensor a = Tensor.full(0.5, SIDE, SIDE);
            long begun = System.nanoTime();
            double best = 0;
            while (System.nanoTime() - begun < SECONDS * 1e9) {
                try (var turn = Scope.open()) {
                    long before = System.nanoTime();
                    a.matmul(a);
                    best = Math.max(best, 2.0 * SIDE * SIDE * SIDE / (System.nanoTime() - before));
                }
            }
            return best;
        }
    }

    private void data() {
        Map<String, String> lines = section("Data in " + where.root());
        DatasetProvider datasets = new DatasetProvider(where.root(), LocalFolders.prepared());
        for (String set : List.of("mnist", "cifar-10", "cifar-100", "imagenet")) {
            lines.put(set, datasets.has(set) ? "there" : "not there");
        }
    }

    private void print(SelfCheck check, String refused) {
        sections.forEach(
                (name, lines) -> {
                    System.out.println(name);
                    lines.forEach(
                            (what, value) ->
                                    System.out.printf(Locale.ROOT, "  %-32s %s%n", what, value));
                });
        System.out.println("Self-check of libtorch");
        if (check == null) {
            System.out.println("  " + refused);
        } else {
            System.out.printf(
                    Locale.ROOT,
                    "  %s, in %.0f ms%s%n",
                    check.summary(),
                    check.milliseconds(),
                    check.isRemembered() ? " by an earlier process" : "");
            double worst =
                    check.figures().stream()
                            .mapToDouble(figure -> figure.difference() / figure.allowed())
                            .max()
                            .orElse(0);
            System.out.printf(
                    Locale.ROOT,
                    "  the largest difference from a plain loop is %.2g of what is allowed%n",
                    worst);
            check.replaced().forEach(replaced -> System.out.println("  " + replaced.line()));
        }
        System.out.println(hints.isEmpty() ? "Hints: none" : "Hints");
        hints.forEach(hint -> System.out.println("  " + hint));
    }

    private String json(SelfCheck check, String refused) {
        Map<String, Object> all = new LinkedHashMap<>(sections);
        all.put("check", check == null ? Map.of("refused", refused) : check);
        all.put("hints", hints);
        return Json.text(all);
    }

    private static String joined(Map<String, String> sizes) {
        return String.join(
                ", ", sizes.entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).toList());
    }

    private static String first(String file, String otherwise) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException none) {
            return otherwise;
        }
    }

    private static long free(Path folder) {
        Path there = folder.toAbsolutePath();
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        return there.toFile().getUsableSpace();
    }

    private static String size(long bytes) {
        return String.format(Locale.ROOT, "%.1f GiB", (double) bytes / GIBIBYTE);
    }

    /** The name of a library's jar, which is not loaded for it. */
    private static String jar(String name) {
        try {
            var source =
                    Class.forName(name, false, DoctorCommand.class.getClassLoader())
                            .getProtectionDomain()
                            .getCodeSource();
            return Path.of(source.getLocation().toURI()).getFileName().toString();
        } catch (ClassNotFoundException | java.net.URISyntaxException | RuntimeException none) {
            return "not found";
        }
    }
}
