package dev.hearth.serve;

import dev.hearth.data.transform.TestCrops;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Sets up a {@link PictureServer}. Unless said otherwise it listens on this machine alone, on any free
 * port, with one square a picture, 256 pictures that may wait, ten seconds for an answer and thirty for
 * a request to come whole and for closing.
 *
 * <pre>{@code
 * static PictureServer open(ServedModel model, String token) {
 *     return PictureServer.builder(() -> model)
 *             .address(new java.net.InetSocketAddress("0.0.0.0", 8443))
 *             .token(token)
 *             .start();
 * }
 * }</pre>
 */
public final class ServerBuilder {

    private final Supplier<ServedModel> opening;
    private InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private TestCrops crops = TestCrops.ONE;
    private Duration linger = Duration.ofMillis(5);
    private int waiting = 256;
    private Duration deadline = Duration.ofSeconds(10);
    private Duration patience = Duration.ofSeconds(30);
    private Duration drain = Duration.ofSeconds(30);
    private long memory = Math.max(64L << 20, Runtime.getRuntime().maxMemory() / 4);
    private int connections = 4096;
    private Optional<String> token = Optional.empty();
    private boolean isOpen;
    private Optional<Path> certificate = Optional.empty();
    private Optional<Path> key = Optional.empty();

    ServerBuilder(Supplier<ServedModel> opening) {
        this.opening = Objects.requireNonNull(opening, "opening");
    }

    /** A model's name as a part of a path; what does not fit there becomes a hyphen. */
    static String addressable(String name) {
        String fitting = name.replaceAll("[^A-Za-z0-9._-]+", "-");
        return fitting.isEmpty() ? "model" : fitting;
    }

    /**
     * Where it listens.
     *
     * @param there port 0 takes a free one
     * @return this
     */
    public ServerBuilder address(InetSocketAddress there) {
        address = there;
        return this;
    }

    /**
     * Where it listens on this machine alone.
     *
     * @param port 0 takes a free one
     * @return this
     */
    public ServerBuilder port(int port) {
        return address(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /**
     * Squares of each picture.
     *
     * @param scheme whose answers are averaged
     * @return this
     */
    public ServerBuilder crops(TestCrops scheme) {
        crops = scheme;
        return this;
    }

    /**
     * How long a picture waits for others that are on their way.
     *
     * @param longest at most; zero takes what is there
     * @return this
     */
    public ServerBuilder linger(Duration longest) {
        linger = longest;
        return this;
    }

    /**
     * Pictures that may wait; more are refused with 503.
     *
     * @param pictures above 0
     * @return this
     */
    public ServerBuilder waiting(int pictures) {
        waiting = pictures;
        return this;
    }

    /**
     * How long a request may take once it has come; then it is refused with 504.
     *
     * @param longest above zero
     * @return this
     */
    public ServerBuilder deadline(Duration longest) {
        deadline = longest;
        return this;
    }

    /**
     * How long a request may take to come; then it is refused with 408.
     *
     * @param longest above zero
     * @return this
     */
    public ServerBuilder patience(Duration longest) {
        patience = longest;
        return this;
    }

    /**
     * How long closing waits for what is at work.
     *
     * @param longest zero or more
     * @return this
     */
    public ServerBuilder drain(Duration longest) {
        drain = longest;
        return this;
    }

    /**
     * Memory that bodies and squares of all requests may hold together; decoding has as much once more.
     *
     * @param bytes a MiB or more; a quarter of Java's memory unless said otherwise
     * @return this
     */
    public ServerBuilder memory(long bytes) {
        memory = bytes;
        return this;
    }

    /**
     * Connections at once; more are closed as they come.
     *
     * @param most above 0
     * @return this
     */
    public ServerBuilder connections(int most) {
        connections = most;
        return this;
    }

    /**
     * What requests have to show, as {@code Authorization: Bearer TOKEN}; all but health, the page and
     * the description of addresses.
     *
     * @param secret 8 visible ASCII characters or more
     * @return this
     */
    public ServerBuilder token(String secret) {
        token = Optional.of(secret);
        return this;
    }

    /**
     * Lets everybody ask who reaches the address, without a token.
     *
     * @return this
     */
    public ServerBuilder open() {
        isOpen = true;
        return this;
    }

    /**
     * Speaks TLS.
     *
     * @param chain the certificates, PEM
     * @param secret the first one's key, PEM (PKCS #8)
     * @return this
     */
    public ServerBuilder tls(Path chain, Path secret) {
        certificate = Optional.ofNullable(chain);
        key = Optional.ofNullable(secret);
        return this;
    }

    /**
     * Opens the model and then the door.
     *
     * @return at work
     * @throws IllegalArgumentException if the port is taken, the address is not this machine's, or a
     *     setting cannot be
     * @throws dev.hearth.data.BadDataException if a certificate is none
     * @throws RuntimeException what opening the model throws
     */
    public PictureServer start() {
        return new PictureServer(
                opening,
                new ServerSettings(
                        address,
                        crops,
                        linger,
                        waiting,
                        deadline,
                        patience,
                        drain,
                        memory,
                        connections,
                        token,
                        isOpen,
                        certificate,
                        key));
    }
}
