package dev.hearth.cli;

import dev.hearth.data.TerminalText;
import dev.hearth.data.image.Picture;
import dev.hearth.data.transform.TestCrops;
import dev.hearth.inference.ImageClassifier;
import dev.hearth.serve.Batcher;
import dev.hearth.serve.PictureServer;
import dev.hearth.serve.Worker;
import dev.hearth.tensor.Scope;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A model behind HTTP. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = {
            "Serves a model over HTTP: POST /predict takes a JPEG or PNG and returns JSON.",
            "There are /health, /metrics, and a page at / to try it by hand. Ctrl+C finishes the"
                    + " requests that have begun."
        })
final class ServeCommand implements Callable<Integer> {

    @Mixin private CommonOptions common;

    @Mixin private ModelOption whom;

    @Option(
            names = "--host",
            paramLabel = "H",
            defaultValue = "127.0.0.1",
            description = "address to listen on (default: ${DEFAULT-VALUE}; 0.0.0.0 for all)")
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
            description = "milliseconds that a picture waits for others (default: 5)")
    private int linger;

    @Option(
            names = "--waiting",
            paramLabel = "N",
            defaultValue = "256",
            description = "pictures that may wait; more are told to come again (default: 256)")
    private int waiting;

    @Override
    public Integer call() throws InterruptedException {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException(
                    "--port needs a number from 0 to 65535. Received: " + port + ". Use 8080.");
        }
        TestCrops scheme = whom.looking().crops();
        int together = Math.max(1, whom.looking().batch() / scheme.count());
        Batcher.Limits limits = new Batcher.Limits(together, Duration.ofMillis(linger), waiting);
        InetSocketAddress address = new InetSocketAddress(named(host), port);
        AtomicReference<ImageClassifier> eyes = new AtomicReference<>();
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        try (Batcher<Picture, float[]> batcher = new Batcher<>(() -> open(scheme, eyes), limits);
                PictureServer server =
                        PictureServer.open(
                                address, eyes.get().name(), eyes.get().classes(), batcher)) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(asked, ended)));
            System.out.printf(
                    Locale.ROOT,
                    "Hearth serves %s at http://%s:%d/ ; programs POST a picture to /predict."
                            + " Ctrl+C ends it.%n",
                    TerminalText.of(eyes.get().name()),
                    host,
                    server.address().getPort());
            System.out.flush();
            asked.await();
        } finally {
            ended.countDown();
        }
        return 0;
    }

    /** The process waits for what is at work. */
    private static void end(CountDownLatch asked, CountDownLatch ended) {
        asked.countDown();
        try {
            ended.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** On the batcher's thread, whose scope owns the net. */
    private Worker<Picture, float[]> open(TestCrops scheme, AtomicReference<ImageClassifier> open) {
        Scope room = Scope.open();
        try {
            ImageClassifier eyes = whom.open(common);
            open.set(eyes);
            return new Worker<>() {
                @Override
                public List<float[]> answer(List<Picture> pictures) {
                    return eyes.probabilities(pictures);
                }

                @Override
                public void close() {
                    eyes.close();
                    room.close();
                }
            };
        } catch (RuntimeException failure) {
            room.close();
            throw failure;
        }
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
