package dev.hearth.peers.serve;

import static dev.hearth.nn.layers.Layers.conv;
import static dev.hearth.nn.layers.Layers.globalAvgPool;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.sequence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.data.image.Interpolation;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.nn.fold.Folded;
import dev.hearth.nn.layers.Elu;
import dev.hearth.nn.layers.Flatten;
import dev.hearth.onnx.ImageModelMetadata;
import dev.hearth.onnx.OnnxModel;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/**
 * The driver: writes the models and requests, starts the servers, sees that they say the same, and has wrk
 * ask each of them in turns. {@code [--seconds S] [--rounds N] [--rows a,b] [--out FILE]}.
 */
public final class Servers {

    private static final List<Integer> CONNECTIONS = List.of(1, 8, 64);
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * What is asked.
     *
     * @param name of it
     * @param model file
     * @param channels of its input
     * @param side of its input
     * @param content type of what the peers are sent
     * @param request body that the peers are sent
     */
    private record Row(
            String name, Path model, int channels, int side, String content, byte[] request) {

        boolean isPicture() {
            return content.startsWith("image/");
        }
    }

    private final Path folder;
    private final Path home;
    private final int seconds;
    private final int rounds;

    private Servers(Path home, Path folder, int seconds, int rounds) {
        this.home = home;
        this.folder = folder;
        this.seconds = seconds;
        this.rounds = rounds;
    }

