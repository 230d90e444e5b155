package dev.hearth.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** The processor's caches as glibc reads them, on which numerical libraries rely. */
final class CacheSizes {

    private CacheSizes() {}

    /** Sizes by level, from {@code getconf}; empty if there is none. */
    static Map<String, String> ofGlibc() {
        Map<String, String> sizes = new TreeMap<>();
        for (String level : new String[] {"LEVEL1_DCACHE", "LEVEL2_CACHE", "LEVEL3_CACHE"}) {
            try {
                Process process =
                        new ProcessBuilder("getconf", level + "_SIZE")
                                .redirectError(ProcessBuilder.Redirect.DISCARD)
                                .start();
                String printed =
                        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                                .strip();
                if (process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0) {
                    sizes.put(
                            "L" + level.charAt(5) + (level.contains("_D") ? " Data" : ""),
                            printed.isEmpty() || printed.equals("0")
                                    ? "unknown"
                                    : Long.parseLong(printed) / 1024 + "K");
                }
            } catch (IOException | NumberFormatException none) {
                // Not glibc, or no getconf: nothing is known.
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return sizes;
            }
        }
        return sizes;
    }
}
