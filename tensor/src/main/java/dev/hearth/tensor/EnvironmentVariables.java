package dev.hearth.tensor;

import java.io.IOException;
import java.util.stream.Stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.global.torch;

/**
 * This process's environment, as native libraries read it once while they are being loaded. Java has no
 * way to set it; here C's {@code putenv} is called. libtorch is not loaded by that.
 *
 * <pre>{@code
 * EnvironmentVariables.unlessSet("OMP_WAIT_POLICY", "PASSIVE");
 * }</pre>
 */
public final class EnvironmentVariables {

    /**
     * What Java has to be started with on the module path, so that variables and {@link OpenMp}'s count of threads
     * can be set: the calls go through a private class of JavaCPP.
     */
    public static final String MODULE_PATH_OPTION =
            "--add-opens org.bytedeco.javacpp/org.bytedeco.javacpp=dev.hearth.tensor";

    private static final String PHYSICAL_LIMIT = "org.bytedeco.javacpp.maxphysicalbytes";
    private static final String EXTENSION = "org.bytedeco.javacpp.platform.extension";

    static {
        // JavaCPP, which is met first here, would read /proc/self/statm for every native object, a
        // third
        // of the time of a small operation, and refuse to work when libtorch holds four times the
        // heap.
        if (System.getProperty(PHYSICAL_LIMIT) == null) {
            System.setProperty(PHYSICAL_LIMIT, "0");
        }
        // Without the CUDA build JavaCPP would load the CUDA libraries that the system has all the
        // same.
        if (System.getProperty(EXTENSION) == null && !hasCudaBuild()) {
            System.setProperty(EXTENSION, "");
        }
    }

    private EnvironmentVariables() {}

    private static boolean hasCudaBuild() {
        return Stream.of("linux-x86_64-gpu/libtorch_cuda.so", "windows-x86_64-gpu/torch_cuda.dll")
                .anyMatch(file -> torch.class.getResource("/org/bytedeco/pytorch/" + file) != null);
    }

    /**
     * Sets a variable, unless whoever started the process has set it.
     *
     * @return what it is now; {@code unset} where the environment cannot be changed, as on the module path without
     *     {@link #MODULE_PATH_OPTION}
     */
    public static String unlessSet(String variable, String value) {
        String chosen = System.getenv(variable);
        if (chosen != null && !chosen.isBlank()) {
            return chosen;
        }
        try {
            NativeCache.folder();
            Loader.load(org.bytedeco.javacpp.presets.javacpp.class);
            boolean isWindows = Loader.getPlatform().startsWith("windows");
            String putenv = isWindows ? "_putenv" : "putenv";
            String entry = variable + "=" + value;
            // Never freed: from now on it is part of the environment.
            Pointer kept = Pointer.malloc(entry.length() + 1L);
            new BytePointer(kept).putString(entry);
            if (!NativeFunction.call(putenv, kept.address())) {
                return "unset";
            }
            return value;
        } catch (ReflectiveOperationException
                | IOException
                | RuntimeException
                | LinkageError unable) {
            return "unset";
        }
    }
}
