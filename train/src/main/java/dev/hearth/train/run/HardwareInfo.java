package dev.hearth.train.run;

import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.Processor;
import java.util.Map;
import java.util.TreeMap;

/** What a run was made on, for its result. */
public final class HardwareInfo {

    private HardwareInfo() {}

    /**
     * Processor and cores.
     *
     * @return such as {@code AMD EPYC, 2 cores}
     */
    public static String hardware() {
        return Processor.read().model()
                + ", "
                + Runtime.getRuntime().availableProcessors()
                + " cores";
    }

    /** Versions of what computes, by name, and for which processor OpenBLAS's kernels are: bits depend on it. */
    public static Map<String, String> versions() {
        Map<String, String> versions = new TreeMap<>();
        versions.put("hearth", own());
        SourceCommit.read().ifPresent(commit -> versions.put("commit", commit));
        versions.put("engine", LibTorch.version());
        versions.put("engineCheck", LibTorch.check().summary());
        if (!LibTorch.productKernels().isEmpty()) {
            versions.put("openblas", "kernels for " + LibTorch.productKernels());
        }
        versions.put("java", System.getProperty("java.runtime.version"));
        versions.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        return versions;
    }

    /**
     * Hearth's own version.
     *
     * @return {@code unpackaged} where classes do not come from a jar
     */
    public static String own() {
        String own = HardwareInfo.class.getPackage().getImplementationVersion();
        return own == null ? "unpackaged" : own;
    }
}
