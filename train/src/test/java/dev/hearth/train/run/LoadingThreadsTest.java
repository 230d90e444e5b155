package dev.hearth.train.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.data.Dataset;
import dev.hearth.data.Subset;
import dev.hearth.data.dataset.ImageFolder;
import dev.hearth.data.strokes.Strokes;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures are decoded on as many threads as compute. */
class LoadingThreadsTest {

    private final int before = LibTorch.threads();

    @TempDir private Path temp;

    @AfterEach
    void asBefore() {
        LibTorch.threads(before);
    }

    @Test
    void files_are_decoded_on_several_threads_and_arrays_copied_by_one() throws IOException {
        for (String name : List.of("cat/1.png", "dog/1.png")) {
            Files.createDirectories(temp.resolve(name).getParent());
            Files.write(temp.resolve(name), new byte[1]);
        }
        Dataset pictures = ImageFolder.open(temp, InputSpec.unscaled(8, 1));
        Dataset digits = new Strokes(10, new Seed(1));
        LibTorch.threads(2);
        assertThat(RunTaskContext.loadingThreads(pictures)).isEqualTo(2);
        assertThat(RunTaskContext.loadingThreads(Subset.range(pictures, 0, 1))).isEqualTo(2);
        assertThat(RunTaskContext.loadingThreads(Subset.range(digits, 0, 5))).isEqualTo(1);
        LibTorch.threads(1);
        assertThat(RunTaskContext.loadingThreads(pictures)).isEqualTo(1);
        LibTorch.threads(64);
        assertThat(RunTaskContext.loadingThreads(pictures)).isEqualTo(8);
    }
}
