package dev.hearth.data.download;

import static dev.hearth.data.download.DownloadTest.sha256;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.data.BadDataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataStoreTest {

    @TempDir private Path root;
    private final SmallServer server = new SmallServer();
    private final byte[] images = idx(ramp(24), 2, 3, 4);
    private final byte[] labels = idx(new byte[] {1, 2}, 2);
    private final byte[] train = ramp(3 * 3073);
    private final byte[] test = ramp(3073);
    private final byte[] names = "a\nb\n".getBytes();
    private final byte[] archive =
            new SmallArchives()
                    .file("objects-bin/train.bin", train)
                    .file("objects-bin/test.bin", test)
                    .file("objects-bin/names.txt", names)
                    .packed();
    private DataStore store;

    @BeforeEach
    void publish() {
        byte[] packedImages = SmallArchives.gzip(images);
        DatasetSource digits =
                new DatasetSource(
                        "digits",
                        "digits",
                        DatasetSource.Packing.FILES,
                        List.of(source("images.gz", packedImages), source("labels", labels)),
                        List.of(
                                piece(
                                        "images",
                                        DatasetFile.Form.IDX,
                                        DatasetFile.Holds.TRAIN,
                                        2,
                                        images),
                                piece(
                                        "labels",
                                        DatasetFile.Form.IDX,
                                        DatasetFile.Holds.WORDS,
                                        0,
                                        labels)));
        DatasetSource objects =
                new DatasetSource(
                        "objects",
                        "objects-bin",
                        DatasetSource.Packing.TAR_GZ,
                        List.of(source("objects.tar.gz", archive)),
                        List.of(
                                piece(
                                        "train.bin",
                                        DatasetFile.Form.CIFAR_10,
                                        DatasetFile.Holds.TRAIN,
                                        3,
                                        train),
                                piece(
                                        "test.bin",
                                        DatasetFile.Form.CIFAR_10,
                                        DatasetFile.Holds.TEST,
                                        1,
                                        test),
                                new DatasetFile(
                                        "names.txt",
                                        DatasetFile.Form.TEXT,
                                        DatasetFile.Holds.WORDS,
                                        0,
                                        0,
                                        List.of())));
        store =
                new DataStore(
                        root,
                        new DataCatalog(List.of(digits, objects)),
                        new Download(1, Duration.ZERO, Duration.ofSeconds(20)));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void files_are_brought_once() {
        assertThat(states(store.verify("digits")))
                .containsExactly(FileStatus.State.MISSING, FileStatus.State.MISSING);
        DatasetReport report = store.fetch("digits", DownloadProgress.SILENT);
        assertThat(states(report)).containsExactly(FileStatus.State.RIGHT, FileStatus.State.RIGHT);
        assertThat(report.folder()).isEqualTo(root.resolve("digits"));
        assertThat(report.findings().get(0).fileName()).isEqualTo("images.gz");
        store.fetch("digits", DownloadProgress.SILENT);
        assertThat(server.requests()).containsExactly("/images.gz", "/labels");
    }

    @Test
    void only_what_is_missing_is_brought() throws IOException {
        // The same content in other packing, as from another source.
        write("digits/images", images);
        store.fetch("digits", DownloadProgress.SILENT);
        assertThat(server.requests()).containsExactly("/labels");
    }

    @Test
    void archives_are_unpacked_pinned_and_removed() throws IOException {
        DatasetReport report = store.fetch("objects", DownloadProgress.SILENT);
        assertThat(states(report)).containsOnly(FileStatus.State.RIGHT);
        assertThat(root.resolve("objects-bin/train.bin")).hasBinaryContent(train);
        assertThat(root.resolve("objects.tar.gz")).doesNotExist();
        assertThat(root.resolve("objects-bin/SHA256SUMS"))
                .hasContent(sha256(names).hex() + "  names.txt\n");
        write("objects-bin/names.txt", "c\nd\n".getBytes());
        FileStatus changed = store.verify("objects").findings().get(2);
        assertThat(changed.state()).isEqualTo(FileStatus.State.WRONG);
        assertThat(changed.why()).isEqualTo("changed since it came");
        Files.delete(root.resolve("objects-bin/SHA256SUMS"));
        assertThat(store.verify("objects").findings().get(2).state())
                .isEqualTo(FileStatus.State.UNCHECKED);
    }

    @Test
    void an_archive_placed_by_hand_is_used_and_kept() throws IOException {
        write("objects.tar.gz", archive);
        assertThat(store.fetch("objects", DownloadProgress.SILENT).asPublished()).isTrue();
        assertThat(server.requests()).isEmpty();
        assertThat(root.resolve("objects.tar.gz")).exists();
    }

    @Test
    void a_wrong_archive_placed_by_hand_is_refused() throws IOException {
        write("objects.tar.gz", new byte[5]);
        assertThatThrownBy(() -> store.fetch("objects", DownloadProgress.SILENT))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining(
                        "The archive " + root.resolve("objects.tar.gz") + " of SHA-256 ")
                .hasMessageEndingWith("Remove it, and fetch again.");
        assertThat(root.resolve("objects-bin")).doesNotExist();
    }

    @Test
    void subsets_and_other_orders_are_told_and_left_alone() throws IOException {
        write("objects-bin/train.bin", Arrays.copyOf(train, 2 * 3073));
        write("objects-bin/test.bin", new byte[3073]);
        write("objects-bin/names.txt", names);
        DatasetReport report = store.verify("objects");
        assertThat(report.usable()).isTrue();
        assertThat(report.asPublished()).isFalse();
        assertThat(states(report))
                .containsExactly(
                        FileStatus.State.DIFFERENT,
                        FileStatus.State.DIFFERENT,
                        FileStatus.State.UNCHECKED);
        assertThat(report.findings().get(0).why()).isEqualTo("2 examples instead of 3");
        assertThat(report.findings().get(1).why())
                .isEqualTo("other content or another order than published");
        assertThatThrownBy(() -> store.fetch("objects", DownloadProgress.SILENT))
                .isInstanceOf(BadDataException.class)
                .hasMessageStartingWith(
                        "Fetching objects needs a free place. Received: "
                                + root.resolve("objects-bin")
                                + ", which holds train.bin: 2 examples instead of 3; ");
        assertThat(root.resolve("objects-bin/train.bin")).hasSize(2 * 3073);
    }

    @Test
    void damaged_files_are_wrong() throws IOException {
        write("digits/images.gz", Arrays.copyOf(SmallArchives.gzip(images), 30));
        write("digits/labels", idx(new byte[] {1, 2, 3}, 2));
        DatasetReport report = store.verify("digits");
        assertThat(states(report)).containsOnly(FileStatus.State.WRONG);
        assertThat(report.usable()).isFalse();
        write("objects-bin/train.bin", new byte[3000]);
        assertThat(store.verify("objects").findings().get(0).why())
                .contains("one or more records of 3073 bytes. Received: 3000 bytes");
        assertThatThrownBy(() -> store.fetch("digits", DownloadProgress.SILENT))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("needs a free place");
    }

    @Test
    void info_counts_from_headers() throws IOException {
        write("objects-bin/train.bin", Arrays.copyOf(train, 2 * 3073));
        store.fetch("digits", DownloadProgress.SILENT);
        List<LocalDataset> info = store.info();
        assertThat(info).extracting(LocalDataset::name).containsExactly("digits", "objects");
        assertThat(info.get(0).whole()).isTrue();
        assertThat(info.get(0).trainExamples()).isEqualTo(2);
        assertThat(info.get(0).testExamples()).isZero();
        assertThat(info.get(0).bytes())
                .isEqualTo(SmallArchives.gzip(images).length + labels.length);
        assertThat(info.get(1).whole()).isFalse();
        assertThat(info.get(1).trainExamples()).isEqualTo(2);
        assertThat(info.get(1).published().examples(DatasetFile.Holds.TRAIN)).isEqualTo(3);
    }

    @Test
    void weights_are_pinned_when_they_first_come_and_refused_when_they_differ_later()
            throws IOException {
        byte[] first = safetensors("{\"a\":1}", 16);
        byte[] second = safetensors("{\"b\":1}", 16);
        DatasetSource weights =
                new DatasetSource(
                        "net",
                        "weights/net",
                        DatasetSource.Packing.FILES,
                        List.of(
                                new DownloadSource(
                                        "model.safetensors",
                                        List.of(
                                                server.serve(
                                                        "/model.safetensors",
                                                        SmallServer.whole(first),
                                                        SmallServer.whole(second))),
                                        0,
                                        List.of())),
                        List.of(
                                new DatasetFile(
                                        "model.safetensors",
                                        DatasetFile.Form.SAFETENSORS,
                                        DatasetFile.Holds.WEIGHTS,
                                        0,
                                        0,
                                        List.of())));
        DataStore nets =
                new DataStore(
                        root,
                        new DataCatalog(List.of(weights)),
                        new Download(1, Duration.ZERO, Duration.ofSeconds(20)));
        assertThat(states(nets.fetch("net", DownloadProgress.SILENT)))
                .containsExactly(FileStatus.State.RIGHT);
        assertThat(root.resolve("weights/net/SHA256SUMS"))
                .hasContent(sha256(first).hex() + "  model.safetensors\n");
        assertThat(nets.info().get(0).whole()).isTrue();
        Files.delete(root.resolve("weights/net/model.safetensors"));
        assertThatThrownBy(() -> nets.fetch("net", DownloadProgress.SILENT))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining(
                        "a file of SHA-256 "
                                + sha256(second).hex()
                                + " instead of "
                                + sha256(first).hex()
                                + ", which came first");
        write("weights/net/model.safetensors", new byte[] {9, 9, 9, 9, 9, 9, 9, 9, 9});
        FileStatus wrong = nets.verify("net").findings().get(0);
        assertThat(wrong.state()).isEqualTo(FileStatus.State.WRONG);
        assertThat(wrong.why())
                .startsWith(
                        "A safetensors file begins with the length of its header. Received: 9 ");
    }

    private static byte[] safetensors(String header, int more) {
        return ByteBuffer.allocate(8 + header.length() + more)
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length())
                .put(header.getBytes())
                .array();
    }

    @Test
    void unknown_names_are_refused() {
        assertThatThrownBy(() -> store.verify("imagenet"))
                .isInstanceOf(BadDataException.class)
                .hasMessage("A data set by name. Received: imagenet. Choose from digits, objects.");
    }

    @Test
    void the_published_catalog_is_consistent() {
        DataCatalog catalog = DataCatalog.published();
        assertThat(catalog.entries())
                .extracting(DatasetSource::name)
                .containsExactly(
                        "mnist", "cifar-10", "cifar-100", "inception-v4", "inception-resnet-v2");
        assertThat(catalog.entry("mnist").examples(DatasetFile.Holds.TRAIN)).isEqualTo(60_000);
        assertThat(catalog.entry("cifar-10").examples(DatasetFile.Holds.TRAIN)).isEqualTo(50_000);
        assertThat(catalog.entry("cifar-100").examples(DatasetFile.Holds.TEST)).isEqualTo(10_000);
        for (DatasetSource entry : catalog.entries()) {
            boolean summed = entry.pieces().get(0).form() != DatasetFile.Form.SAFETENSORS;
            assertThat(entry.sources())
                    .allMatch(s -> (s.bytes() > 0) == summed)
                    .allMatch(s -> s.checksums().size() == (summed ? 2 : 0));
            assertThat(entry.sources())
                    .allMatch(
                            s ->
                                    s.mirrors().stream()
                                            .allMatch(
                                                    m ->
                                                            m.getScheme().equals("https")
                                                                    && m.toString()
                                                                            .endsWith(
                                                                                    s.fileName())));
        }
        assertThat(catalog.entry("cifar-100").sources().get(0).checksums())
                .contains(Checksum.md5("03b5dce01913d631647c71ecec9e9cb8"));
        assertThat(catalog.entry("cifar-10").sources().get(0).checksums())
                .contains(Checksum.md5("c32a1d4ab5d03f1284b67883e8d87530"));
    }

    private DownloadSource source(String fileName, byte[] content) {
        return new DownloadSource(
                fileName,
                List.of(server.serve("/" + fileName, SmallServer.whole(content))),
                content.length,
                List.of(sha256(content)));
    }

    private static DatasetFile piece(
            String fileName,
            DatasetFile.Form form,
            DatasetFile.Holds holds,
            int examples,
            byte[] content) {
        return new DatasetFile(
                fileName, form, holds, examples, content.length, List.of(sha256(content)));
    }

    private static List<FileStatus.State> states(DatasetReport report) {
        return report.findings().stream().map(FileStatus::state).toList();
    }

    private void write(String name, byte[] bytes) throws IOException {
        Files.createDirectories(root.resolve(name).getParent());
        Files.write(root.resolve(name), bytes);
    }

    private static byte[] idx(byte[] values, int... extents) {
        ByteBuffer buffer = ByteBuffer.allocate(4 + 4 * extents.length + values.length);
        buffer.putInt(0x800 + extents.length);
        for (int extent : extents) {
            buffer.putInt(extent);
        }
        return buffer.put(values).array();
    }

    private static byte[] ramp(int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) (i * 7 + i / 256);
        }
        return bytes;
    }
}