    /** The entry. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            options.put(arguments[i], arguments[i + 1]);
        }
        Path home = Path.of(System.getProperty("peers.home"));
        Path folder = Files.createTempDirectory("hearth-servers");
        Servers servers =
                new Servers(
                        home,
                        folder,
                        Integer.parseInt(options.getOrDefault("--seconds", "4")),
                        Integer.parseInt(options.getOrDefault("--rounds", "3")));
        List<String> wanted = Arrays.asList(options.getOrDefault("--rows", "").split(","));
        List<String> table = new ArrayList<>();
        table.add("| row | connections | server | answers a second | p50 ms | p99 ms | × best peer's | p99, of best peer's |");
        table.add("| --- | --- | --- | --- | --- | --- | --- | --- |");
        table.forEach(System.out::println);
        for (Row row : servers.rows()) {
            if (wanted.contains("") || wanted.contains(row.name)) {
                table.addAll(servers.measured(row));
            }
        }
        if (options.containsKey("--out")) {
            Files.write(
                    Path.of(options.get("--out")),
                    table,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        }
    }

    private List<Row> rows() throws IOException {
        InputSpec grey = new InputSpec(1, 28, 1, Interpolation.BILINEAR, 0.5, 0.5);
        InputSpec coloured = new InputSpec(3, 64, 1, Interpolation.BILINEAR, 0.5, 0.5);
        Layer mlp = sequence(new Flatten(), linear(128), new Elu(), linear(10));
        Layer convolutions =
                sequence(
                        conv(32, 3), new Elu(), conv(32, 3), new Elu(), conv(32, 3),
                        globalAvgPool(), linear(10));
        Path small = model("mlp", grey, mlp);
        Path large = model("convolutions", coloured, convolutions);
        byte[] numbers = new byte[4 * 784];
        for (int i = 0; i < 784; i++) {
            int bits = Float.floatToIntBits((i * 37 % 256) / 128f - 1);
            for (int k = 0; k < 4; k++) {
                numbers[4 * i + k] = (byte) (bits >> 8 * k);
            }
        }
        return List.of(
                new Row("mlp-numbers", small, 1, 28, "application/octet-stream", numbers),
                new Row("mlp-png", small, 1, 28, "image/png", picture(28, 28, "png")),
                new Row("conv-png", large, 3, 64, "image/png", picture(64, 64, "png")),
                new Row("conv-photo", large, 3, 64, "image/jpeg", picture(640, 480, "jpg")));
    }

    private Path model(String name, InputSpec view, Layer layer) throws IOException {
        List<String> classes = IntStream.range(0, 10).mapToObj(i -> "class " + i).toList();
        Path file = folder.resolve(name + ".onnx");
        try (var scope = Scope.open()) {
            Shape in = new Shape.Image(view.pixels().channels(), view.side(), view.side());
            Model net = Model.build(layer, in, new Seed(1), Device.CPU);
            Folded folded = Folded.of(net.layer(), net.in(), net.arrays());
            OnnxModel.of(
                            name,
                            folded,
                            net.in(),
                            new ImageModelMetadata(name, view, classes).metadata())
                    .write(file);
        }
        return file;
    }

    private byte[] picture(int width, int height, String format) throws IOException {
        boolean isGrey = width == 28;
        BufferedImage image =
                new BufferedImage(
                        width,
                        height,
                        isGrey ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double u = (double) x / width;
                double v = (double) y / height;
                int red = (int) (127 + 120 * Math.sin(7 * u + 3 * v));
                int green = (int) (127 + 120 * Math.cos(9 * v * u));
                if (isGrey) {
                    image.getRaster().setSample(x, y, 0, red);
                } else {
                    image.setRGB(x, y, red << 16 | green << 8 | (x ^ y) & 0xFF);
                }
            }
        }
        Path file = folder.resolve("picture." + format);
        ImageIO.write(image, format, file.toFile());
        return Files.readAllBytes(file);
    }

    private List<String> measured(Row row) throws IOException, InterruptedException {
        List<Server> servers = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        try {
            servers.add(hearth(row));
            servers.add(best(row, "Fastify, onnxruntime-node", node(row)));
            servers.add(best(row, "Javalin, DJL", djl(row)));
            agree(row, servers);
            for (Server server : servers) {
                server.load(8, 3);
            }
            for (int connections : CONNECTIONS) {
                Map<Server, List<Load>> loads = new LinkedHashMap<>();
                for (int round = 0; round < rounds; round++) {
                    for (Server server : servers) {
                        loads.computeIfAbsent(server, key -> new ArrayList<>())
                                .add(server.load(connections, seconds));
                    }
                }
                List<String> now = lines(row, connections, loads);
                now.forEach(System.out::println);
                lines.addAll(now);
            }
        } finally {
            servers.forEach(Server::close);
        }
        return lines;
    }

    private List<String> lines(Row row, int connections, Map<Server, List<Load>> loads) {
        Map<Server, Load> middle = new LinkedHashMap<>();
        loads.forEach((server, all) -> middle.put(server, Load.median(all)));
        List<Load> peers = List.copyOf(middle.values()).subList(1, middle.size());
        Load fastest = peers.stream().max((a, b) -> Double.compare(a.rate(), b.rate())).orElseThrow();
        double soonest = peers.stream().mapToDouble(Load::p99).min().orElseThrow();
        List<String> lines = new ArrayList<>();
        middle.forEach(
                (server, load) ->
                        lines.add(
                                String.format(
                                        Locale.ROOT,
                                        "| %s | %d | %s | %.0f%s | %.2f | %.2f | %.2f | %.2f |",
                                        row.name,
                                        connections,
                                        server.name(),
                                        load.rate(),
                                        load.errors() == 0 ? "" : ", " + load.errors() + " errors",
                                        load.p50(),
                                        load.p99(),
                                        load.rate() / fastest.rate(),
                                        load.p99() / soonest)));
        return lines;
    }

    private Server hearth(Row row) throws IOException, InterruptedException {
        String model = String.valueOf(row.model.getFileName()).replace(".onnx", "");
        List<String> command = new ArrayList<>(java());
        command.addAll(List.of("dev.hearth.cli.Hearth", "serve", "--model", row.model.toString()));
        command.addAll(List.of("--port", "{PORT}"));
        if (row.isPicture()) {
            return Server.start(
                    "Hearth", command, folder, "/health", "/predict", row.content, Map.of(), row.request);
        }
        byte[] json =
                ("{\"inputs\":[{\"name\":\"input\",\"shape\":[1,1,28,28],\"datatype\":\"FP32\","
                                + "\"parameters\":{\"binary_data_size\":3136}}],"
                                + "\"outputs\":[{\"name\":\"output\"}]}")
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8);
        byte[] body = Arrays.copyOf(json, json.length + row.request.length);
        System.arraycopy(row.request, 0, body, json.length, row.request.length);
        return Server.start(
                "Hearth",
                command,
                folder,
                "/health",
                "/v2/models/" + model + "/infer",
                row.content,
                Map.of("Inference-Header-Content-Length", String.valueOf(json.length)),
                body);
    }

    private static List<String> java() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-Djava.awt.headless=true",
                "-cp",
                System.getProperty("java.class.path"));
    }

    /** One thread a run or two, one process or two. */
    private List<List<String>> node(Row row) {
        List<List<String>> all = new ArrayList<>();
        for (String setting : List.of("1 1", "2 1", "1 2")) {
            List<String> command = new ArrayList<>();
            command.addAll(List.of("node", home.resolve("node/server.js").toString(), "{PORT}"));
            command.addAll(arguments(row));
            command.addAll(List.of(setting.split(" ")));
            all.add(command);
        }
        return all;
    }

