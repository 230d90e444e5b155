package dev.hearth.cli;

import dev.hearth.data.BadDataException;
import dev.hearth.data.TerminalText;
import dev.hearth.inference.ImageClassifier;
import dev.hearth.nn.Precision;
import dev.hearth.serve.PictureServer;
import dev.hearth.serve.ServedModel;
import dev.hearth.serve.ServerBuilder;
import dev.hearth.tensor.EndSignals;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A model behind HTTP. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = {
            "Serves a model over HTTP: POST /predict takes pictures and returns classes as JSON.",
            "POST /heatmap shows what of a picture spoke for a class (--heat-maps).",
            "It speaks KServe's protocol at /v2; there are /health, /metrics, /openapi.json, and a page at"
                    + " / to try it by hand.",
            "Ctrl+C or SIGTERM finishes the requests that have begun; a second one does not."
        })
final class ServeCommand implements Callable<Integer> {

    @Mixin private CommonOptions common;

    @Mixin private ModelOption whom;

    @Option(
            names = "--host",
            paramLabel = "H",
            defaultValue = "127.0.0.1",
            description =
                    "where to listen; others than this machine need a token (default: 127.0.0.1)")
    private String host;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8080",
            description = "0 for any that is free (default: 8080)")
    private int port;

    @Option(
            names = "--linger",
            paramLabel = "MS",
            defaultValue = "5",
            description =
                    "milliseconds at most that a picture waits for others that are on their way"
                            + " (default: 5)")
    private int linger;

    @Option(
            names = "--waiting",
            paramLabel = "N",
            defaultValue = "256",
            description = "pictures that may wait; more are told to come again (default: 256)")
    private int waiting;

    @Option(
            names = "--deadline",
            paramLabel = "MS",
            defaultValue = "10000",
            description = "milliseconds for an answer (default: 10000)")
    private int deadline;

    @Option(
            names = "--patience",
            paramLabel = "MS",
            defaultValue = "30000",
            description = "milliseconds for a request to come whole (default: 30000)")
    private int patience;

    @Option(
            names = "--drain",
            paramLabel = "S",
            defaultValue = "30",
            description = "seconds that what is at work has at the end (default: 30)")
    private int drain;

    @Option(
            names = "--memory",
            paramLabel = "MIB",
            description =
                    "for bodies and squares of all requests, and as much for decoding (default: a"
                            + " quarter of Java's)")
    private Integer memory;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "what requests have to show (default: the variable HEARTH_TOKEN, if set)")
    private Path tokenFile;

    @Option(names = "--open", description = "let everybody ask, without a token")
    private boolean open;

    @Option(
            names = "--heat-maps",
            description =
                    "POST /heatmap, and \"Why?\" in the page, show what of a picture spoke for a class; the"
                            + " model is then computed by libtorch")
    private boolean heatMaps;

    @Option(names = "--cert", paramLabel = "FILE", description = "PEM, for https")
    private Path cert;

    @Option(names = "--key", paramLabel = "FILE", description = "PEM, the certificate's key")
    private Path key;

    /** In what the model is computed; set by the thread that opens it. */
    private volatile Precision precision = Precision.FLOAT32;

    @Override
    public Integer call() throws InterruptedException {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException(
                    "--port needs a number from 0 to 65535. Received: " + port + ". Use 8080.");
        }
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        try (PictureServer server = builder().start()) {
            if (!EndSignals.handle(asked::countDown)) {
                Runtime.getRuntime().addShutdownHook(new Thread(() -> end(asked, ended)));
            }
            System.out.printf(
                    Locale.ROOT,
                    "Hearth serves %s%s at %s://%s:%d/ ; programs POST a picture to /predict."
                            + " Ctrl+C ends it.%n",
                    TerminalText.of(server.model().name()),
                    precision == Precision.BFLOAT16 ? " in bfloat16" : "",
                    cert == null ? "http" : "https",
                    inAddress(host),
                    server.address().getPort());
            System.out.flush();
            asked.await();
        } finally {
            ended.countDown();
        }
        return 0;
    }

    private ServerBuilder builder() {
        if (heatMaps) {
            whom.looking().needLibTorch("--heat-maps");
        }
        ServerBuilder builder =
                PictureServer.builder(this::opened)
                        .address(new InetSocketAddress(named(host), port))
                        .crops(whom.looking().crops())
                        .linger(Duration.ofMillis(linger))
                        .waiting(waiting)
                        .deadline(Duration.ofMillis(deadline))
                        .patience(Duration.ofMillis(patience))
                        .drain(Duration.ofSeconds(drain));
        token().ifPresent(builder::token);
        if (open) {
            builder.open();
        }
        if (memory != null) {
            builder.memory((long) memory << 20);
        }
        if (cert != null || key != null) {
            builder.tls(cert, key);
        }
        return builder;
    }

    private Optional<String> token() {
        if (tokenFile == null) {
            return Optional.ofNullable(System.getenv("HEARTH_TOKEN")).filter(t -> !t.isEmpty());
        }
        try {
            return Optional.of(Files.readString(tokenFile).strip());
        } catch (IOException failure) {
            throw new BadDataException(
                    "--token-file needs a file with a token",
                    tokenFile + ", which cannot be read: " + failure.getMessage(),
                    "Make one with: openssl rand -hex 24 > token",
                    failure);
        }
    }

    /** Where signals are not handed out: the process waits for what is at work. */
    private static void end(CountDownLatch asked, CountDownLatch ended) {
        asked.countDown();
        try {
            ended.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private ServedModel opened() {
        ImageClassifier classifier = whom.open(common);
        precision = classifier.precision();
        return new ServedModel(
                classifier.name(), classifier.classes(), classifier, classifier::close);
    }

    /** A host as URLs have it: an address of IPv6 in brackets. */
    static String inAddress(String host) {
        return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    }

    private static InetAddress named(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException unknown) {
            throw new IllegalArgumentException(
                    "--host needs an address of this machine. Received: "
                            + host
                            + ", which is none. Use 127.0.0.1, or 0.0.0.0 for all.",
                    unknown);
        }
    }
}
