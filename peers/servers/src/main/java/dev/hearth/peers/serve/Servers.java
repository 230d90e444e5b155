package dev.hearth.peers.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The driver: writes the models and requests, starts the servers, sees that they say the same, and has wrk
 * ask each of them in turns. {@code [--quick] [--seconds S] [--rounds N] [--rows a,b] [--out DIR]}.
 */
public final class Servers {

    private static final List<Integer> CONNECTIONS = List.of(1, 8, 64);
    private static final List<String> OPTIONS = List.of("--seconds", "--rounds", "--rows", "--out");
    private static final int PROBING = 3;
    private static final String QUICK = "mlp-numbers,conv-png";
    private static final ObjectMapper JSON = new ObjectMapper();

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
        double load = Double.parseDouble(System.getProperty("peers.load"));
        boolean isQuick = List.of(arguments).contains("--quick");
        Map<String, String> options = options(arguments);
        Path home = Path.of(System.getProperty("peers.home"));
        Path folder = folder(home);
        List<Row> rows = rows(folder, options.getOrDefault("--rows", isQuick ? QUICK : ""));
        Servers servers =
                new Servers(
                        home,
                        folder,
                        number(options, "--seconds", isQuick ? 2 : 5),
                        number(options, "--rounds", isQuick ? 3 : 7));
        List<Measured> all = new ArrayList<>();
        for (Row row : rows) {
            List<Measured> now = servers.measured(row);
            System.out.print(Measured.table(now));
            all.addAll(now);
        }
        Path results = Path.of(options.getOrDefault("--out", home.resolve("results").toString()));
        Measured.write(all, results.normalize(), isQuick, load);
        if (!options.containsKey("--out")) {
            Measured.show(all, home.resolve("README.md").normalize(), isQuick, load);
        }
    }

    private static Map<String, String> options(String... arguments) {
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 0; i < arguments.length; i++) {
            if (OPTIONS.contains(arguments[i]) && i + 1 < arguments.length) {
                options.put(arguments[i], arguments[++i]);
            } else if (!arguments[i].equals("--quick")) {
                System.err.println(
                        "peers/serve takes --quick, --seconds S, --rounds N, --rows a,b and --out DIR."
                                + " Received: "
                                + arguments[i]
                                + ". Leave it out, or give its value.");
                System.exit(2);
            }
        }
        return options;
    }

    private static int number(Map<String, String> options, String name, int otherwise) {
        String given = options.getOrDefault(name, String.valueOf(otherwise));
        if (!given.matches("[1-9][0-9]{0,3}")) {
            System.err.println(
                    name + " takes a whole number above 0. Received: " + given + ". Use 5.");
            System.exit(2);
        }
        return Integer.parseInt(given);
    }

    /** Empty, for models, requests and logs. */
    private static Path folder(Path home) throws IOException {
        Path folder = Files.createDirectories(home.resolve("servers/target/measured"));
        try (Stream<Path> earlier = Files.list(folder)) {
            for (Path file : earlier.toList()) {
                Files.delete(file);
            }
        }
        return folder;
    }

    private static List<Row> rows(Path folder, String wanted) throws IOException {
        List<Row> all = Row.all(folder);
        List<String> names = all.stream().map(Row::name).toList();
        List<String> chosen = wanted.isEmpty() ? names : List.of(wanted.split(","));
        if (!names.containsAll(chosen)) {
            System.err.println(
                    "--rows takes some of "
                            + names
                            + ". Received: "
                            + wanted
                            + ". Name one of them.");
            System.exit(2);
        }
        return all.stream().filter(row -> chosen.contains(row.name())).toList();
    }

    /** In turns: A B C, C B A, … */
    private List<Measured> measured(Row row) throws IOException, InterruptedException {
        List<Server> servers = new ArrayList<>();
        List<Measured> all = new ArrayList<>();
        try {
            servers.add(hearth(row));
            servers.add(best(row, "Fastify, onnxruntime-node", node(row)));
            servers.add(best(row, "Javalin, DJL", djl(row)));
            agree(row, servers);
            servers.add(best(row, Measured.BARE, bare(row)));
            // As long as the others were tried, and all once more.
            servers.get(0).load(8, PROBING);
            for (Server server : servers) {
                server.load(8, 2);
                server.load(1, 1);
            }
            List<Server> turn = new ArrayList<>(servers);
            for (int connections : CONNECTIONS) {
                Map<Server, List<Load>> loads = new LinkedHashMap<>();
                servers.forEach(server -> loads.put(server, new ArrayList<>()));
                for (int round = 0; round < rounds; round++) {
                    for (Server server : turn) {
                        loads.get(server).add(server.load(connections, seconds));
                    }
                    Collections.reverse(turn);
                }
                loads.forEach(
                        (server, each) ->
                                all.add(
                                        new Measured(
                                                row.name(), connections, server.name(), each)));
            }
        } finally {
            servers.forEach(Server::close);
        }
        return all;
    }

    private Server hearth(Row row) throws IOException, InterruptedException {
        String model = String.valueOf(row.model().getFileName()).replace(".onnx", "");
        List<String> command = new ArrayList<>(java());
        command.addAll(
                List.of("dev.hearth.cli.Hearth", "serve", "--model", row.model().toString()));
        command.addAll(List.of("--port", "{PORT}"));
        if (row.isPicture()) {
            return Server.start(
                    "Hearth",
                    command,
                    folder,
                    "/health",
                    "/predict",
                    row.content(),
                    Map.of(),
                    row.request());
        }
        byte[] json =
                ("{\"inputs\":[{\"name\":\"input\",\"shape\":[1,1,28,28],\"datatype\":\"FP32\","
                                + "\"parameters\":{\"binary_data_size\":3136}}],"
                                + "\"outputs\":[{\"name\":\"output\"}]}")
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8);
        byte[] body = Arrays.copyOf(json, json.length + row.request().length);
        System.arraycopy(row.request(), 0, body, json.length, row.request().length);
        return Server.start(
                "Hearth",
                command,
                folder,
                "/health",
                "/v2/models/" + model + "/infer",
                row.content(),
                Map.of("Inference-Header-Content-Length", String.valueOf(json.length)),
                body);
    }

    private static List<String> java() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-Djava.awt.headless=true",
                "-cp",
                System.getProperty("java.class.path"));
    }

    /** One thread a run or two, one process or two. */
    private List<List<String>> node(Row row) {
        List<List<String>> all = new ArrayList<>();
        for (String setting : List.of("1 1", "2 1", "1 2")) {
            List<String> command = new ArrayList<>();
            command.addAll(
                    List.of(
                            "node",
                            home.resolve("servers/target/node/server.js").toString(),
                            "{PORT}"));
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

    private static List<List<String>> bare(Row row) {
        List<List<String>> all = new ArrayList<>();
        for (String threads : List.of("1", "2")) {
            List<String> command = new ArrayList<>(java());
            command.addAll(List.of(BareServer.class.getName(), "{PORT}"));
            command.addAll(arguments(row));
            // Two threads compute convolutions sooner than one, and the small net later.
            command.addAll(List.of(threads, row.channels() == 3 ? "2" : "1"));
            all.add(command);
        }
        return all;
    }

    private static List<String> arguments(Row row) {
        return List.of(
                row.model().toString(), String.valueOf(row.channels()), String.valueOf(row.side()));
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
                            row.content(),
                            Map.of(),
                            row.request());
            server.load(8, PROBING - 1);
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
                        said.has("outputs")
                                ? said.get("outputs").get(0).get("data")
                                : said.get("output");
                for (int i = 0; i < 10; i++) {
                    numbers[i] = data.get(i).asDouble();
                }
            }
            answers.add(numbers);
        }
        double bound = row.name().equals("conv-photo") ? 0.02 : 1e-4;
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
