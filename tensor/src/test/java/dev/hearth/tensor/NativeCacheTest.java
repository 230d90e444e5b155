package dev.hearth.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NativeCacheTest {

    @TempDir private Path temp;

    @BeforeEach
    void owners() throws IOException {
        assumeTrue(Files.getFileStore(temp).supportsFileAttributeView("posix"));
    }

    @Test
    void a_folder_among_the_temporary_files_is_for_this_user_alone() throws IOException {
        Path folder = NativeCache.own(temp.resolve("mine"));
        assertThat(Files.getPosixFilePermissions(folder))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        assertThat(NativeCache.own(folder)).isEqualTo(folder);
        try (var rest = Files.list(temp)) {
            assertThat(rest).containsExactly(folder);
        }
    }

    @Test
    void one_that_others_can_write_to_is_not_trusted() throws IOException {
        Path folder = Files.createDirectory(temp.resolve("open"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        refused(folder);
    }

    @Test
    void a_link_is_not_trusted() throws IOException {
        Path elsewhere = Files.createDirectory(temp.resolve("elsewhere"));
        refused(Files.createSymbolicLink(temp.resolve("link"), elsewhere));
    }

    @Test
    void one_of_another_user_is_not_trusted() throws IOException {
        Path folder = Files.createDirectory(temp.resolve("theirs"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        try {
            Files.setAttribute(folder, "unix:uid", 12345);
        } catch (IOException notRoot) {
            assumeTrue(false, "only root can give a folder to somebody else");
        }
        refused(folder);
    }

    @Test
    void the_cpu_build_loads_no_cuda_library_of_the_system() throws IOException {
        Path maps = Path.of("/proc/self/maps");
        assumeTrue(Files.exists(maps), "Linux tells which libraries are loaded");
        LibTorch.load();
        assumeTrue(!LibTorch.hasCuda(), "the CUDA build");
        assertThat(Files.readString(maps, StandardCharsets.ISO_8859_1))
                .contains("libtorch_cpu")
                .doesNotContain("libcuda", "libcupti", "libcublas", "libnvrtc");
    }

    private static void refused(Path folder) {
        assertThatThrownBy(() -> NativeCache.own(folder))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(
                        folder
                                + " is not a folder that this user alone can write to, and the home");
    }
}
