package dev.hearth.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may ask, and how. */
@Timeout(60)
class GuardTest {

    private PictureServer server;

    @BeforeEach
    void open() {
        server = PictureServer.builder(Colours::model).start();
    }

    @AfterEach
    void close() {
        server.close();
    }

    private String asHost(String host) throws IOException {
        return Asked.raw(
                server, "GET /health HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
    }

    @Test
    void a_name_that_was_made_to_mean_this_machine_is_refused() throws IOException {
        for (String own : List.of("localhost", "127.0.0.1:8080", "LOCALHOST:1", "[::1]:80")) {
            assertThat(asHost(own)).as(own).startsWith("HTTP/1.1 200 ");
        }
        for (String foreign : List.of("evil.example", "127.0.0.1.evil.example", "10.0.0.1")) {
            assertThat(asHost(foreign)).as(foreign).startsWith("HTTP/1.1 403 ");
        }
        assertThat(Asked.raw(server, "GET /health HTTP/1.1\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "text/plain", "application/x-www-form-urlencoded", "application/json"})
    void what_pages_of_other_sites_can_send_is_not_taken(String type) {
        HttpRequest.Builder request =
                Asked.to(server, "/predict")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(Asked.png(0xFF)));
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }
        HttpResponse<String> reply = Asked.send(request.build());
        assertThat(reply.statusCode()).isEqualTo(415);
        assertThat(Asked.error(reply))
                .contains("Received: " + (type.isEmpty() ? "no Content-Type" : type))
                .contains("curl -H 'Content-Type: image/jpeg' --data-binary @picture.jpg");
    }

    @Test
    void forms_of_other_sites_are_refused_and_the_server_s_own_are_not() {
        String own = "http://127.0.0.1:" + server.address().getPort();
        for (String origin : List.of("https://evil.example", "null", own + "0", own)) {
            HttpResponse<String> reply =
                    Asked.send(
                            Asked.to(server, "/predict")
                                    .header("Content-Type", "image/png")
                                    .header("Origin", origin)
                                    .POST(HttpRequest.BodyPublishers.ofByteArray(Asked.png(1)))
                                    .build());
            assertThat(reply.statusCode()).as(origin).isEqualTo(origin.equals(own) ? 200 : 403);
        }
    }

    @Test
    void replies_are_of_their_type_and_run_nothing() {
        for (String path : List.of("/", "/health", "/nowhere", "/openapi.json")) {
            HttpResponse<String> reply = Asked.get(server, path);
            assertThat(reply.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(reply.headers().firstValue("Content-Security-Policy").orElse(""))
                    .startsWith("default-src 'none'")
                    .contains("frame-ancestors 'none'")
                    .doesNotContain("unsafe");
        }
        HttpResponse<String> page = Asked.get(server, "/");
        // The policy names each script and style of the page by its sum.
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("script-src 'sha256-")
                .contains("style-src 'sha256-");
        assertThat(page.body().split("<script", -1)).hasSize(2);
        assertThat(page.body()).doesNotContain(" style=").doesNotContain(" onclick=");
        assertThat(page.headers().firstValue("Link"))
                .contains("</openapi.json>; rel=\"service-desc\"");
    }

    @Test
    void where_there_is_a_token_it_has_to_be_shown() {
        server.close();
        server = PictureServer.builder(Colours::model).token("correct-horse").start();
        HttpResponse<String> none = Asked.post(server, "/predict", Asked.png(1));
        assertThat(none.statusCode()).isEqualTo(401);
        assertThat(none.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        for (String shown : List.of("Bearer wrong-horse", "correct-horse", "Basic correct-horse")) {
            assertThat(shown(shown).statusCode()).as(shown).isEqualTo(401);
        }
        assertThat(shown("Bearer correct-horse").statusCode()).isEqualTo(200);
        assertThat(Asked.get(server, "/metrics").statusCode()).isEqualTo(401);
        for (String free : List.of("/", "/health", "/v2/health/live", "/v2/health/ready")) {
            assertThat(Asked.get(server, free).statusCode()).as(free).isEqualTo(200);
        }
    }

    private HttpResponse<String> shown(String authorization) {
        return Asked.send(
                Asked.to(server, "/predict")
                        .header("Content-Type", "image/png")
                        .header("Authorization", authorization)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(Asked.png(1)))
                        .build());
    }

    @Test
    void other_machines_need_a_token_unless_it_is_said_that_they_do_not() {
        InetSocketAddress all = new InetSocketAddress("0.0.0.0", 0);
        assertThatThrownBy(() -> PictureServer.builder(Colours::model).address(all).start())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Received: 0.0.0.0 without one. Set HEARTH_TOKEN");
        PictureServer.builder(Colours::model).address(all).token("12345678").start().close();
        try (PictureServer open =
                PictureServer.builder(Colours::model).address(all).open().start()) {
            assertThat(Asked.post(open, "/predict", Asked.png(1)).statusCode()).isEqualTo(200);
        }
        assertThatThrownBy(() -> PictureServer.builder(Colours::model).token("short").start())
                .hasMessageStartingWith("A token needs 8 to 1024 visible ASCII characters.");
    }

    @Test
    void what_is_no_http_is_refused_and_the_next_is_answered() throws IOException {
        assertThat(Asked.raw(server, "\u0016\u0003\u0001 not HTTP\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ");
        assertThat(Asked.raw(server, "GET /" + "x".repeat(9000) + " HTTP/1.1\r\n\r\n"))
                .startsWith("HTTP/1.1 431 ");
        assertThat(
                        Asked.raw(
                                server,
                                "POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type:"
                                        + " image/png\r\nContent-Length: -5\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ");
        assertThat(
                        Asked.raw(
                                server,
                                "POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type:"
                                        + " image/png\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"))
                .startsWith("HTTP/1.1 400 ");
        assertThat(Asked.get(server, "/health").statusCode()).isEqualTo(200);
    }

    @Test
    void a_body_that_is_announced_is_waited_for_only_where_it_would_be_taken() throws IOException {
        String head = "POST /predict HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n";
        assertThat(
                        Asked.raw(
                                server,
                                head
                                        + "Content-Type: image/png\r\nContent-Length: 5\r\nConnection:"
                                        + " close\r\n\r\nhello"))
                .startsWith("HTTP/1.1 100 ")
                .contains("HTTP/1.1 400 ");
        assertThat(Asked.raw(server, head + "Content-Type: text/html\r\nContent-Length: 5\r\n\r\n"))
                .startsWith("HTTP/1.1 415 ");
    }
}