    private List<List<String>> djl(Row row) {
        List<List<String>> all = new ArrayList<>();
        for (String threads : List.of("1", "2")) {
            List<String> command = new ArrayList<>(java());
            command.addAll(List.of(DjlServer.class.getName(), "{PORT}"));
            command.addAll(arguments(row));
            command.add(threads);
            all.add(command);
        }
        return all;
    }

    private static List<String> arguments(Row row) {
        return List.of(
                row.model.toString(), String.valueOf(row.channels), String.valueOf(row.side));
    }

    /** The setting that answers most of eight connections. */
    private Server best(Row row, String name, List<List<String>> settings)
            throws IOException, InterruptedException {
        Server best = null;
        double rate = 0;
        for (List<String> setting : settings) {
            Server server =
                    Server.start(
                            name,
                            setting,
                            folder,
                            "/ready",
                            row.isPicture() ? "/picture" : "/numbers",
                            row.content,
                            Map.of(),
                            row.request);
            server.load(8, 2);
            double came = server.load(8, 1).rate();
            if (best == null || came > rate) {
                if (best != null) {
                    best.close();
                }
                best = server;
                rate = came;
            } else {
                server.close();
            }
        }
        return best;
    }

    /** That all say the same, as far as their ways of resizing let them. */
    private void agree(Row row, List<Server> servers) throws IOException, InterruptedException {
        List<double[]> answers = new ArrayList<>();
        for (Server server : servers) {
            JsonNode said = JSON.readTree(server.ask());
            double[] numbers = new double[10];
            if (row.isPicture()) {
                for (JsonNode guess : said.get("guesses")) {
                    numbers[guess.get("label").asInt()] = guess.get("probability").asDouble();
                }
            } else {
                JsonNode data =
                        said.has("outputs") ? said.get("outputs").get(0).get("data") : said.get("output");
                for (int i = 0; i < 10; i++) {
                    numbers[i] = data.get(i).asDouble();
                }
            }
            answers.add(numbers);
        }
        double bound = row.name.equals("conv-photo") ? 0.02 : 1e-4;
        for (int s = 1; s < answers.size(); s++) {
            for (int i = 0; i < 10; i++) {
                if (Math.abs(answers.get(s)[i] - answers.get(0)[i]) > bound) {
                    throw new IllegalStateException(
                            servers.get(s).name()
                                    + " says "
                                    + Arrays.toString(answers.get(s))
                                    + " where Hearth says "
                                    + Arrays.toString(answers.get(0)));
                }
            }
        }
    }
}
