package dev.hearth.train.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hearth.nn.Complexity;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.Layers;
import dev.hearth.optim.Sgd;
import dev.hearth.optim.schedule.ConstantSchedule;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.train.Trainer;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.Origin;
import dev.hearth.train.recipe.Preprocessing;
import dev.hearth.train.recipe.Recipe;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many threads the operations of a training step have, where two are asked for. */
class StepThreadsTest {

    private static final Origin TEST = Origin.ours("a test");
    private static final int BATCH = 16;

    private final int before = LibTorch.threads();

    @TempDir private Path temp;

    @BeforeEach
    void two_threads() {
        LibTorch.threads(2);
        assumeTrue(LibTorch.productThreads() == 2, "OPENBLAS_NUM_THREADS is set, or no OpenBLAS");
    }

    @AfterEach
    void as_before() {
        LibTorch.threads(before);
    }

    /** Changes nothing, and writes down libtorch's threads and OpenBLAS's in each pass of training. */
    private record Recorder(Set<String> seen) implements Layer {

        @Override
        public Shape out(Shape in) {
            return in;
        }

        @Override
        public Complexity cost(Shape in) {
            return Complexity.NONE;
        }

        @Override
        public Forward build(Shape in, Parameters parameters) {
            return (x, pass) -> {
                if (pass.isTraining()) {
                    seen.add(torch.get_num_threads() + " and " + LibTorch.productThreads());
                }
                return x;
            };
        }
    }

    private Set<String> threads(Layer... layers) {
        Set<String> seen = new LinkedHashSet<>();
        Layer[] all = new Layer[layers.length + 1];
        all[0] = new Recorder(seen);
        System.arraycopy(layers, 0, all, 1, layers.length);
        DatasetSpec corpus = new DatasetSpec("strokes", 2 * BATCH, BATCH);
        Recipe recipe =
                Recipe.named("test/threads")
                        .corpus(corpus, TEST)
                        .model(Layers.sequence(all), TEST)
                        .optimizer(new Sgd(), TEST)
                        .rate(new ConstantSchedule(0.01), TEST)
                        .batch(BATCH, TEST)
                        .epochs(1, TEST)
                        .build();
        try (var scope = Scope.open()) {
            DatasetProvider.Sets sets =
                    new DatasetProvider(temp, temp).open(corpus, new Preprocessing.Plain());
            Trainer.of(new SupervisedTask(recipe, sets, new Seed(1), Device.CPU, 1)).run();
        }
        assertThat(torch.get_num_threads()).isEqualTo(2);
        assertThat(LibTorch.productThreads()).isEqualTo(2);
        return seen;
    }

    @Test
    void a_short_step_of_convolutions_has_one_thread() {
        assertThat(threads(Layers.conv(4, 3), Layers.flatten(), Layers.linear(10)))
                .containsExactly("1 and 1");
    }

    @Test
    void beside_larger_convolutions_small_products_are_undivided() {
        assertThat(
                        threads(
                                Layers.conv(128, 3),
                                Layers.globalAvgPool(),
                                Layers.linear(2000),
                                Layers.linear(10)))
                .containsExactly("2 and 1");
    }

    @Test
    void large_products_keep_their_threads_beside_convolutions() {
        assertThat(
                        threads(
                                Layers.conv(16, 3),
                                Layers.flatten(),
                                Layers.linear(700),
                                Layers.linear(10)))
                .containsExactly("2 and 2");
    }
}
