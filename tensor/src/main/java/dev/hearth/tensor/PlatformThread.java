package dev.hearth.tensor;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Refuses virtual threads, which Java has from 21 on. libtorch keeps whether it records, and with how
 * many threads it computes, for each native thread. A virtual thread goes on on another one after it has
 * waited: of 500 that switched recording off, waited and switched it on again, none recorded afterwards.
 */
final class PlatformThread {

    private static final MethodHandle IS_VIRTUAL = found();

    private PlatformThread() {}

    /** Never virtual where Java has no such threads. */
    private static MethodHandle found() {
        try {
            return MethodHandles.publicLookup()
                    .findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
        } catch (ReflectiveOperationException older) {
            return MethodHandles.dropArguments(
                    MethodHandles.constant(boolean.class, false), 0, Thread.class);
        }
    }

    /** Refuses a virtual thread in the name of what is begun on it. */
    static void require(String what) {
        Thread thread = Thread.currentThread();
        if (isVirtual(thread)) {
            throw new IllegalStateException(
                    Check.message(
                            what
                                    + " needs a platform thread: libtorch keeps its grad mode and its count of threads"
                                    + " for each native thread, and a virtual thread moves between these",
                            "a virtual thread, "
                                    + (thread.getName().isEmpty()
                                            ? "without a name"
                                            : thread.getName()),
                            "Run this code on Executors.newFixedThreadPool or a new Thread, and let the"
                                    + " virtual thread wait for it"));
        }
    }

    private static boolean isVirtual(Thread thread) {
        try {
            return (boolean) IS_VIRTUAL.invokeExact(thread);
        } catch (Throwable impossible) {
            throw new LinkageError("Thread.isVirtual", impossible);
        }
    }
}
