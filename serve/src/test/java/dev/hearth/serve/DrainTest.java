package dev.hearth.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What has begun before the server is told to end is answered, to the last byte. */
@Timeout(60)
class DrainTest {

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
    }

    /** Forms, pictures in JSON and compressed bodies, which are taken in by parts. */
    private static List<HttpRequest> requests(PictureServer server) {
        byte[] blue = Asked.png(0xFF);
        String picture = "\"" + Base64.getEncoder().encodeToString(blue) + "\"";
        String json =
                "{\"inputs\":[{\"name\":\"picture\",\"shape\":[2],\"datatype\":\"BYTES\",\"data\":["
                        + picture
                        + ","
                        + picture
                        + "]}]}";
        return List.of(
                Asked.form(server, "/predict", blue, blue),
                Asked.to(server, "/v2/models/colours/infer")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json))
                        .build(),
                Asked.to(server, "/predict")
                        .header("Content-Type", "image/png")
                        .header("Content-Encoding", "gzip")
                        .POST(
                                HttpRequest.BodyPublishers.ofByteArray(
                                        ContentCoding.GZIP.packed(blue)))
                        .build());
    }

    @Test
    void requests_that_wait_for_a_thread_are_answered() throws Exception {
        int threads = Math.max(2, Runtime.getRuntime().availableProcessors());
        CountDownLatch blocked = new CountDownLatch(threads);
        CountDownLatch on = new CountDownLatch(1);
        ServedModel slow =
                Colours.after(
                        () -> {
                            blocked.countDown();
                            await(on);
                        });
        PictureServer server = PictureServer.builder(() -> slow).start();
        Thread closing = new Thread(server::close);
        try {
            for (int i = 0; i < threads; i++) {
                Asked.later(Asked.picture(server, "/heatmap", Asked.png(0xFF)));
            }
            blocked.await();
            List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
            requests(server).forEach(request -> waiting.add(Asked.later(request)));
            // The request for the figures is at work itself.
            String all = "hearth_at_work " + (threads + waiting.size() + 1) + ".0\n";
            while (!Asked.get(server, "/metrics").body().contains(all)) {
                Thread.sleep(5);
            }
            closing.start();
            while (Asked.get(server, "/v2/health/ready").statusCode() == 200) {
                Thread.sleep(5);
            }
            assertThat(Asked.send(requests(server).get(0)).statusCode()).isEqualTo(503);
            on.countDown();
            for (var reply : waiting) {
                assertThat(reply.get().statusCode()).as(reply.get().body()).isEqualTo(200);
            }
            closing.join();
        } finally {
            on.countDown();
            server.close();
        }
    }

    @Test
    void a_reply_to_who_reads_slowly_goes_out_whole() throws Exception {
        // More than the system's buffers hold.
        String name = "r".repeat(12 << 20);
        ServedModel plain = Colours.model();
        ServedModel wordy =
                new ServedModel(
                        plain.name(),
                        List.of(name, "green", "blue"),
                        plain.classifier(),
                        plain.closing());
        PictureServer server = PictureServer.builder(() -> wordy).start();
        Thread closing = new Thread(server::close);
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(256 << 10);
            socket.connect(new InetSocketAddress("127.0.0.1", server.address().getPort()));
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(LoadGenerator.post("/predict?top=1", "image/png", Asked.png(0xFF0000)));
            InputStream in = new BufferedInputStream(socket.getInputStream());
            in.mark(1);
            assertThat(in.read()).isEqualTo('H');
            in.reset();
            closing.start();
            closing.join(500);
            RawReply reply = RawReply.read(in, true);
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.body().length).isGreaterThan(name.length());
            closing.join(Duration.ofSeconds(20).toMillis());
            assertThat(closing.isAlive()).isFalse();
        } finally {
            server.close();
        }
    }
}
