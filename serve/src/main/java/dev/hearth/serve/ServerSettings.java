package dev.hearth.serve;

import dev.hearth.data.transform.TestCrops;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How a server is set up.
 *
 * @param address where it listens; port 0 takes a free one
 * @param crops squares of each picture
 * @param linger how long a picture waits at most for others that are on their way
 * @param waiting pictures that may wait, above 0
 * @param deadline within which a request is answered, or refused with 504
 * @param patience within which a request has to come whole
 * @param drain how long closing waits for what is at work
 * @param memory bytes that bodies and squares of all requests may hold together; decoding has as many
 *     once more
 * @param connections at once
 * @param token that requests have to show, if any
 * @param isOpen whether everybody may ask at an address that other machines reach
 * @param certificate PEM, for TLS
 * @param key PEM, of the certificate
 */
record ServerSettings(
        InetSocketAddress address,
        TestCrops crops,
        Duration linger,
        int waiting,
        Duration deadline,
        Duration patience,
        Duration drain,
        long memory,
        int connections,
        Optional<String> token,
        boolean isOpen,
        Optional<Path> certificate,
        Optional<Path> key) {

    /** The longest that a batch may take before the server calls itself dead. */
    static final Duration LONGEST_BATCH = Duration.ofMinutes(2);

    ServerSettings {
        if (waiting < 1 || connections < 1 || memory < 1 << 20) {
            throw new IllegalArgumentException(
                    "A server needs a queue and connections of at least 1 and a MiB of memory."
                            + " Received: waiting="
                            + waiting
                            + ", connections="
                            + connections
                            + ", memory="
                            + memory
                            + ". Use 256, 4096 and 268435456.");
        }
        boolean soon = deadline.isZero() || patience.isZero();
        if (linger.isNegative()
                || deadline.isNegative()
                || patience.isNegative()
                || drain.isNegative()
                || soon) {
            throw new IllegalArgumentException(
                    "A server needs times above 0 for deadline and patience, at least 0 for linger and"
                            + " drain. Received: deadline="
                            + deadline.toMillis()
                            + " ms, patience="
                            + patience.toMillis()
                            + " ms, linger="
                            + linger.toMillis()
                            + " ms, drain="
                            + drain.toMillis()
                            + " ms. Use 10000, 30000, 5 and 30000.");
        }
        if (!isLoopback(address) && token.isEmpty() && !isOpen) {
            throw new IllegalArgumentException(
                    "A server that other machines reach needs a token that requests show. Received: "
                            + address.getHostString()
                            + " without one. Set HEARTH_TOKEN or name a file with --token-file, or"
                            + " say --open to let everybody ask.");
        }
        if (certificate.isPresent() != key.isPresent()) {
            throw new IllegalArgumentException(
                    "TLS needs a certificate and its key. Received: only "
                            + certificate.or(() -> key).orElseThrow()
                            + ". Name both, with --cert and --key.");
        }
        if (token.isPresent() && !token.get().matches("[\\x21-\\x7e]{8,1024}")) {
            throw new IllegalArgumentException(
                    "A token needs 8 to 1024 visible ASCII characters. Received: "
                            + token.get().length()
                            + " characters that are none such. Make one with: openssl rand -hex 24");
        }
    }

    static boolean isLoopback(InetSocketAddress address) {
        return address.getAddress() != null && address.getAddress().isLoopbackAddress();
    }

    boolean isLoopback() {
        return isLoopback(address);
    }
}
