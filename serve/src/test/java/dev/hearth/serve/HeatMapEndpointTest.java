package dev.hearth.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.inference.HeatMap;
import dev.hearth.inference.LogitModel;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HeatMapEndpointTest {

    /** The left half speaks for the class 0, the right one for 1, nothing for 2. */
    private static final class Halves implements LogitModel {
        private final Colours colours = new Colours();

        @Override
        public boolean endsInSoftmax() {
            return true;
        }

        @Override
        public float[] logits(float[] squares, int count) {
            return colours.logits(squares, count);
        }

        @Override
        public HeatMap heatMap(float[] square, int label) {
            return new HeatMap(2, 1, new float[] {label == 0 ? 3 : 0, label == 1 ? 5 : 0});
        }
    }

    private static HttpResponse<byte[]> asked(PictureServer server, String path, byte[] picture)
            throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        Asked.picture(server, path, picture),
                        HttpResponse.BodyHandlers.ofByteArray());
    }

    private static BufferedImage image(HttpResponse<byte[]> reply) throws Exception {
        assertThat(reply.statusCode()).as(new String(reply.body())).isEqualTo(200);
        assertThat(reply.headers().firstValue("Content-Type")).contains("image/png");
        return ImageIO.read(new ByteArrayInputStream(reply.body()));
    }

    @Test
    void a_picture_comes_back_with_what_spoke_for_a_class_over_it() throws Exception {
        try (PictureServer server =
                PictureServer.builder(() -> Colours.model(new Halves())).start()) {
            byte[] green = Asked.png(0x204010);
            HttpResponse<byte[]> likeliest = asked(server, "/heatmap", green);
            BufferedImage right = image(likeliest);
            assertThat(right.getWidth()).isEqualTo(299);
            assertThat(right.getHeight()).isEqualTo(299);
            assertThat(likeliest.headers().firstValue("X-Label")).contains("1");
            assertThat(likeliest.headers().firstValueAsLong("Content-Length"))
                    .hasValue(likeliest.body().length);
            assertThat(Float.parseFloat(likeliest.headers().firstValue("X-Probability").get()))
                    .isEqualTo(0x40 / (float) 0x70);
            assertThat(right.getRGB(2, 150) & 0xFFFFFF).isEqualTo(0x204010);
            // 0.35 of the picture and 0.65 of yellow.
            assertThat(right.getRGB(296, 150) & 0xFFFFFF).isEqualTo(0xB1BC06);
            BufferedImage left = image(asked(server, "/heatmap?label=0", green));
            assertThat(left.getRGB(2, 150) & 0xFFFFFF).isEqualTo(0xB1BC06);
            assertThat(left.getRGB(296, 150) & 0xFFFFFF).isEqualTo(0x204010);
            BufferedImage none = image(asked(server, "/heatmap?label=2", green));
            assertThat(none.getRGB(2, 150) & 0xFFFFFF).isEqualTo(0x204010);
        }
    }

    @Test
    void what_cannot_be_shown_is_said_in_three_parts_and_nothing_stays_waiting() {
        try (PictureServer server =
                PictureServer.builder(() -> Colours.model(new Halves())).start()) {
            HttpResponse<String> none = Asked.post(server, "/heatmap?label=3", Asked.png(1));
            assertThat(none.statusCode()).isEqualTo(400);
            assertThat(Asked.error(none))
                    .isEqualTo(
                            "/heatmap takes label=N, a class from 0 to 2. Received: label=3. Say the"
                                    + " label of a prediction, or leave it out.");
            assertThat(Asked.post(server, "/heatmap?top=1", Asked.png(1)).statusCode())
                    .isEqualTo(400);
            assertThat(Asked.post(server, "/heatmap", "hello".getBytes()).statusCode())
                    .isEqualTo(400);
            assertThat(Asked.get(server, "/heatmap").statusCode()).isEqualTo(405);
            assertThat(Asked.get(server, "/metrics").body()).contains("hearth_waiting 0.0\n");
            assertThat(Asked.get(server, "/").body()).contains("heatmap?label=");
        }
        try (PictureServer server = PictureServer.builder(Colours::model).start()) {
            HttpResponse<String> other = Asked.post(server, "/heatmap", Asked.png(1));
            assertThat(other.statusCode()).isEqualTo(400);
            assertThat(Asked.error(other))
                    .startsWith("A heat map needs gradients, which libtorch computes. Received: ");
        }
    }
}
