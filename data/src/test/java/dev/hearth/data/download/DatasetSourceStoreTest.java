package dev.hearth.data.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** The data sets themselves, where HEARTH_DATA names a folder that holds them in any order. */
@EnabledIfEnvironmentVariable(
        named = "HEARTH_DATA",
        matches = ".+",
        disabledReason = "the published data sets are not at hand")
class DatasetSourceStoreTest {

    private final DataStore store =
            new DataStore(Path.of(System.getenv().getOrDefault("HEARTH_DATA", ".")));

    @Test
    void mnist_is_as_published_whatever_its_packing() {
        assertThat(store.verify("mnist").findings())
                .hasSize(4)
                .allMatch(finding -> finding.state() == FileStatus.State.RIGHT);
    }

    @Test
    void cifar_is_usable() {
        assertThat(store.verify("cifar-10").usable()).isTrue();
        assertThat(store.verify("cifar-100").usable()).isTrue();
    }

    @Test
    void info_counts_the_examples() {
        List<LocalDataset> info = store.info();
        assertThat(info.subList(0, 3)).allMatch(LocalDataset::whole);
        assertThat(info.get(0).trainExamples()).isEqualTo(60_000);
        assertThat(info.get(0).testExamples()).isEqualTo(10_000);
        assertThat(info.get(1).trainExamples()).isEqualTo(50_000);
        assertThat(info.get(1).testExamples()).isEqualTo(10_000);
        assertThat(info.get(2).trainExamples()).isIn(6_000, 50_000);
        assertThat(info.get(2).testExamples()).isIn(2_500, 10_000);
    }
}
