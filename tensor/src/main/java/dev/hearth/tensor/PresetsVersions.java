package dev.hearth.tensor;

/**
 * JavaCPP's presets compare their release with JavaCPP's as their class is initialised, and print a warning
 * where they differ, as some here do on purpose; not while nothing is to be loaded.
 */
public final class PresetsVersions {

    private static final String LOAD_LIBRARIES = "org.bytedeco.javacpp.loadlibraries";

    private PresetsVersions() {}

    /** Initialises presets before anything loads them, so that they do not warn. */
    public static void checkQuietly(Class<?>... presets) {
        String before = System.getProperty(LOAD_LIBRARIES);
        System.setProperty(LOAD_LIBRARIES, "false");
        try {
            for (Class<?> each : presets) {
                Class.forName(each.getName(), true, each.getClassLoader());
            }
        } catch (ClassNotFoundException impossible) {
            throw new LinkageError("a class that is here", impossible);
        } finally {
            if (before == null) {
                System.clearProperty(LOAD_LIBRARIES);
            } else {
                System.setProperty(LOAD_LIBRARIES, before);
            }
        }
    }
}
