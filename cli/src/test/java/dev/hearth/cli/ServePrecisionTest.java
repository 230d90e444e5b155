package dev.hearth.cli;

import static dev.hearth.nn.layers.Layers.conv;
import static dev.hearth.nn.layers.Layers.globalAvgPool;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.relu;
import static dev.hearth.nn.layers.Layers.sequence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hearth.data.image.Interpolation;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.inference.TrainedModel;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Precision;
import dev.hearth.onnx.GraphCompiler;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.zoo.ModelRegistry;
import java.awt.image.BufferedImage;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code serve --precision}, with many asking at once, and begun anew. */
@Timeout(180)
class ServePrecisionTest {

    private static final int CONNECTIONS = 64;
    private static final int PICTURES = 16;
    private static final InputSpec VIEW =
            new InputSpec(3, 24, 0.875, Interpolation.BICUBIC, 0.5, 0.5);

    @TempDir private Path temp;

    private final List<byte[]> pictures = new ArrayList<>();

    @BeforeEach
    void a_model_and_pictures() throws IOException {
        Layer layer = sequence(conv(24, 3), relu(), conv(16, 3), globalAvgPool(), linear(5));
        try (var scope = Scope.open()) {
            Model net = Model.build(layer, TrainedModel.in(VIEW), new Seed(4), Device.CPU);
            new TrainedModel("small", layer, VIEW, List.of("a", "b", "c", "d", "e"))
                    .write(temp.resolve("model"), net, ModelRegistry.layerJson());
        }
        for (int picture = 0; picture < PICTURES; picture++) {
            BufferedImage image = new BufferedImage(30, 26, BufferedImage.TYPE_INT_RGB);
            for (int i = 0; i < 30 * 26; i++) {
                image.setRGB(i % 30, i / 30, (picture + 1) * 0x0B1F05 + i * 7919 * (picture % 5));
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ImageIO.write(image, "png", out);
            pictures.add(out.toByteArray());
        }
    }

    private Process served(String precision) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Hearth.class.getName(),
                        "serve",
                        "--precision",
                        precision,
                        "--model",
                        temp.resolve("model").toString(),
                        "--port",
                        "0",
                        "--threads",
                        "2");
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        return builder.start();
    }

    private static HttpResponse<String> sent(HttpClient client, HttpRequest request)
            throws IOException {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException(stop);
        }
    }

    private String answer(HttpClient client, String address, int picture) throws IOException {
        HttpResponse<String> reply =
                sent(
                        client,
                        HttpRequest.newBuilder(URI.create(address + "predict"))
                                .header("Content-Type", "image/png")
                                .POST(HttpRequest.BodyPublishers.ofByteArray(pictures.get(picture)))
                                .build());
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        return reply.body();
    }

    @Test
    void sixty_four_who_ask_at_once_each_get_their_own_picture_s_answer_to_the_bit()
            throws Exception {
        assumeTrue(
                GraphCompiler.found().stream()
                        .anyMatch(each -> each.obstacle(Precision.BFLOAT16).isEmpty()));
        List<String> wanted = new ArrayList<>();
        for (String precision : List.of("bfloat16", "auto")) {
            Process process = served(precision);
            try (BufferedReader out =
                    new BufferedReader(
                            new InputStreamReader(
                                    process.getInputStream(), StandardCharsets.UTF_8))) {
                String line = out.readLine();
                assertThat(line).startsWith("Hearth serves small in bfloat16 at http://127.0.0.1:");
                String address = line.replaceFirst(".*(http://[^ ]*/) ;.*", "$1");
                HttpClient one = HttpClient.newHttpClient();
                for (int i = 0; i < PICTURES; i++) {
                    String came = answer(one, address, i);
                    if (wanted.size() <= i) {
                        wanted.add(came);
                    }
                    assertThat(came)
                            .as("as before the server was begun anew")
                            .isEqualTo(wanted.get(i));
                }
                assertThat(new HashSet<>(wanted)).as("pictures differ").hasSize(PICTURES);
                ask(address, wanted);
                String metrics =
                        sent(one, HttpRequest.newBuilder(URI.create(address + "metrics")).build())
                                .body();
                int count = PICTURES + CONNECTIONS * 4;
                assertThat(metrics)
                        .contains("hearth_replies_total{status=\"200\"} " + count)
                        .contains("hearth_pictures_total " + count + ".0\n")
                        .contains("hearth_waiting 0.0\n");
                process.destroy();
                assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
                assertThat(process.exitValue()).isZero();
            } finally {
                process.destroyForcibly();
            }
        }
    }

    private void ask(String address, List<String> wanted) throws Exception {
        ExecutorService askers = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int asker = 0; asker < CONNECTIONS; asker++) {
                int first = asker;
                all.add(
                        askers.submit(
                                () -> {
                                    HttpClient mine = HttpClient.newHttpClient();
                                    for (int turn = 0; turn < 4; turn++) {
                                        int picture = (first * 7 + turn * 5) % PICTURES;
                                        assertThat(answer(mine, address, picture))
                                                .isEqualTo(wanted.get(picture));
                                    }
                                    return null;
                                }));
            }
            for (Future<?> each : all) {
                each.get(60, TimeUnit.SECONDS);
            }
        } finally {
            askers.shutdownNow();
        }
    }
}
