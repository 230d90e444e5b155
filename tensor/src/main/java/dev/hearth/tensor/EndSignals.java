package dev.hearth.tensor;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * SIGTERM and SIGINT (Ctrl+C) as a wish to end, instead of Java's own way, which begins to shut down
 * at once, lets all shutdown hooks run beside whatever computes, and ends with 143 or 130. The handler
 * stands in the module {@code jdk.unsupported}, of which the compiler warns, so it is looked up by name.
 *
 * <pre>{@code
 * static void untilTold() throws InterruptedException {
 *     var told = new java.util.concurrent.CountDownLatch(1);
 *     EndSignals.handle(told::countDown);
 *     told.await();
 * }
 * }</pre>
 */
public final class EndSignals {

    private static final List<String> NAMES = List.of("TERM", "INT");

    private EndSignals() {}

    /**
     * Runs something on the first signal; a second one ends the process at once, with 130.
     *
     * @param first on a thread of its own
     * @return false where this Java does not hand out signals (such as with {@code -Xrs})
     */
    public static boolean handle(Runnable first) {
        AtomicBoolean told = new AtomicBoolean();
        InvocationHandler handler =
                (proxy, method, arguments) ->
                        switch (method.getName()) {
                            case "handle" -> {
                                if (told.compareAndSet(false, true)) {
                                    first.run();
                                } else {
                                    new Thread(() -> System.exit(130), "end-now").start();
                                }
                                yield null;
                            }
                            case "equals" -> proxy == arguments[0];
                            case "hashCode" -> System.identityHashCode(proxy);
                            default -> "EndSignals";
                        };
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> type = Class.forName("sun.misc.SignalHandler");
            Object one =
                    Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
            for (String name : NAMES) {
                Object which = signal.getConstructor(String.class).newInstance(name);
                signal.getMethod("handle", signal, type).invoke(null, which, one);
            }
            return true;
        } catch (ReflectiveOperationException | RuntimeException another) {
            return false;
        }
    }
}
