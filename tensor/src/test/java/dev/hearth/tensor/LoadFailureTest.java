package dev.hearth.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LoadFailureTest {

    private static final String REMEDY = "Check that the folder has free space";

    static Stream<Arguments> causes() {
        String loaded = "Native Library libgomp.so.1 already loaded in another classloader";
        String denied = "Illegal native access from an unnamed module (file:hearth-tensor.jar)";
        String glibc = "libc10.so: /lib/libm.so.6: version `GLIBC_2.29' not found";
        String noexec = "c10.so: failed to map segment from shared object: Operation not permitted";
        String jar = "the jar with /org/bytedeco/pytorch/linux-riscv64 is not on the class path";
        return Stream.of(
                Arguments.of(
                        new UnsatisfiedLinkError(loaded), loaded, "A process can have it once: "),
                Arguments.of(
                        denied(denied),
                        denied,
                        "Start Java with --enable-native-access=ALL-UNNAMED"),
                Arguments.of(
                        new ExceptionInInitializerError(denied(denied)),
                        denied,
                        "Start Java with --enable-native-access=ALL-UNNAMED"),
                Arguments.of(
                        new UnsatisfiedLinkError(glibc), glibc, "Take a system whose C library"),
                Arguments.of(
                        new UnsatisfiedLinkError(noexec), noexec, "The folder of that file lets"),
                Arguments.of(new IOException(jar), jar, "Add that jar, "),
                Arguments.of(
                        new IOException("No space left on device\nat x"),
                        "IOException, No space left on device",
                        REMEDY),
                Arguments.of(
                        new RuntimeException("failed", new IOException("a/b: Permission denied")),
                        "IOException, a/b: Permission denied",
                        REMEDY),
                Arguments.of(new NullPointerException(), "NullPointerException", REMEDY));
    }

    private static IllegalCallerException denied(String message) {
        return new IllegalCallerException(message);
    }

    @ParameterizedTest
    @MethodSource("causes")
    void each_cause_has_its_own_remedy(Throwable failure, String received, String mend) {
        LoadFailure why = LoadFailure.of(failure, REMEDY);
        assertThat(why.received()).isEqualTo(received);
        assertThat(why.mend()).startsWith(mend).doesNotEndWith(".");
        if (!mend.equals(REMEDY) && !received.contains("segment")) {
            assertThat(why.mend()).doesNotContain(REMEDY);
        }
    }

    /** LibTorch of this class path, then that of a second one. */
    static final class Twice {
        private Twice() {}

        public static void main(String[] arguments) throws Exception {
            LibTorch.load();
            URL[] path =
                    Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                            .map(Twice::url)
                            .toArray(URL[]::new);
            try (var second = new URLClassLoader(path, ClassLoader.getPlatformClassLoader())) {
                Method main =
                        second.loadClass(ChildMains.Refused.class.getName())
                                .getMethod("main", String[].class);
                main.setAccessible(true);
                main.invoke(null, (Object) arguments);
            }
        }

        private static URL url(String entry) {
            try {
                return Path.of(entry).toUri().toURL();
            } catch (IOException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }

    @Test
    @EnabledOnOs(
            value = OS.LINUX,
            disabledReason = "LibTorch opens the libraries itself on Linux alone")
    void a_second_class_loader_is_told_that_it_is_one() {
        Child.Ended ended = Child.of(Twice.class).run(60);
        assertThat(ended.exit()).as(ended.output()).isZero();
        assertThat(ended.output().lines().filter(line -> line.startsWith("refused: ")))
                .hasSize(2)
                .allSatisfy(
                        line ->
                                assertThat(line)
                                        .contains("could not be loaded. Received: Native Library ")
                                        .contains(
                                                "already loaded in another classloader. A process ")
                                        .doesNotContain("500 MB"));
    }

    @Test
    @EnabledForJreRange(
            min = JRE.JAVA_24,
            disabledReason = "older ones only warn of native access, or do not ask")
    void denied_access_names_the_option_that_grants_it() {
        Child.Ended ended =
                Child.of(ChildMains.Refused.class).option("--illegal-native-access=deny").run(60);
        assertThat(ended.output().lines().filter(line -> line.startsWith("refused: ")))
                .hasSize(2)
                .allSatisfy(
                        line ->
                                assertThat(line)
                                        .contains("Received: Illegal native access from ")
                                        .contains("--enable-native-access=ALL-UNNAMED")
                                        .doesNotContain("500 MB"));
    }
}
