package dev.hearth.train.exchange;

import dev.hearth.data.BadDataException;
import dev.hearth.train.WorkerLostException;
import dev.hearth.weights.AtomicFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Workers that find each other by files in a folder that they share and nobody else can read: the secret,
 * and for each worker where it is to be reached.
 *
 * <pre>{@code
 * static Exchange join(Path folder, int rank) {   // called by each of two processes
 *     return FolderMeeting.join(
 *             folder, rank, 2, java.net.InetAddress.getLoopbackAddress(), TcpExchange.DEADLINE);
 * }
 * }</pre>
 */
public final class FolderMeeting {

    private static final String SECRET = "secret";
    private static final int SECRET_BYTES = 32;
    private static final int POLL_MILLISECONDS = 10;

    private FolderMeeting() {}

    /**
     * Makes the folder of one meeting, readable by this user alone.
     *
     * @return new, among the system's temporary files
     */
    public static Path open() {
        try {
            Path folder = Files.createTempDirectory("hearth-workers");
            byte[] secret = new byte[SECRET_BYTES];
            new SecureRandom().nextBytes(secret);
            AtomicFile.write(folder.resolve(SECRET), HexFormat.of().formatHex(secret));
            return folder;
        } catch (IOException failure) {
            throw AtomicFile.unwritable(Path.of(System.getProperty("java.io.tmpdir")), failure);
        }
    }

    /**
     * Waits for the other workers and connects with each.
     *
     * @param folder that {@link #open} made
     * @param at an address of this machine that the others can reach
     * @param deadline for the others to come, and later to answer
     * @throws WorkerLostException if one does not come in time
     */
    public static TcpExchange join(
            Path folder, int rank, int workers, InetAddress at, Duration deadline) {
        try (TcpExchange.Listener own = TcpExchange.listen(at)) {
            InetSocketAddress address = own.address();
            AtomicFile.write(
                    file(folder, rank),
                    address.getAddress().getHostAddress() + "\n" + address.getPort() + "\n");
            long end = System.nanoTime() + deadline.toNanos();
            List<InetSocketAddress> all = new ArrayList<>();
            for (int other = 0; other < workers; other++) {
                all.add(await(file(folder, other), other, end, deadline));
            }
            byte[] secret =
                    HexFormat.of().parseHex(Files.readString(folder.resolve(SECRET)).strip());
            return own.connect(rank, all, secret, deadline);
        } catch (IOException | IllegalArgumentException broken) {
            throw new BadDataException(
                    "Workers meet in a folder that FolderMeeting.open has made",
                    folder + " (" + broken.getMessage() + ")",
                    "Let all workers name the same folder",
                    broken);
        }
    }

    private static Path file(Path folder, int rank) {
        return folder.resolve("worker-" + rank);
    }

    private static InetSocketAddress await(Path file, int rank, long end, Duration deadline)
            throws IOException {
        while (!Files.exists(file)) {
            if (System.nanoTime() > end) {
                throw new WorkerLostException(
                        rank, "did not come within " + deadline.toSeconds() + " s", null);
            }
            try {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLISECONDS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new WorkerLostException(rank, "was not waited for", interrupted);
            }
        }
        List<String> lines = Files.readAllLines(file);
        if (lines.size() != 2) {
            throw new IOException("no address in " + file);
        }
        return new InetSocketAddress(
                InetAddress.getByName(lines.get(0)), Integer.parseInt(lines.get(1)));
    }
}
