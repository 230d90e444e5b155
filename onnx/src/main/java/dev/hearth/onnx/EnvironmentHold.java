package dev.hearth.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;

/**
 * A second reference to ONNX Runtime's environment, never given back. ONNX Runtime 1.29 registers a
 * shutdown hook that gives back the one that Java has, and Java runs all hooks at once: the environment
 * would go while sessions compute, and the process with it. Its environment is counted by references
 * ({@code CreateEnv} hands out the same one again), so with a second one it lives until the process ends.
 *
 * <p>The call that makes a reference is private to ONNX Runtime's package, which is why it is looked up
 * by name.
 */
final class EnvironmentHold {

    private EnvironmentHold() {}

    /**
     * Takes it.
     *
     * @param environment that has begun
     * @return false where this ONNX Runtime has no such call; then whoever ends the process has to close
     *     sessions first
     */
    static boolean take(OrtEnvironment environment) {
        try {
            ClassLoader loader = environment.getClass().getClassLoader();
            Field api =
                    Class.forName("ai.onnxruntime.OnnxRuntime", true, loader)
                            .getDeclaredField("ortApiHandle");
            api.setAccessible(true);
            Method create =
                    OrtEnvironment.class.getDeclaredMethod(
                            "createHandle", long.class, int.class, String.class);
            create.setAccessible(true);
            int level = OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING.getValue();
            create.invoke(null, api.getLong(null), level, OrtEnvironment.DEFAULT_NAME);
            return true;
        } catch (ReflectiveOperationException | InaccessibleObjectException another) {
            return false;
        }
    }
}
