package dev.hearth.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AtomicFileTest {

    @TempDir Path folder;

    private static void write(Path file, String text) throws IOException {
        AtomicFile.write(file, out -> out.write(bytes(text)));
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void replaces_what_was_there_and_leaves_nothing_else() throws Exception {
        Path file = folder.resolve("a.txt");
        write(file, "old and longer");
        write(file, "new");
        assertThat(file).hasContent("new");
        assertThat(names()).containsExactly("a.txt");
    }

    @Test
    void a_disk_that_runs_full_leaves_the_old_file_and_nothing_else() throws Exception {
        Path file = folder.resolve("a.txt");
        write(file, "old");
        for (int room = 0; room < 20; room++) {
            int limit = room;
            assertThatThrownBy(
                            () ->
                                    AtomicFile.write(
                                            file,
                                            out -> out.write(bytes("x".repeat(20))),
                                            channel -> new FullChannel(channel, limit)))
                    .isInstanceOf(IOException.class)
                    .hasMessage("No space left on device");
            assertThat(file).hasContent("old");
            assertThat(names()).containsExactly("a.txt");
        }
        AtomicFile.write(
                file,
                out -> out.write(bytes("x".repeat(20))),
                channel -> new FullChannel(channel, 20));
        assertThat(file).hasContent("x".repeat(20));
    }

    @Test
    void a_body_that_throws_leaves_the_old_file_and_nothing_else() throws Exception {
        Path file = folder.resolve("a.txt");
        write(file, "old");
        assertThatThrownBy(
                        () ->
                                AtomicFile.write(
                                        file,
                                        out -> {
                                            out.write(bytes("half"));
                                            throw new IllegalStateException("stop");
                                        }))
                .hasMessage("stop");
        assertThat(file).hasContent("old");
        assertThat(names()).containsExactly("a.txt");
    }

    @Test
    void what_a_killed_writer_left_is_removed_by_the_next_one() throws Exception {
        Path file = folder.resolve("a.txt");
        write(file, "old");
        Files.writeString(
                folder.resolve(".a.txt.6f0c1f5e-3f0e-4a44-9d3c-0123456789ab.part"),
                "half of someth");
        Files.writeString(folder.resolve(".a.txt.00000000-0000-0000-0000-000000000000.part"), "");
        Files.writeString(
                folder.resolve(".b.txt.6f0c1f5e-3f0e-4a44-9d3c-0123456789ab.part"),
                "another file's");
        Files.writeString(folder.resolve(".a.txt.mine.part"), "not ours");
        assertThat(file).hasContent("old");
        write(file, "new");
        assertThat(file).hasContent("new");
        assertThat(names())
                .containsExactly(
                        ".a.txt.mine.part",
                        ".b.txt.6f0c1f5e-3f0e-4a44-9d3c-0123456789ab.part",
                        "a.txt");
    }

    @Test
    void a_second_name_is_whole_and_keeps_its_content() throws Exception {
        Path file = folder.resolve("a.txt");
        Path second = folder.resolve("b.txt");
        write(file, "first");
        write(second, "old");
        Files.writeString(
                folder.resolve(".b.txt.00000000-0000-0000-0000-000000000000.part"), "killed");
        AtomicFile.link(file, second);
        AtomicFile.link(file, second);
        assertThat(second).hasContent("first");
        write(file, "then");
        assertThat(second).hasContent("first");
        assertThat(names()).containsExactly("a.txt", "b.txt");
    }

    @Test
    void two_writers_of_one_file_do_not_mix() throws Exception {
        Path file = folder.resolve("a.txt");
        AtomicFile.write(
                file,
                out -> {
                    out.write(bytes("outer "));
                    write(file, "inner");
                    assertThat(file).hasContent("inner");
                    out.write(bytes("goes on"));
                });
        assertThat(file).hasContent("outer goes on");
        assertThat(names()).containsExactly("a.txt");
    }

    /** Writes a file in a process of its own. */
    static final class Child {

        private Child() {}

        public static void main(String[] arguments) throws IOException {
            write(Path.of(arguments[0]), "child");
        }
    }

    @Test
    void a_second_writer_in_the_same_process_leaves_the_first_one_s_lock() throws Exception {
        Path file = folder.resolve("a.txt");
        AtomicFile.write(
                file,
                out -> {
                    out.write(bytes("outer "));
                    write(file, "inner");
                    assertThat(child(file)).isZero();
                    assertThat(file).hasContent("child");
                    out.write(bytes("goes on"));
                });
        assertThat(file).hasContent("outer goes on");
        assertThat(names()).containsExactly("a.txt");
    }

    private static int child(Path file) throws IOException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Child.class.getName(),
                                file.toString())
                        .inheritIO()
                        .start();
        return process.onExit().join().exitValue();
    }

    @Test
    void many_threads_leave_one_whole_file() throws Exception {
        Path file = folder.resolve("a.txt");
        List<Callable<String>> writers =
                Stream.iterate(0, i -> i + 1).limit(8).map(i -> writeOften(file, "" + i)).toList();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (Future<String> writer : threads.invokeAll(writers)) {
                assertThat(writer.get()).isEqualTo("done");
            }
        } finally {
            threads.shutdown();
        }
        assertThat(Files.readString(file)).matches("(\\d)\\1{999}");
        assertThat(names()).containsExactly("a.txt");
    }

    private static Callable<String> writeOften(Path file, String letter) {
        return () -> {
            for (int i = 0; i < 20; i++) {
                write(file, letter.repeat(1000));
            }
            return "done";
        };
    }

    @Test
    void a_missing_folder_is_an_error() {
        assertThatThrownBy(() -> write(folder.resolve("none").resolve("a.txt"), "x"))
                .isInstanceOf(NoSuchFileException.class);
    }
}
