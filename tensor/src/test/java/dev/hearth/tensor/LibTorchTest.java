package dev.hearth.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(value = OS.LINUX, disabledReason = "the order and the policy are matters of Linux")
class LibTorchTest {

    @TempDir Path folder;

    /** A folder with a library that has libtorch_cpu's name and none of its symbols. */
    private Path foreign() throws IOException {
        Path made = Files.createDirectories(folder.resolve("foreign"));
        Path library = Path.of(System.getProperty("java.home"), "lib", "libnet.so");
        Files.copy(library, made.resolve("libtorch_cpu.so"));
        return made;
    }

    private Child beside(Path foreign, Class<?> main) {
        return Child.of(main).variable("LD_LIBRARY_PATH", foreign.toString());
    }

    @Test
    void a_foreign_libtorch_on_the_path_does_not_come_in_through_the_gate() throws IOException {
        Path foreign = foreign();

        Child.Ended gated = beside(foreign, ChildMains.Sum.class).run(60);
        assertThat(gated.output()).contains("sum=6.0");
        assertThat(gated.exit()).isZero();

        Child.Ended unordered = beside(foreign, ChildMains.SumWithoutLoader.class).run(60);
        assertThat(unordered.exit()).as("without the loader: " + unordered.output()).isNotZero();
    }

    @Test
    @Tag("long")
    void an_empty_cache_and_a_foreign_libtorch_do_no_harm() throws IOException {
        Path foreign = foreign();
        for (boolean loader : new boolean[] {true, false}) {
            Path cache = Files.createDirectories(folder.resolve("cache"));
            Child.Ended ended =
                    beside(
                                    foreign,
                                    loader
                                            ? ChildMains.Sum.class
                                            : ChildMains.SumWithoutLoader.class)
                            .option("-Dorg.bytedeco.javacpp.cachedir=" + cache)
                            .run(120);
            Child.delete(cache);
            if (loader) {
                assertThat(ended.output()).contains("sum=6.0");
                assertThat(ended.exit()).isZero();
            } else {
                assertThat(ended.exit()).as("without the loader: " + ended.output()).isNotZero();
            }
        }
    }

    @Test
    void threads_wait_briefly_before_libgomp_comes() {
        Child.Ended ended =
                Child.of(ChildMains.WaitPolicy.class)
                        .variable("OMP_DISPLAY_ENV", "VERBOSE")
                        .run(60);
        // libgomp's own word; it calls its default passive too, but then spins for milliseconds.
        assertThat(ended.output()).contains("GOMP_SPINCOUNT = '2000'");
        assertThat(ended.output().lines())
                .contains(
                        "of a test=ours",
                        "limit of JavaCPP=0",
                        "before=null",
                        "libgomp before=false",
                        "policy=PASSIVE after 2000 turns",
                        "after=PASSIVE",
                        "libgomp after=true",
                        "blas=1",
                        "blas after=1");
        assertThat(ended.exit()).isZero();
    }

    @Test
    void a_wait_policy_of_the_users_own_stays() {
        Child.Ended ended =
                Child.of(ChildMains.WaitPolicy.class)
                        .variable("OMP_WAIT_POLICY", "ACTIVE")
                        .variable("OMP_DISPLAY_ENV", "VERBOSE")
                        .run(60);
        assertThat(ended.output()).contains("OMP_WAIT_POLICY = 'ACTIVE'");
        assertThat(ended.output().lines())
                .contains("before=ACTIVE", "policy=ACTIVE", "after=ACTIVE");
        assertThat(ended.exit()).isZero();
    }

    @Test
    void who_asks_for_threads_that_sleep_at_once_gets_them() {
        Child.Ended ended =
                Child.of(ChildMains.WaitPolicy.class)
                        .variable("OMP_WAIT_POLICY", "PASSIVE")
                        .variable("OMP_DISPLAY_ENV", "VERBOSE")
                        .run(60);
        assertThat(ended.output()).contains("GOMP_SPINCOUNT = '0'");
        assertThat(ended.output().lines()).contains("policy=PASSIVE", "after=PASSIVE");
        assertThat(ended.exit()).isZero();
    }

    @Test
    @Tag("long")
    void waiting_threads_do_not_spin_for_long() {
        double[] spinning = new double[3];
        double[] passive = new double[3];
        for (int i = 0; i < 3; i++) {
            passive[i] = mean(Child.of(ChildMains.BusyForwards.class, "20"));
            spinning[i] =
                    mean(
                            Child.of(ChildMains.BusyForwards.class, "20")
                                    .variable("GOMP_SPINCOUNT", "300000"));
        }
        System.out.println(
                "milliseconds: spinning "
                        + Arrays.toString(spinning)
                        + ", passive "
                        + Arrays.toString(passive));
        assertThat(Arrays.stream(spinning).sum()).isGreaterThan(1.5 * Arrays.stream(passive).sum());
    }

