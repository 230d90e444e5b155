package dev.hearth.tensor;

import java.util.List;
import java.util.Locale;

/**
 * Why a native library could not be loaded, and what helps against that: a class loader, a permission and
 * a full disk have nothing in common but the moment.
 */
public record LoadFailure(String received, String mend) {

    private record Cause(String sign, String mend) {}

    private static final List<Cause> CAUSES =
            List.of(
                    new Cause(
                            "illegal native access",
                            "Start Java with --enable-native-access=ALL-UNNAMED, as ./hearth does; on"
                                    + " the module path name dev.hearth.tensor, org.bytedeco.javacpp,"
                                    + " org.bytedeco.pytorch and org.bytedeco.openblas instead"),
                    new Cause(
                            "already loaded in another classloader",
                            "A process can have it once: let one class loader that all share, such as"
                                    + " a server's own, load Hearth, or start another process"),
                    new Cause(
                            "is not on the class path",
                            "Add that jar, which dev.hearth:hearth-natives-PLATFORM brings, on the"
                                    + " module path with --add-modules too, or take a platform that has"
                                    + " one"),
                    new Cause(
                            "version `glibc",
                            "Take a system whose C library is new enough, such as a newer image"),
                    new Cause(
                            "operation not permitted",
                            "The folder of that file lets nothing be executed (noexec): name another"));

    /**
     * Finds the cause that can be told.
     *
     * @param failure as it was thrown, with its causes
     */
    public static LoadFailure of(Throwable failure, String otherwise) {
        Throwable last = failure;
        for (Throwable each = failure; each != null; each = each.getCause()) {
            String said = LibTorchException.firstLine(each);
            for (Cause cause : CAUSES) {
                if (said.toLowerCase(Locale.ROOT).contains(cause.sign)) {
                    boolean folder = cause.sign.startsWith("operation");
                    return new LoadFailure(said, cause.mend + (folder ? ". " + otherwise : ""));
                }
            }
            last = each;
        }
        String kind = last.getMessage() == null ? "" : last.getClass().getSimpleName() + ", ";
        return new LoadFailure(kind + LibTorchException.firstLine(last), otherwise);
    }
}
