package dev.hearth.cli;

import static dev.hearth.nn.layers.Layers.conv;
import static dev.hearth.nn.layers.Layers.globalAvgPool;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.sequence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.data.image.Interpolation;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.inference.TrainedModel;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.layers.BatchNorm;
import dev.hearth.nn.layers.FractionalMaxPool2d;
import dev.hearth.nn.layers.IncrementDraw;
import dev.hearth.nn.layers.RegionOverlap;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.zoo.ModelRegistry;
import java.awt.image.BufferedImage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class ServeCommandTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir private Path temp;

    @BeforeEach
    void model() throws IOException {
        InputSpec view = new InputSpec(3, 14, 0.875, Interpolation.BICUBIC, 0.5, 0.5);
        Layer still = sequence(conv(6, 3), new BatchNorm(), globalAvgPool(), linear(3));
        Layer pool = new FractionalMaxPool2d(1.4, RegionOverlap.OVERLAPPING, IncrementDraw.RANDOM);
        Layer draws = sequence(conv(6, 3), pool, conv(6, 3), globalAvgPool(), linear(3));
        for (var model : Map.of("model", still, "draws", draws).entrySet()) {
            Layer layer = model.getValue();
            try (var room = Scope.open()) {
                Model net = Model.build(layer, TrainedModel.in(view), new Seed(4), Device.CPU);
                new TrainedModel("small", layer, view, List.of("one", "two", "three"))
                        .write(temp.resolve(model.getKey()), net, ModelRegistry.layerJson());
            }
        }
        BufferedImage image = new BufferedImage(30, 20, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 600; i++) {
            image.setRGB(i % 30, i / 30, i * 7919);
        }
        ImageIO.write(image, "png", temp.resolve("picture.png").toFile());
    }

    @ParameterizedTest
    @CsvSource({"model, 1", "draws, 3"})
    void a_model_is_served_as_predict_says_it_until_it_is_told_to_end(String model, String tests)
            throws Exception {
        Called predicted =
                Called.of(
                        "predict",
                        "--json",
                        "--tests",
                        tests,
                        "--model",
                        temp.resolve(model).toString(),
                        temp.resolve("picture.png").toString());
        assertThat(predicted.code()).as(predicted.err()).isZero();
        JsonNode expected = JSON.readTree(predicted.out()).get(0).get("guesses");
        ProcessBuilder builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Hearth.class.getName(),
                        "serve",
                        "--tests",
                        tests,
                        "--linger",
                        "50",
                        "--model",
                        temp.resolve(model).toString(),
                        "--port",
                        "0",
                        "--threads",
                        "1");
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        Process process = builder.start();
        try (BufferedReader out =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line = out.readLine();
            assertThat(line).startsWith("Hearth serves small at http://127.0.0.1:");
            String door = line.replaceFirst(".*(http://[^ ]*/) ;.*", "$1");
            HttpRequest post =
                    HttpRequest.newBuilder(URI.create(door + "predict"))
                            .header("Content-Type", "image/png")
                            .POST(HttpRequest.BodyPublishers.ofFile(temp.resolve("picture.png")))
                            .build();
            HttpClient client = HttpClient.newHttpClient();
            // Several at once share a batch, and are the same picture all the same.
            var replies =
                    Stream.generate(
                                    () ->
                                            client.sendAsync(
                                                    post, HttpResponse.BodyHandlers.ofString()))
                            .limit(6)
                            .toList();
            for (var coming : replies) {
                HttpResponse<String> reply = coming.get();
                assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
                JsonNode guesses = JSON.readTree(reply.body()).get("guesses");
                assertThat(guesses).hasSize(3);
                for (int i = 0; i < 3; i++) {
                    assertThat(guesses.get(i).get("class")).isEqualTo(expected.get(i).get("class"));
                    assertThat(guesses.get(i).get("probability").asDouble())
                            .isCloseTo(expected.get(i).get("probability").asDouble(), within(1e-5));
                }
            }
            process.destroy();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void who_is_told_to_end_answers_what_is_at_work_and_refuses_the_rest() throws Exception {
        InputSpec view = new InputSpec(3, 64, 0.875, Interpolation.BICUBIC, 0.5, 0.5);
        Layer slow = sequence(conv(64, 3), conv(64, 3), conv(64, 3), globalAvgPool(), linear(3));
        Path model = temp.resolve("slow");
        try (var room = Scope.open()) {
            Model net = Model.build(slow, TrainedModel.in(view), new Seed(4), Device.CPU);
            new TrainedModel("slow", slow, view, List.of("one", "two", "three"))
                    .write(model, net, ModelRegistry.layerJson());
        }
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Hearth.class.getName(),
                                "serve",
                                "--engine",
                                "onnx",
                                "--crops",
                                "12",
                                "--deadline",
                                "60000",
                                "--model",
                                model.toString(),
                                "--port",
                                "0")
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (BufferedReader out =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String door = out.readLine().replaceFirst(".*(http://[^ ]*/) ;.*", "$1");
            HttpClient client = HttpClient.newHttpClient();
            HttpRequest post =
                    HttpRequest.newBuilder(URI.create(door + "predict"))
                            .header("Content-Type", "image/png")
                            .POST(HttpRequest.BodyPublishers.ofFile(temp.resolve("picture.png")))
                            .build();
            HttpRequest metrics = HttpRequest.newBuilder(URI.create(door + "metrics")).build();
            var replies =
                    Stream.generate(
                                    () ->
                                            client.sendAsync(
                                                    post, HttpResponse.BodyHandlers.ofString()))
                            .limit(8)
                            .toList();
            // The request for the figures is at work itself.
            while (!client.send(metrics, HttpResponse.BodyHandlers.ofString())
                    .body()
                    .contains("hearth_at_work 9.0\n")) {
                assertThat(replies.stream().filter(reply -> reply.isDone()).count()).isZero();
            }
            process.destroy();
            for (var reply : replies) {
                assertThat(reply.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            }
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void an_address_of_ipv6_stands_in_brackets() {
        assertThat(ServeCommand.inAddress("::1")).isEqualTo("[::1]");
        assertThat(ServeCommand.inAddress("[::1]")).isEqualTo("[::1]");
        assertThat(ServeCommand.inAddress("127.0.0.1")).isEqualTo("127.0.0.1");
    }

    @Test
    void what_cannot_be_served_ends_with_two() {
        Called nothing = Called.of("serve", "--model", "nothing-like-it");
        assertThat(nothing.code()).isEqualTo(2);
        assertThat(nothing.err()).startsWith("A model is given by its name, or by a folder");
        Called open =
                Called.of(
                        "serve",
                        "--host",
                        "0.0.0.0",
                        "--port",
                        "0",
                        "--model",
                        temp.resolve("model").toString());
        assertThat(open.code()).isEqualTo(2);
        assertThat(open.err()).contains("--open to let everybody ask");
        Called port =
                Called.of("serve", "--model", temp.resolve("model").toString(), "--port", "70000");
        assertThat(port.code()).isEqualTo(2);
        assertThat(port.err())
                .isEqualToIgnoringNewLines(
                        "--port needs a number from 0 to 65535. Received: 70000. Use 8080.");
    }
}
