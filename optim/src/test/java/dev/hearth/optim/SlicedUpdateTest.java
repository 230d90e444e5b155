package dev.hearth.optim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.nn.Model;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.Layers;
import dev.hearth.nn.layers.Linear;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.SingleThreaded;
import dev.hearth.tensor.Tensor;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An update by slices, which several threads share, has the bits of one on the whole. */
class SlicedUpdateTest {

    @AfterEach
    void oneThread() {
        LibTorch.threads(1);
    }

    static Stream<Optimizer> optimizers() {
        return EveryOptimizer.all();
    }

    private static Map<String, float[]> after(Optimizer optimizer, int threads) {
        LibTorch.threads(threads);
        try (var scope = Scope.open();
                var single = SingleThreaded.openIf(true)) {
            Parameters parameters =
                    Model.build(
                                    Layers.sequence(new Linear(301), new Linear(7)),
                                    new Shape.Vector(401),
                                    new Seed(7),
                                    Device.CPU)
                            .parameters();
            OptimizerState stepper = optimizer.over(parameters);
            for (int step = 1; step <= 4; step++) {
                Home.gradient(parameters, step);
                stepper.step(StepHyperparameters.of(0.01 / step));
            }
            Map<String, float[]> all = new TreeMap<>();
            for (Map.Entry<String, Tensor> each : stepper.state().entrySet()) {
                all.put(each.getKey(), each.getValue().toFloats());
            }
            all.put("values", parameters.values().toFloats());
            return all;
        }
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void bits_do_not_depend_on_the_count_of_threads(Optimizer optimizer) {
        Map<String, float[]> one = after(optimizer, 1);
        for (int threads : new int[] {2, 3}) {
            Map<String, float[]> several = after(optimizer, threads);
            assertThat(several.keySet()).isEqualTo(one.keySet());
            one.forEach((name, values) -> assertThat(several.get(name)).isEqualTo(values));
        }
    }
}