    @Test
    @Tag("long")
    void small_matrix_products_do_not_wait_for_threads_of_openblas() {
        double alone = 0;
        double split = 0;
        for (int i = 0; i < 3; i++) {
            alone += mean(Child.of(ChildMains.BusyProducts.class, "300"));
            split +=
                    mean(
                            Child.of(ChildMains.BusyProducts.class, "300")
                                    .variable("OPENBLAS_NUM_THREADS", "2"));
        }
        System.out.println("milliseconds: on two threads " + split + ", on one " + alone);
        assertThat(split).isGreaterThan(1.5 * alone);
    }

    @Test
    @Tag("long")
    void small_matrix_products_do_not_wait_for_helpers_that_others_keep_from_working() {
        double alone = 0;
        double helped = 0;
        for (int i = 0; i < 3; i++) {
            alone += mean(Child.of(ChildMains.BusyProducts.class, "3000"));
            helped += mean(Child.of(ChildMains.BusyProducts.class, "3000", "2"));
        }
        System.out.println("milliseconds: with a helper " + helped + ", alone " + alone);
        assertThat(helped).isLessThan(3 * alone);
    }

    private static double mean(Child child) {
        Child.Ended ended = child.run(120);
        assertThat(ended.exit()).as(ended.output()).isZero();
        String line = ended.output().lines().filter(l -> l.startsWith("mean=")).findAny().get();
        return Double.parseDouble(line.substring("mean=".length()));
    }

    @Test
    void a_cache_that_cannot_be_written_is_one_failure_on_every_call() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "not a folder");
        Child.Ended ended =
                Child.of(ChildMains.Refused.class)
                        .option("-Dorg.bytedeco.javacpp.cachedir=" + file)
                        .option("-Duser.home=" + file)
                        .option("-Djava.io.tmpdir=" + file)
                        .run(60);
        assertThat(ended.output().lines().filter(l -> l.startsWith("refused: "))).hasSize(2);
        assertThat(ended.output())
                .contains("could not be loaded. Received: ")
                .contains("-Dorg.bytedeco.javacpp.cachedir=DIR names another");
        assertThat(ended.exit()).isZero();
    }

    @Test
    void the_count_of_threads_is_bounded() {
        int before = LibTorch.threads();
        try {
            LibTorch.threads(1);
            assertThat(LibTorch.threads()).isEqualTo(1);
            for (int wrong : new int[] {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
                assertThatThrownBy(() -> LibTorch.threads(wrong))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageStartingWith(
                                "LibTorch.threads needs a count above 0 and at most ")
                        .hasMessageContaining("Received: " + wrong + ".");
            }
            assertThat(LibTorch.threads()).isEqualTo(1);
        } finally {
            LibTorch.threads(before);
        }
    }

    @Test
    void matrix_products_use_one_thread_until_a_count_is_set() {
        Child.Ended ended = Child.of(ChildMains.ProductThreads.class, "2").run(60);
        assertThat(ended.output().lines()).containsSubsequence("before=1", "after=2");
        assertThat(ended.exit()).isZero();
    }

    @Test
    void a_count_of_openblas_threads_of_the_users_own_stays() {
        Child.Ended ended =
                Child.of(ChildMains.ProductThreads.class, "1")
                        .variable("OPENBLAS_NUM_THREADS", "2")
                        .run(60);
        assertThat(ended.output().lines()).containsSubsequence("before=2", "after=2");
        assertThat(ended.exit()).isZero();
    }

    @Test
    @EnabledIfSystemProperty(
            named = "os.arch",
            matches = "amd64",
            disabledReason = "the kernels that it names are for these processors")
    void openblas_finds_its_kernels_itself_unless_it_is_told() {
        Child.Ended told =
                Child.of(ChildMains.WaitPolicy.class)
                        .variable("OPENBLAS_CORETYPE", "Nehalem")
                        .run(60);
        assertThat(told.output().lines()).contains("kernels=Nehalem");
        Child.Ended alone = Child.of(ChildMains.WaitPolicy.class).run(60);
        assertThat(alone.output().lines())
                .anyMatch(line -> line.matches("kernels=\\w+"))
                .doesNotContain("kernels=Nehalem");
    }

    @Test
    void the_version_names_the_engine_and_the_platform() {
        assertThat(LibTorch.version()).matches("libtorch \\S+, linux-\\S+");
    }
}
