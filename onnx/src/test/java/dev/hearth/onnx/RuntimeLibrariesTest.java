package dev.hearth.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.tensor.NativeCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RuntimeLibrariesTest {

    @Test
    void the_libraries_lie_in_the_cache() throws IOException {
        assertThat(Sessions.environment().getVersion()).startsWith("1.");
        Path folder = Path.of(System.getProperty("onnxruntime.native.path"));
        assertThat(folder).startsWith(NativeCache.folder());
        assertThat(folder.resolve(System.mapLibraryName("onnxruntime"))).isRegularFile();
    }

    @Test
    void what_is_not_whole_is_unpacked_again() throws IOException {
        RuntimeLibraries.unpack();
        Path folder = Path.of(System.getProperty("onnxruntime.native.path"));
        Path library = folder.resolve(System.mapLibraryName("onnxruntime4j_jni"));
        byte[] whole = Files.readAllBytes(library);
        System.clearProperty("onnxruntime.native.path");
        // Not written over: it may be mapped.
        Files.delete(library);
        Files.write(library, new byte[100]);
        RuntimeLibraries.unpack();
        assertThat(library).hasBinaryContent(whole);
        assertThat(System.getProperty("onnxruntime.native.path")).isEqualTo(folder.toString());
    }

    @Test
    void empty_folders_of_killed_processes_are_removed(@TempDir Path temp) throws IOException {
        Path empty = Files.createDirectory(temp.resolve("onnxruntime-java1"));
        Path filled = Files.createDirectory(temp.resolve("onnxruntime-java2"));
        Path other = Files.createDirectory(temp.resolve("other"));
        Files.writeString(filled.resolve("libonnxruntime.so"), "");
        Instant now = Files.getLastModifiedTime(empty).toInstant();
        RuntimeLibraries.removeOldFolders(temp, now.plusSeconds(3000));
        assertThat(empty).exists();
        RuntimeLibraries.removeOldFolders(temp, now.plusSeconds(4000));
        assertThat(empty).doesNotExist();
        assertThat(filled).exists();
        assertThat(other).exists();
    }
}
