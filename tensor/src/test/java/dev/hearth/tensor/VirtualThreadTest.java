package dev.hearth.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** libtorch's grad mode and thread count belong to native threads, between which virtual ones move. */
class VirtualThreadTest {

    /** What came of it on a virtual thread; by reflection, since Java 17 has none. */
    private static Throwable onVirtualThread(Runnable body) throws Exception {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Runnable caught =
                () -> {
                    try {
                        body.run();
                    } catch (Throwable failure) {
                        thrown.set(failure);
                    }
                };
        Thread thread =
                (Thread)
                        Thread.class
                                .getMethod("startVirtualThread", Runnable.class)
                                .invoke(null, caught);
        thread.join();
        return thrown.get();
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "Java has virtual threads from 21 on")
    void a_virtual_thread_is_refused_with_what_to_do() throws Exception {
        LibTorch.load();
        for (Runnable entry :
                List.<Runnable>of(
                        () -> Scope.open().close(),
                        () -> NoGrad.open().close(),
                        NoGrad::isRecording,
                        () -> SingleThreaded.openIf(true).close())) {
            assertThat(onVirtualThread(entry))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(
                            "needs a platform thread: libtorch keeps its grad mode and its count of"
                                    + " threads for each native thread, and a virtual thread moves"
                                    + " between these. Received: a virtual thread")
                    .hasMessageEndingWith(
                            "Run this code on Executors.newFixedThreadPool or a new Thread, and let"
                                    + " the virtual thread wait for it.");
        }
    }

    @Test
    void any_other_thread_is_not() throws InterruptedException {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread thread =
                new Thread(
                        () -> {
                            try (var scope = Scope.open();
                                    var quiet = NoGrad.open();
                                    var single = SingleThreaded.openIf(true)) {
                                Tensor.ones(2);
                            }
                        });
        thread.setUncaughtExceptionHandler((of, failure) -> thrown.set(failure));
        thread.start();
        thread.join();
        assertThat(thrown.get()).isNull();
    }
}
