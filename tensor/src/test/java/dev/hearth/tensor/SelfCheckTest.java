package dev.hearth.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.tensor.SelfCheckCases.Part;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SelfCheckTest {

    private static final String MACHINE = "a machine\nof two lines";

    @TempDir Path folder;
    private int before;

    @BeforeEach
    void remember() {
        before = LibTorch.threads();
    }

    @AfterEach
    void restore() {
        torch.globalContext().setUserEnabledMkldnn(true);
        torch.globalContext().setFloat32MatmulPrecision("highest");
        Gemm.restore();
        LibTorch.threads(before);
    }

    private static SelfCheck checked(SelfCheckCases.Seam seam) {
        return SelfCheckRun.run(MACHINE, SelfCheckCases.all(seam), 1, 2);
    }

    @Test
    void every_part_is_checked_on_one_thread_and_on_two() {
        SelfCheck check = checked((part, came) -> came);
        assertThat(check.figures()).allMatch(SelfCheck.Figure::isRight);
        assertThat(check.replaced()).isEmpty();
        assertThat(check.figures().stream().map(SelfCheck.Figure::threads).distinct())
                .containsExactly(1, 2);
        List<SelfCheckCases.Case> cases = SelfCheckCases.all((part, came) -> came);
        assertThat(cases.stream().map(SelfCheckCases.Case::part).distinct())
                .containsExactlyInAnyOrder(Part.values());
        assertThat(check.figures())
                .hasSize(
                        2 * cases.size()
                                - (int)
                                        cases.stream()
                                                .filter(SelfCheckCases.Case::isShared)
                                                .count());
        int count = check.figures().size();
        assertThat(check.summary()).isEqualTo(count + " of " + count + " right");
    }

    @Test
    void gradients_are_checked_also_where_the_calling_thread_records_none() {
        try (var noGrad = NoGrad.open()) {
            SelfCheck check = checked((part, came) -> came);
            assertThat(check.figures()).allMatch(SelfCheck.Figure::isRight);
            assertThat(NoGrad.isRecording()).isFalse();
        }
    }

    /** The least that can go wrong: one number of a result, by the least step that there is. */
    @ParameterizedTest
    @EnumSource(Part.class)
    void one_wrong_number_is_seen(Part wrong) {
        for (SelfCheckCases.Case each :
                SelfCheckCases.all(
                        (part, came) -> {
                            came[came.length / 2] += 0.25f;
                            return came;
                        })) {
            if (each.part() != wrong) {
                continue;
            }
            LibTorch.threads(2);
            try (var scope = Scope.open()) {
                assertThat(each.difference().get()).as(each.name()).isGreaterThan(each.allowed());
            }
        }
    }

    private static boolean isOneDnnOn() {
        return torch.globalContext().userEnabledMkldnn();
    }

    @Test
    void wrong_convolutions_are_replaced_and_checked_again() {
        SelfCheck check =
                checked(
                        (part, came) -> {
                            if (part == Part.CONVOLUTIONS && isOneDnnOn()) {
                                came[0] += 52;
                            }
                            return came;
                        });
        assertThat(isOneDnnOn()).isFalse();
        assertThat(check.figures()).allMatch(SelfCheck.Figure::isRight);
        assertThat(check.replaced()).hasSize(1);
        SelfCheck.Replaced replaced = check.replaced().get(0);
        assertThat(replaced.what()).isEqualTo("oneDNN's convolutions");
        assertThat(replaced.why().operation()).startsWith("convolution 25×26×11×11 to 39 of 2×2");
        assertThat(replaced.why().difference()).isGreaterThan(0.1);
        assertThat(replaced.slowdown()).isPositive();
        assertThat(replaced.line())
                .startsWith(
                        "oneDNN's convolutions compute wrongly on this processor (convolution"
                                + " 25×26×11×11 to 39 of 2×2, NCHW, threads 1: off by ")
                .contains("so libtorch's own compute instead, in ")
                .doesNotContain("\n");
        assertThat(check.summary()).endsWith(" right without oneDNN's convolutions");
    }

    @Test
    void wrong_products_are_replaced() {
        boolean[] wrong = {true};
        SelfCheck check =
                checked(
                        (part, came) -> {
                            if (part == Part.PRODUCTS && wrong[0]) {
                                came[came.length - 1] = Float.NaN;
                                wrong[0] = false;
                            }
                            if (part == Part.SHARED_PRODUCTS && Gemm.isShared()) {
                                came[0] = 1e9f;
                            }
                            return came;
                        });
        assertThat(check.replaced().stream().map(SelfCheck.Replaced::what))
                .containsExactly(
                        "OpenBLAS's matrix products", "matrix products shared out over threads");
        assertThat(check.replaced().get(0).why().difference()).isNaN();
        assertThat(Gemm.isShared()).isFalse();
        try (var scope = Scope.open()) {
            Tensor a = RandomTensors.of(new Seed(1)).normal(0, 1, 50, 60);
            Tensor wanted = a.to(DType.FLOAT64).matmul(a.to(DType.FLOAT64).transpose(0, 1));
            assertThat(a.matmul(a.transpose(0, 1)).to(DType.FLOAT64).sub(wanted).abs().max().item())
                    .isLessThan(1e-4);
        }
    }

    @Test
    void wrong_planned_products_are_not_used() {
        SelfCheck check =
                checked(
                        (part, came) -> {
                            if (part == Part.PLANNED_PRODUCTS) {
                                came[7] += 1000;
                            }
                            return came;
                        });
        assertThat(check.figures()).allMatch(SelfCheck.Figure::isRight);
        assertThat(check.replaced().stream().map(SelfCheck.Replaced::what))
                .containsExactly("matrix products planned once");
        assertThat(DenseProduct.isRight()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "OTHERS, batch norm and its gradient",
        "CONVOLUTIONS, also without oneDNN's convolutions",
        "PRODUCTS, also without OpenBLAS's matrix products"
    })
    void where_nothing_is_right_the_check_refuses(Part wrong, String message) {
        assertThatThrownBy(
                        () ->
                                checked(
                                        (part, came) -> {
                                            if (part == wrong) {
                                                came[0] += 1000;
                                            }
                                            return came;
                                        }))
                .isInstanceOf(LibTorchException.class)
                .hasMessageStartingWith(
                        "libtorch needs to compute right on this processor. Received: ")
                .hasMessageContaining(message)
                .hasMessageEndingWith("or use another computer.");
    }

    @Test
    void an_outcome_comes_back_as_it_was() throws IOException {
        SelfCheck.Figure figure = new SelfCheck.Figure("product 1×2", 2, 1e-7, 1e-5);
        SelfCheck.Figure wrong = new SelfCheck.Figure("convolution", 1, Double.NaN, 1e-5);
        SelfCheck check =
                new SelfCheck(
                        MACHINE,
                        List.of(figure),
                        List.of(new SelfCheck.Replaced("one", "other", wrong, 4.5)),
                        12.5,
                        false);
        SelfCheckFile file = SelfCheckFile.of(folder, MACHINE);
        assertThat(file.read()).isEmpty();
        file.write(check);
        assertThat(file.read())
                .contains(new SelfCheck(MACHINE, check.figures(), check.replaced(), 12.5, true));
        assertThat(SelfCheckFile.of(folder, "another").read()).isEmpty();
        Path written;
        try (Stream<Path> files = Files.list(folder.resolve("engine"))) {
            written = files.toList().get(0);
        }
        String text = Files.readString(written);
        for (int end : new int[] {0, 5, text.indexOf("figure") + 9}) {
            Files.writeString(written, text.substring(0, end));
            assertThat(file.read()).as("cut off at " + end).isEmpty();
        }
        Files.writeString(written, text.replace("1.0E-7", "0.1"));
        assertThat(file.read()).as("a remembered error").isEmpty();
    }

    @Test
    void a_cache_that_cannot_be_written_is_no_reason_to_refuse() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "no folder");
        SelfCheckFile.of(file, MACHINE)
                .write(new SelfCheck(MACHINE, List.of(), List.of(), 1, false));
        assertThat(SelfCheckFile.of(file, MACHINE).read()).isEmpty();
    }

    private Child child(Class<?> main, String... arguments) {
        return Child.of(main, arguments).option("-Dhearth.cache=" + folder);
    }

    @Test
    void a_second_process_remembers() {
        assertThat(child(ChildMains.Checked.class).run(60).output())
                .contains("remembered=false", "threads of OpenBLAS=1", "solved=", "sum=6.0")
                .doesNotContain("wrong");
        assertThat(child(ChildMains.Checked.class).run(60).output())
                .contains("remembered=true", "sum=6.0");
        // Other settings, other kernels.
        assertThat(
                        child(ChildMains.Checked.class)
                                .variable("ONEDNN_MAX_CPU_ISA", "AVX2")
                                .run(60)
                                .output())
                .contains("remembered=false", "sum=6.0");
    }

    @Test
    void what_is_wrong_is_said_in_one_line_and_computing_goes_on() {
        Child.Ended ended = child(ChildMains.Checked.class, "convolutions").run(60);
        assertThat(ended.output().lines().filter(line -> line.contains("wrong")))
                .hasSize(1)
                .allMatch(line -> line.contains("oneDNN's convolutions compute wrongly"));
        assertThat(ended.output()).contains("sum=6.0");
        assertThat(ended.exit()).isZero();
    }

    @Test
    void an_engine_that_is_wrong_throughout_is_refused_on_each_call() {
        Child.Ended ended = child(ChildMains.Checked.class, "everything").run(60);
        assertThat(
                        ended.output()
                                .lines()
                                .filter(
                                        line ->
                                                line.startsWith(
                                                        "refused: libtorch needs to compute"
                                                                + " right")))
                .hasSize(2);
        assertThat(ended.output()).doesNotContain("sum=");
    }

    /** What a kernel reads of memory that was never written is another number each time. */
    @ParameterizedTest
    @CsvSource({"85", "170"})
    @EnabledOnOs(value = OS.LINUX, disabledReason = "the setting is glibc's")
    void memory_that_nobody_wrote_plays_no_part(int filling) {
        Child.Ended ended =
                child(ChildMains.Checked.class)
                        .variable("GLIBC_TUNABLES", "glibc.malloc.perturb=" + filling)
                        .run(60);
        assertThat(ended.output()).contains("remembered=false", "sum=6.0").doesNotContain("wrong");
    }

    /** Of processor time, since the wall clock also counts what others do meanwhile. */
    @Test
    @Tag("long")
    void the_check_takes_less_than_a_twelfth_of_a_second_once_its_code_is_compiled() {
        double[] milliseconds = new double[15];
        for (int i = 0; i < milliseconds.length; i++) {
            double before = processorTime();
            checked((part, came) -> came);
            milliseconds[i] = processorTime() - before;
        }
        System.out.println("milliseconds, first to last: " + Arrays.toString(milliseconds));
        // The compiler's own threads count too, and cease.
        assertThat(Arrays.stream(milliseconds).skip(5).min().orElseThrow()).isLessThan(80);
    }

    private static double processorTime() {
        var system =
                (com.sun.management.OperatingSystemMXBean)
                        ManagementFactory.getOperatingSystemMXBean();
        return system.getProcessCpuTime() / 1e6;
    }
}
