package dev.hearth.train;

import dev.hearth.tensor.Engine;
import dev.hearth.tensor.Processor;
import java.util.Map;
import java.util.TreeMap;

/** What a run was made on, for its result. */
public final class Machine {

    private Machine() {}

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

    /**
     * Versions of what computes.
     *
     * @return by name
     */
    public static Map<String, String> versions() {
        Map<String, String> versions = new TreeMap<>();
        versions.put("hearth", own());
        versions.put("engine", Engine.version());
        versions.put("engineCheck", Engine.check().summary());
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
        String own = Machine.class.getPackage().getImplementationVersion();
        return own == null ? "unpackaged" : own;
    }
}
