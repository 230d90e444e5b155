package dev.hearth.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.data.transform.TestCrops;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ConnectionTest {

    private static final Duration SECONDS = Duration.ofSeconds(10);

    private static ServerSettings settings() {
        return new ServerSettings(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                TestCrops.ONE,
                Duration.ZERO,
                8,
                SECONDS,
                SECONDS,
                SECONDS,
                1 << 20,
                8,
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void a_reply_that_cannot_be_sent_leaves_nothing_held_once_its_connection_closes() {
        ServerSettings settings = settings();
        RequestPace pace = new RequestPace();
        Metrics metrics = new Metrics();
        Inference inference = new Inference(Colours::model, settings, pace);
        // No status that HTTP has.
        Reply strange = new Reply(-1, Reply.JSON, new byte[0], Map.of());
        Route route =
                new Route("/x", "POST", false, Set.of("image/*"), "", Endpoint.of(() -> strange));
        Services services =
                new Services(
                        settings, inference, new Router(List.of(route)), metrics, pace, 1 << 10);
        EmbeddedChannel channel = new EmbeddedChannel(new Connection(services));
        DefaultHttpRequest head =
                new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/x");
        head.headers().set("Host", "localhost").set("Content-Type", "image/png");
        channel.writeInbound(
                head,
                new DefaultLastHttpContent(
                        Unpooled.copiedBuffer("body", StandardCharsets.US_ASCII)));
        assertThat(metrics.busy()).hasValue(1);
        assertThat(inference.budget().held()).isEqualTo(4);
        channel.close();
        assertThat(metrics.busy()).hasValue(0);
        assertThat(inference.budget().held()).isZero();
        inference.close(SECONDS);
    }
}
