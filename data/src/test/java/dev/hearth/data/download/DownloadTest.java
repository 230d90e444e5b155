package dev.hearth.data.download;

import static dev.hearth.data.download.SmallServer.cut;
import static dev.hearth.data.download.SmallServer.deaf;
import static dev.hearth.data.download.SmallServer.status;
import static dev.hearth.data.download.SmallServer.tagged;
import static dev.hearth.data.download.SmallServer.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.data.BadDataException;
import dev.hearth.data.download.SmallServer.Answer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloadTest {

    private static final int SIZE = 300_000;
    private static final int CUT = 200_000;

    @TempDir private Path folder;
    private final SmallServer server = new SmallServer();
    private final byte[] content = content(1);
    private final CountDownLatch received = new CountDownLatch(1);
    private final DownloadProgress untilCut =
            (name, done, total) -> {
                if (done >= CUT) {
                    received.countDown();
                }
            };
    private Path target;
    private Path part;

    @BeforeEach
    void place() {
        target = folder.resolve("deep/file.bin");
        part = folder.resolve("deep/file.bin.part");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void a_file_arrives_and_progress_is_told() throws IOException {
        List<Long> heard = new ArrayList<>();
        download(3)
                .fetch(
                        source(server.serve("/a", whole(content))),
                        target,
                        (name, done, total) -> {
                            assertThat(name).isEqualTo("file.bin");
                            assertThat(total).isEqualTo(SIZE);
                            heard.add(done);
                        });
        assertThat(Files.readAllBytes(target)).isEqualTo(content);
        assertThat(part).doesNotExist();
        assertThat(heard).isSorted().startsWith(0L).endsWith((long) SIZE);
    }

    @Test
    void a_cut_connection_is_resumed() throws IOException {
        URI address = server.serve("/a", cut(content, CUT, received), whole(content));
        download(3).fetch(source(address), target, untilCut);
        assertThat(Files.readAllBytes(target)).isEqualTo(content);
        assertThat(server.requests()).containsExactly("/a", "/a bytes=200000-");
    }

    @Test
    void a_later_run_goes_on_where_the_first_ended() throws IOException {
        URI address = server.serve("/a", cut(content, CUT, received), whole(content));
        refuses(
                download(1),
                source(address),
                "Received: " + address + ": a connection that was cut after 200000 bytes. Try");
        assertThat(part).hasSize(CUT);
        assertThat(target).doesNotExist();
        List<Long> heard = new ArrayList<>();
        download(1).fetch(source(address), target, (name, done, total) -> heard.add(done));
        assertThat(Files.readAllBytes(target)).isEqualTo(content);
        assertThat(heard).startsWith((long) CUT);
        assertThat(server.requests()).containsExactly("/a", "/a bytes=200000-");
    }

    @Test
    void a_wrong_checksum_is_refused_and_nothing_is_left() {
        URI address = server.serve("/a", whole(content(2)));
        refuses(
                download(3),
                source(address),
                "Fetching file.bin (300000 bytes). Received: " + address + ": a file of SHA-256 ");
        assertThat(target).doesNotExist();
        assertThat(part).doesNotExist();
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void a_beginning_of_another_file_is_thrown_away() throws IOException {
        Files.createDirectories(part.getParent());
        Files.write(part, Arrays.copyOf(content(2), 1000));
        URI address = server.serve("/a", whole(content));
        download(2).fetch(source(address), target, untilCut);
        assertThat(Files.readAllBytes(target)).isEqualTo(content);
        assertThat(server.requests()).containsExactly("/a bytes=1000-", "/a");
    }

    @Test
    void a_beginning_that_is_too_long_is_thrown_away() throws IOException {
        Files.createDirectories(part.getParent());
        Files.write(part, new byte[SIZE + 1]);
        download(1).fetch(source(server.serve("/a", whole(content))), target, untilCut);
        assertThat(Files.readAllBytes(target)).isEqualTo(content);
    }

    @Test
    void a_whole_part_needs_no_request() throws IOException {
        Files.createDirectories(part.getParent());
        Files.write(part, content);
        download(1).fetch(source(server.serve("/a", status(500))), target, untilCut);
        assertThat(Files.readAllBytes(target)).isEqualTo(content);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void a_server_that_ignores_ranges_sends_the_whole() throws IOException {
        URI address = server.serve("/a", cut(content, CUT, received), deaf(content));
        download(2).fetch(source(address), target, untilCut);
        assertThat(Files.readAllBytes(target)).isEqualTo(content);
        assertThat(server.requests()).containsExactly("/a", "/a bytes=200000-");
    }

    @Test
    void a_server_that_sends_another_range_is_asked_anew() throws IOException {
        URI address =
                server.serve(
                        "/a",
                        cut(content, CUT, received),
                        exchange -> {
                            exchange.getResponseHeaders().set("Content-Range", "bytes 5-9/300000");
                            exchange.sendResponseHeaders(206, 5);
                            exchange.getResponseBody().write(new byte[5]);
                        },
                        whole(content));
        download(3).fetch(source(address), target, untilCut);
        assertThat(Files.readAllBytes(target)).isEqualTo(content);
        assertThat(server.requests()).containsExactly("/a", "/a bytes=200000-", "/a");
    }

    @Test
    void a_missing_file_is_not_asked_for_twice() {
        URI address = server.serve("/a", status(404));
        refuses(
                download(3),
                source(address),
                "Fetching file.bin (300000 bytes). Received: "
                        + address
                        + ": HTTP status 404. Try again, or without a network place the file at "
                        + target
                        + " yourself, from "
                        + address
                        + ".");
        assertThat(server.requests()).hasSize(1);
        assertThat(part).doesNotExist();
    }

    @Test
    void the_next_mirror_is_asked() throws IOException {
        URI gone = server.serve("/gone", status(404));
        URI wrong = server.serve("/wrong", whole(content(2)));
        URI right = server.serve("/right", whole(content));
        download(1).fetch(source(gone, wrong, right), target, untilCut);
        assertThat(Files.readAllBytes(target)).isEqualTo(content);
        assertThat(server.requests()).containsExactly("/gone", "/wrong", "/right");
    }

    @Test
    void a_busy_server_is_asked_again_up_to_the_limit() throws IOException {
        URI address = server.serve("/a", status(503), status(429), whole(content));
        download(3).fetch(source(address), target, untilCut);
        assertThat(Files.readAllBytes(target)).isEqualTo(content);
        URI never = server.serve("/never", status(500));
        refuses(
                download(3),
                source(never),
                "Received: " + never + ": HTTP status 500; " + never + ": HTTP status 500; ");
        assertThat(server.requests()).filteredOn("/never"::equals).hasSize(3);
    }

    @Test
    void a_file_of_another_size_is_refused_before_it_is_sent() {
        URI address = server.serve("/a", whole(Arrays.copyOf(content, SIZE + 1)));
        List<Long> heard = new ArrayList<>();
        assertThatThrownBy(
                        () ->
                                download(2)
                                        .fetch(
                                                source(address),
                                                target,
                                                (name, done, total) -> heard.add(done)))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining(": a file of 300001 bytes. Try again");
        assertThat(heard).isEmpty();
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void an_endless_answer_ends_at_the_size() {
        URI address =
                server.serve(
                        "/a",
                        exchange -> {
                            exchange.sendResponseHeaders(200, 0);
                            for (int i = 0; i < 100; i++) {
                                exchange.getResponseBody().write(content);
                            }
                        });
        refuses(download(1), source(address), ": more than 300000 bytes. Try");
        assertThat(part).doesNotExist();
    }

    @Test
    void redirections_are_followed() throws IOException {
        URI there = server.serve("/there", whole(content));
        URI here =
                server.serve(
                        "/here",
                        exchange -> {
                            exchange.getResponseHeaders().set("Location", there.toString());
                            exchange.sendResponseHeaders(302, -1);
                        });
        download(1).fetch(source(here), target, untilCut);
        assertThat(Files.readAllBytes(target)).isEqualTo(content);
    }

    @Test
    void without_a_network_the_place_and_the_address_are_named() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        URI nobody = URI.create("http://127.0.0.1:" + port + "/file.bin");
        refuses(
                download(2),
                source(nobody),
                ": no connection. Try again, or without a network place the file at "
                        + target
                        + " yourself, from "
                        + nobody
                        + ".");
        assertThat(part).doesNotExist();
    }

    @Test
    void a_server_that_falls_silent_is_left() {
        CountDownLatch over = new CountDownLatch(1);
        URI address =
                server.serve(
                        "/a",
                        exchange -> {
                            exchange.sendResponseHeaders(200, SIZE);
                            exchange.getResponseBody().write(content, 0, 1000);
                            exchange.getResponseBody().flush();
                            SmallServer.await(over);
                        });
        Download impatient = new Download(1, Duration.ZERO, Duration.ofMillis(2000));
        refuses(impatient, source(address), ": nothing for 2000 ms. Try again");
        over.countDown();
        assertThat(part).hasSize(1000);
    }

    @Test
    void an_unknown_sum_is_pinned_on_first_use() throws IOException {
        URI address = server.serve("/a", whole(content), whole(content), whole(content(2)));
        DownloadSource unknown = unknown(address);
        download(1).fetch(unknown, target, untilCut);
        assertThat(folder.resolve("deep/SHA256SUMS"))
                .hasContent(sha256(content).hex() + "  file.bin\n");
        download(1).fetch(unknown, target, untilCut);
        refuses(download(1), unknown, "instead of " + sha256(content).hex() + ", which came first");
        assertThat(Files.readAllBytes(target)).isEqualTo(content);
    }

    private DownloadSource unknown(URI address) {
        return new DownloadSource("file.bin", List.of(address), 0, List.of());
    }

    @Test
    void a_file_without_sums_is_not_put_together_of_two_versions() throws IOException {
        byte[] other = content(2);
        URI untagged = server.serve("/a", cut(content, CUT, received), whole(other));
        download(2).fetch(unknown(untagged), target, untilCut);
        assertThat(Files.readAllBytes(target)).isEqualTo(other);
        assertThat(server.requests()).containsExactly("/a", "/a");
    }

    @Test
    void a_file_without_sums_goes_on_where_its_etag_is_the_same() throws IOException {
        Answer begun = tagged("\"1\"", cut(content, CUT, received));
        URI same = server.serve("/same", begun, tagged("\"1\"", whole(content)));
        Download once = download(1);
        refuses(once, unknown(same), ": a connection that was cut after 200000 bytes.");
        once.fetch(unknown(same), target, untilCut);
        assertThat(Files.readAllBytes(target)).isEqualTo(content);
        assertThat(server.requests()).containsExactly("/same", "/same bytes=200000- if \"1\"");
        try (Stream<Path> left = Files.list(target.getParent())) {
            assertThat(left.map(each -> each.getFileName().toString()))
                    .containsExactlyInAnyOrder("file.bin", "SHA256SUMS");
        }
    }

    @Test
    void a_rest_of_another_etag_is_not_taken() throws IOException {
        byte[] other = content(2);
        Answer begun = tagged("\"1\"", cut(content, CUT, received));
        URI changed = server.serve("/changed", begun, tagged("\"2\"", whole(other)));
        download(3).fetch(unknown(changed), target, untilCut);
        assertThat(Files.readAllBytes(target)).isEqualTo(other);
        assertThat(server.requests())
                .containsExactly("/changed", "/changed bytes=200000- if \"1\"", "/changed");
    }

    @Test
    void two_at_once_do_not_write_one_file() throws IOException {
        Files.createDirectories(part.getParent());
        URI address = server.serve("/a", whole(content));
        try (FileChannel other =
                        FileChannel.open(
                                part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = other.lock()) {
            assertThat(lock.isValid()).isTrue();
            refuses(
                    download(1),
                    source(address),
                    "Fetching file.bin. Received: " + part + ", which another download is writing");
        }
        download(1).fetch(source(address), target, untilCut);
        assertThat(target).hasSize(SIZE);
    }

    private DownloadSource source(URI... mirrors) {
        return new DownloadSource("file.bin", List.of(mirrors), SIZE, List.of(sha256(content)));
    }

    private void refuses(Download download, DownloadSource source, String part) {
        assertThatThrownBy(() -> download.fetch(source, target, untilCut))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining(part);
    }

    private static Download download(int attempts) {
        return new Download(attempts, Duration.ofMillis(1), Duration.ofSeconds(20));
    }

    private static byte[] content(int salt) {
        byte[] bytes = new byte[SIZE];
        for (int i = 0; i < SIZE; i++) {
            bytes[i] = (byte) (i * salt + i / 251);
        }
        return bytes;
    }

    static Checksum sha256(byte[] bytes) {
        try {
            return Checksum.of(Checksum.Kind.SHA_256, new ByteArrayInputStream(bytes));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
