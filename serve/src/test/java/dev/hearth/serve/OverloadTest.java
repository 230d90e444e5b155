package dev.hearth.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** More than it can take: slow senders, too many, too large, too long. */
@Timeout(60)
class OverloadTest {

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
    }

    @Test
    void five_hundred_slow_senders_hold_up_nobody() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try (PictureServer server = PictureServer.builder(Colours::model).start()) {
            Asked.post(server, "/predict", Asked.png(0xFF));
            for (int i = 0; i < 500; i++) {
                Socket socket = new Socket("127.0.0.1", server.address().getPort());
                slow.add(socket);
                String half =
                        i % 2 == 0
                                ? "POST /predict HTTP/1.1\r\nHost: loc"
                                : "POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png"
                                        + "\r\nContent-Length: 1000\r\n\r\nsome";
                socket.getOutputStream().write(half.getBytes(StandardCharsets.US_ASCII));
            }
            long begun = System.nanoTime();
            assertThat(Asked.post(server, "/predict", Asked.png(0xFF)).statusCode()).isEqualTo(200);
            assertThat(Asked.get(server, "/v2/health/ready").statusCode()).isEqualTo(200);
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isLessThan(Duration.ofSeconds(2));
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void a_body_that_does_not_come_is_408_and_what_it_held_is_given_back() throws Exception {
        try (PictureServer server =
                PictureServer.builder(Colours::model).patience(Duration.ofMillis(100)).start()) {
            String reply =
                    Asked.raw(
                            server,
                            "POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png"
                                    + "\r\nContent-Length: 1000\r\n\r\nsome");
            assertThat(reply).startsWith("HTTP/1.1 408 ").contains("Received: 4 bytes of it.");
            assertThat(Asked.raw(server, "GET /hea")).isEmpty();
            assertThat(Asked.get(server, "/metrics").body())
                    .contains("hearth_memory_bytes 0.0\n")
                    .contains("hearth_failures_total{kind=\"slow\"} 1\n");
        }
    }

    @Test
    void where_too_many_wait_one_is_told_to_come_again() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch on = new CountDownLatch(1);
        ServedModel slow =
                Colours.after(
                        () -> {
                            busy.countDown();
                            await(on);
                        });
        try (PictureServer full = PictureServer.builder(() -> slow).waiting(1).start()) {
            var first = Asked.later(Asked.picture(full, "/predict", Asked.png(0xFF)));
            busy.await();
            var second = Asked.later(Asked.picture(full, "/predict", Asked.png(0xFF)));
            while (!Asked.get(full, "/metrics").body().contains("hearth_waiting 1.0\n")) {
                Thread.sleep(5);
            }
            HttpResponse<String> third = Asked.post(full, "/predict", Asked.png(0xFF));
            assertThat(third.statusCode()).isEqualTo(503);
            assertThat(third.headers().firstValue("Retry-After")).contains("1");
            assertThat(Asked.error(third))
                    .isEqualTo(
                            "The server answers as many as it can. Received: one more, while 1 wait"
                                    + " already. Ask again a little later.");
            // Health has a way of its own.
            assertThat(Asked.get(full, "/health").statusCode()).isEqualTo(200);
            on.countDown();
            assertThat(first.get().statusCode()).isEqualTo(200);
            assertThat(second.get().statusCode()).isEqualTo(200);
        }
    }

    @Test
    void six_hundred_at_once_are_answered_or_refused_soon() throws Exception {
        Semaphore pace = new Semaphore(0);
        try (PictureServer server =
                PictureServer.builder(() -> Colours.after(pace::acquireUninterruptibly))
                        .waiting(100)
                        .start()) {
            List<CompletableFuture<HttpResponse<String>>> replies = new ArrayList<>();
            for (int i = 0; i < 600; i++) {
                replies.add(Asked.later(Asked.picture(server, "/predict", Asked.png(0xFF))));
            }
            // All that are refused are so while nobody is answered.
            while (replies.stream().filter(CompletableFuture::isDone).count() < 400) {
                Thread.sleep(5);
            }
            pace.release(1000);
            int answered = 0;
            for (var reply : replies) {
                assertThat(reply.get().statusCode()).isIn(200, 503);
                answered += reply.get().statusCode() == 200 ? 1 : 0;
            }
            assertThat(answered).isBetween(100, 200);
        }
    }

    @Test
    void what_takes_longer_than_the_deadline_is_504_and_is_left_out() throws Exception {
        CountDownLatch on = new CountDownLatch(1);
        try (PictureServer server =
                PictureServer.builder(() -> Colours.after(() -> await(on)))
                        .deadline(Duration.ofMillis(200))
                        .start()) {
            HttpResponse<String> late = Asked.post(server, "/predict", Asked.png(0xFF));
            assertThat(late.statusCode()).isEqualTo(504);
            assertThat(Asked.error(late))
                    .startsWith("The server answers within 200 ms. Received: ");
            HttpResponse<String> queued = Asked.post(server, "/predict", Asked.png(0xFF));
            assertThat(queued.statusCode()).isEqualTo(504);
            on.countDown();
            assertThat(Asked.post(server, "/predict", Asked.png(0xFF)).statusCode()).isEqualTo(200);
            assertThat(Asked.get(server, "/metrics").body())
                    .contains("hearth_failures_total{kind=\"deadline\"} 2\n")
                    // The one that waited was not computed any more.
                    .contains("hearth_pictures_total 2.0\n")
                    .contains("hearth_memory_bytes 0.0\n");
        }
    }

    @Test
    void a_form_that_takes_longer_than_the_deadline_gives_back_all_that_it_held() throws Exception {
        byte[] large = Asked.png(new BufferedImage(1600, 1600, BufferedImage.TYPE_INT_RGB));
        byte[][] files = new byte[48][];
        Arrays.fill(files, large);
        try (PictureServer server =
                PictureServer.builder(Colours::model).deadline(Duration.ofMillis(150)).start()) {
            HttpResponse<String> late = Asked.send(Asked.form(server, "/predict", files));
            assertThat(late.statusCode()).as(late.body()).isEqualTo(504);
            String metrics = Asked.get(server, "/metrics").body();
            while (!metrics.contains("hearth_waiting 0.0\n")) {
                Thread.sleep(5);
                metrics = Asked.get(server, "/metrics").body();
            }
            assertThat(metrics).contains("hearth_memory_bytes 0.0\n");
        }
    }

    @Test
    void decoded_pictures_and_bodies_are_bounded_over_all_requests() {
        try (PictureServer server = PictureServer.builder(Colours::model).memory(4 << 20).start()) {
            BufferedImage large = new BufferedImage(1000, 1000, BufferedImage.TYPE_BYTE_GRAY);
            HttpResponse<String> wide = Asked.post(server, "/predict", Asked.png(large));
            assertThat(wide.statusCode()).isEqualTo(413);
            assertThat(Asked.error(wide)).startsWith("The server decodes pictures within 4096 KiB");
            HttpResponse<String> heavy = Asked.post(server, "/predict", new byte[5 << 20]);
            assertThat(heavy.statusCode()).isEqualTo(503);
            assertThat(heavy.headers().firstValue("Retry-After")).contains("1");
            BufferedImage fits = new BufferedImage(400, 400, BufferedImage.TYPE_BYTE_GRAY);
            List<CompletableFuture<HttpResponse<String>>> replies = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                replies.add(Asked.later(Asked.picture(server, "/predict", Asked.png(fits))));
            }
            // Each takes half of it: they are decoded one after the other.
            for (var reply : replies) {
                assertThat(reply.join().statusCode()).isEqualTo(200);
            }
            assertThat(Asked.get(server, "/metrics").body()).contains("hearth_memory_bytes 0.0\n");
        }
    }

    @Test
    void liveness_and_readiness_are_two_answers() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch on = new CountDownLatch(1);
        ServedModel slow =
                Colours.after(
                        () -> {
                            busy.countDown();
                            await(on);
                        });
        PictureServer server = PictureServer.builder(() -> slow).start();
        var first = Asked.later(Asked.picture(server, "/predict", Asked.png(0xFF)));
        busy.await();
        Thread closing = new Thread(server::close);
        closing.start();
        while (Asked.get(server, "/v2/health/ready").statusCode() == 200) {
            Thread.sleep(5);
        }
        // It drains: live, not ready, and what comes is sent elsewhere.
        assertThat(Asked.get(server, "/v2/health/live").statusCode()).isEqualTo(200);
        assertThat(Asked.get(server, "/v2/models/colours/ready").statusCode()).isEqualTo(503);
        assertThat(Asked.json(Asked.get(server, "/health")).get("status").asText())
                .isEqualTo("not ready");
        HttpResponse<String> refused = Asked.post(server, "/predict", Asked.png(0xFF));
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(Asked.error(refused)).startsWith("A server answers until it is told to end.");
        on.countDown();
        assertThat(first.get().statusCode()).isEqualTo(200);
        closing.join();
    }

    @Test
    void closing_waits_no_longer_than_the_drain() {
        CountDownLatch never = new CountDownLatch(1);
        PictureServer server =
                PictureServer.builder(() -> Colours.after(() -> await(never)))
                        .drain(Duration.ofMillis(100))
                        .start();
        var lost = Asked.later(Asked.picture(server, "/predict", Asked.png(0xFF)));
        while (!Asked.get(server, "/metrics").body().contains("hearth_batches_total 1.0\n")) {
            Thread.onSpinWait();
        }
        long begun = System.nanoTime();
        server.close();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(8));
        assertThat(lost).failsWithin(Duration.ofSeconds(10));
        never.countDown();
    }

    @Test
    void small_answers_come_at_once() {
        try (PictureServer server = PictureServer.builder(Colours::model).start()) {
            long[] times = new long[60];
            for (int i = 0; i < times.length; i++) {
                long begun = System.nanoTime();
                Asked.post(server, "/predict", Asked.png(0xFF));
                times[i] = System.nanoTime() - begun;
            }
            java.util.Arrays.sort(times);
            // With Nagle's algorithm and a linger of 5 ms it was 48 ms.
            assertThat(times[times.length / 4] / 1e6).isLessThan(20);
        }
    }
}
