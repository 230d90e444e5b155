package dev.hearth.data.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.data.BadDataException;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchivesTest {

    @TempDir private Path folder;
    private Path archive;
    private Path target;

    @BeforeEach
    void place() throws IOException {
        Files.createDirectories(folder.resolve("home"));
        archive = folder.resolve("data.tar.gz");
        target = folder.resolve("home/data");
    }

    @Test
    void files_and_folders_appear() throws IOException {
        write(
                new SmallArchives()
                        .folder("data/")
                        .file("data/a.bin", new byte[] {1, 2, 3})
                        .file("./data/deep/b.bin", new byte[70_000])
                        .packed());
        new Archives().unpack(archive, target);
        assertThat(target.resolve("a.bin")).hasBinaryContent(new byte[] {1, 2, 3});
        assertThat(target.resolve("deep/b.bin")).hasSize(70_000);
        assertThat(inside(target.getParent())).containsExactly("data");
    }

    @Test
    void entries_that_point_outside_are_refused() {
        for (String name :
                List.of(
                        "../evil",
                        "data/../../evil",
                        "/data/evil",
                        "evil",
                        "data/a\\b",
                        "c:/evil",
                        "data//evil")) {
            write(new SmallArchives().file(name, new byte[1]).packed());
            refuses("A tar.gz archive of the folder data alone. Received: the entry ");
        }
        assertThat(folder.resolve("evil")).doesNotExist();
    }

    @Test
    void links_and_devices_are_refused() {
        for (byte kind :
                new byte[] {
                    TarConstants.LF_SYMLINK,
                    TarConstants.LF_LINK,
                    TarConstants.LF_CHR,
                    TarConstants.LF_BLK,
                    TarConstants.LF_FIFO
                }) {
            write(new SmallArchives().link("data/link", kind, "/etc/passwd").packed());
            refuses("of plain files and folders. Received: the entry data/link in " + archive);
        }
    }

    @Test
    void absurd_sizes_are_refused() {
        write(
                new SmallArchives()
                        .file("data/a", new byte[600])
                        .file("data/b", new byte[600])
                        .packed());
        refuses(
                new Archives(1000, 10),
                "of at most 1000 bytes unpacked. Received: data/b of 600 bytes in " + archive);
        refuses(new Archives(1200, 1), "of at most 1 entries. Received: more in " + archive);
        new Archives(1200, 2).unpack(archive, target);
        assertThat(target.resolve("b")).hasSize(600);
    }

    @Test
    void a_name_of_megabytes_is_refused() {
        write(new SmallArchives().longName(3_000_000).file("data/a", new byte[1]).packed());
        refuses("which cannot be unpacked: more between its files than any archive needs");
    }

    @Test
    void one_name_twice_is_refused() {
        write(new SmallArchives().file("data/a", new byte[1]).file("data/a", new byte[2]).packed());
        refuses(archive + ", which cannot be unpacked: ");
    }

    @Test
    void an_archive_of_another_folder_is_refused() {
        write(new SmallArchives().packed());
        refuses("of the folder data. Received: no such folder in " + archive);
    }

    @Test
    void a_cut_or_missing_archive_is_refused() {
        byte[] good = new SmallArchives().file("data/a", noise(50_000)).packed();
        write(Arrays.copyOf(good, good.length / 2));
        refuses(archive + ", which cannot be unpacked: ");
        write(new byte[0]);
        refuses(archive + ", which cannot be unpacked: ");
        archive = folder.resolve("none.tar.gz");
        refuses(archive + ", which cannot be unpacked: ");
    }

    @Test
    void what_exists_is_left_alone() throws IOException {
        Files.createDirectory(target);
        write(new SmallArchives().file("data/a", new byte[1]).packed());
        assertThatThrownBy(() -> new Archives().unpack(archive, target))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "Unpacking "
                                + archive
                                + " needs a free place. Received: "
                                + target
                                + ", which exists. Move it away.");
        assertThat(inside(target)).isEmpty();
    }

    @Test
    void damaged_archives_unpack_or_are_refused() throws IOException {
        byte[] good =
                new SmallArchives().file("data/a", noise(700)).file("data/b", noise(10)).bare();
        int read = 0;
        int refused = 0;
        for (int i = 0; i < 200; i++) {
            RandomStream random = new Seed(3).child(i).stream();
            byte[] bad = good.clone();
            for (int hit = 0; hit < 2; hit++) {
                bad[random.nextInt(2100)] = (byte) random.nextInt(256);
            }
            if (random.nextInt(4) == 0) {
                bad = Arrays.copyOf(bad, random.nextInt(bad.length));
            }
            write(SmallArchives.gzip(bad));
            try {
                new Archives().unpack(archive, target);
                read++;
                try (Stream<Path> all = Files.walk(target)) {
                    for (Path path : all.sorted((a, b) -> b.compareTo(a)).toList()) {
                        Files.delete(path);
                    }
                }
            } catch (BadDataException e) {
                refused++;
            }
            assertThat(inside(target.getParent())).isEmpty();
        }
        assertThat(read).isGreaterThan(10);
        assertThat(refused).isGreaterThan(10);
        assertThat(inside(folder)).containsExactly("data.tar.gz", "home");
    }

    private void refuses(String part) {
        refuses(new Archives(), part);
    }

    private void refuses(Archives archives, String part) {
        assertThatThrownBy(() -> archives.unpack(archive, target))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining(part);
        assertThat(inside(target.getParent())).isEmpty();
    }

    private void write(byte[] bytes) {
        try {
            Files.write(archive, bytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> inside(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(path -> path.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] noise(int count) {
        RandomStream random = new Seed(5).stream();
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) random.nextInt(256);
        }
        return bytes;
    }
}
