package dev.hearth.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** The caches as glibc reads them from the processor itself, as numerical libraries do. */
final class CacheSizes {

    private CacheSizes() {}

    /** By {@code getconf}; empty where there is none. */
    static Map<String, String> ofGlibc() {
        Map<String, String> sizes = new TreeMap<>();
        for (String level : new String[] {"LEVEL1_DCACHE", "LEVEL2_CACHE", "LEVEL3_CACHE"}) {
            try {
                Process process =
                        new ProcessBuilder("getconf", level + "_SIZE")
                                .redirectError(ProcessBuilder.Redirect.DISCARD)
                                .start();
                String said =
                        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                                .strip();
                if (process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0) {
                    sizes.put(
                            "L" + level.charAt(5) + (level.contains("_D") ? " Data" : ""),
                            said.isEmpty() || said.equals("0")
                                    ? "unknown"
                                    : Long.parseLong(said) / 1024 + "K");
                }
            } catch (IOException | NumberFormatException none) {
                // Not glibc, or no getconf: nothing to tell.
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return sizes;
            }
        }
        return sizes;
    }
}
