package dev.hearth.papers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.experiments.MeasurementJob;
import dev.hearth.tensor.Device;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.run.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is measured and drawn is computed on the device that was asked for. */
class DeviceTest {

    @Test
    void a_measurement_is_given_the_device_of_its_place(@TempDir Path temp) {
        List<Device> given = new ArrayList<>();
        new MeasurementJob(
                        "made/up",
                        "arm",
                        1,
                        Budget.SMOKE,
                        1,
                        (seed, device) -> {
                            given.add(device);
                            return Map.of("figure", 1.0);
                        })
                .run(
                        new Run.Place(
                                new DatasetProvider(temp, temp),
                                Papers.recipeJson(),
                                Device.cuda()),
                        temp.resolve("run"),
                        List.of());
        assertThat(given).containsExactly(Device.cuda());
    }

    /** Tensors may be copied to the CPU to be read; no model is built there by name. */
    @Test
    void no_experiment_chooses_the_cpu_itself() throws IOException {
        Pattern fixed = Pattern.compile("(?<!to\\()\\bDevice\\.CPU\\b");
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("src", "main"))) {
            for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
                if (fixed.matcher(Files.readString(file)).find()) {
                    found.add(file.toString());
                }
            }
        }
        assertThat(found).isEmpty();
    }
}
