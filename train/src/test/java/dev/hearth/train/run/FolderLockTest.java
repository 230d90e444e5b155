package dev.hearth.train.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderLockTest {

    private static final String NAME = "job.lock";

    @TempDir private Path temp;

    /** Ends with 0 where it could take the folder. */
    static final class Child {

        private Child() {}

        public static void main(String[] arguments) {
            System.exit(FolderLock.take(Path.of(arguments[0]), NAME).isPresent() ? 0 : 3);
        }
    }

    private static int child(Path folder) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        folder.toString())
                .inheritIO()
                .start()
                .waitFor();
    }

    @Test
    void whoever_is_refused_in_the_same_process_leaves_the_lock_as_it_is() throws Exception {
        Path folder = temp.resolve("folder");
        FolderLock held = FolderLock.take(folder, NAME).orElseThrow();
        Path link = Files.createSymbolicLink(temp.resolve("link"), folder);
        assertThat(FolderLock.take(folder, NAME)).isEmpty();
        assertThat(FolderLock.take(link, NAME)).isEmpty();
        assertThat(child(folder)).isEqualTo(3);
        held.close();
        assertThat(child(folder)).isZero();
        FolderLock again = FolderLock.take(link, NAME).orElseThrow();
        assertThat(child(folder)).isEqualTo(3);
        again.close();
    }
}
