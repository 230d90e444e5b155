package dev.hearth.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.tensor.Scope;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A kernel's gain counts only if the operations that it replaces give the same result. */
class KernelGainsTest {

    @Test
    void each_kernel_computes_what_the_operations_do_that_it_replaces() {
        try (var scope = Scope.open()) {
            List<KernelGains.Kernel> kernels = KernelGains.kernels();
            assertThat(kernels).hasSize(8);
            for (KernelGains.Kernel kernel : kernels) {
                float[] here = kernel.kernel().get().toFloats();
                float[] there = kernel.replaced().get().toFloats();
                assertThat(here).as(kernel.name()).hasSameSizeAs(there);
                if (kernel.name().startsWith("dropout mask")) {
                    assertThat(mean(here)).isCloseTo(1, within(0.02));
                    assertThat(mean(there)).isCloseTo(1, within(0.02));
                    continue;
                }
                float size = 0;
                double worst = 0;
                for (int i = 0; i < here.length; i++) {
                    size = Math.max(size, Math.abs(there[i]));
                    worst = Math.max(worst, Math.abs((double) here[i] - there[i]));
                }
                assertThat(size).as(kernel.name()).isPositive();
                assertThat(worst / size).as(kernel.name()).isCloseTo(0, within(1e-5));
            }
        }
    }

    private static double mean(float[] values) {
        double sum = 0;
        for (float value : values) {
            assertThat(value).isIn(0f, 2f);
            sum += value;
        }
        return sum / values.length;
    }

    @Test
    void a_kernel_for_several_threads_has_no_row_at_one() {
        Effort effort = new Effort(List.of(1), 0.01, 1, 1, 1);
        List<Quantity> figures = new KernelGains().measure(effort, List.of());
        assertThat(figures).hasSize(6).allMatch(Quantity::isMeasured);
        assertThat(figures).extracting(Quantity::group).containsOnly(KernelGains.GROUP);
    }
}
