package dev.hearth.train.exchange;

import dev.hearth.tensor.Check;
import dev.hearth.train.Exchange;
import dev.hearth.train.WorkerLostException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * An exchange over a TCP connection between each two workers. Each worker sums one part of the numbers
 * and hands the sums of its part to all: of {@code n} bytes, each sends and receives 2n(w − 1)/w, whatever
 * the count w of workers.
 *
 * <p>Every sixth of the deadline each worker sends a sign of life to the others, so one that computes for
 * longer than the deadline is not taken for lost; one that has ended, is stopped, or cannot be reached is.
 * Workers prove to each other that they know a shared secret before anything else is read (HMAC-SHA256
 * over numbers that both have drawn); the numbers themselves are not encrypted.
 *
 * <pre>{@code
 * static void train(
 *         int rank,
 *         List<java.net.InetSocketAddress> addresses,
 *         TcpExchange.Listener own,
 *         byte[] secret) {
 *     try (Exchange exchange = own.connect(rank, addresses, secret, TcpExchange.DEADLINE)) {
 *         float[] gradient = {rank, 1};
 *         exchange.sum(gradient);
 *     }
 * }
 * }</pre>
 */
public final class TcpExchange implements Exchange {

    /** After how long a silent worker is taken for lost, unless said otherwise. */
    public static final Duration DEADLINE = Duration.ofSeconds(60);

    /** Floats that are read, added and written at a time; they stay in a core's cache. */
    private static final int SEGMENT = 1 << 15;

    private final int rank;
    private final Peer[] peers;
    private final Thread signs;
    private final float[] sums = new float[SEGMENT];
    private final float[] came = new float[SEGMENT];
    private int sequence;
    private volatile boolean lost;

    TcpExchange(int rank, Peer[] peers, Duration deadline) {
        this.rank = rank;
        this.peers = peers;
        this.signs = new Thread(() -> sendSigns(deadline.toMillis() / 6), "hearth-signs-" + rank);
        signs.setDaemon(true);
        signs.start();
    }

    /**
     * Where a worker can be reached.
     *
     * @param at an address of this machine that the others can reach; {@link
     *     InetAddress#getLoopbackAddress} where they are on the same one
     * @return on a free port
     * @throws IOException if the address is not this machine's
     */
    public static Listener listen(InetAddress at) throws IOException {
        return new Listener(at);
    }

    /** A port at which a worker waits for the others. */
    public static final class Listener implements AutoCloseable {

        private final Meeting meeting;

        private Listener(InetAddress at) throws IOException {
            this.meeting = new Meeting(at);
        }

        /** To be made known to the other workers. */
        public InetSocketAddress address() {
            return meeting.address();
        }

        /**
         * Connects this worker with each other one, and closes the port.
         *
         * @param rank of this worker
         * @param addresses of all, by rank
         * @param secret that all workers share, and nobody else
         * @param deadline for the others to be there, and later to answer
         * @throws WorkerLostException if one is not there in time
         */
        public TcpExchange connect(
                int rank, List<InetSocketAddress> addresses, byte[] secret, Duration deadline) {
            if (rank < 0 || rank >= addresses.size()) {
                throw Check.error(
                        "A worker needs a rank from 0 to below the count of workers",
                        "rank=" + rank + ", workers=" + addresses.size(),
                        "Number the workers from 0");
            }
            try (Meeting own = meeting) {
                return new TcpExchange(
                        rank, own.connect(rank, addresses, secret, deadline), deadline);
            }
        }

        @Override
        public void close() {
            meeting.close();
        }
    }

    private void sendSigns(long every) {
        try {
            while (true) {
                Thread.sleep(Math.max(1, every));
                for (Peer peer : peers) {
                    if (peer != null) {
                        peer.sendSign();
                    }
                }
            }
        } catch (InterruptedException closed) {
            // The exchange is over.
        }
    }

    @Override
    public int rank() {
        return rank;
    }

    @Override
    public int workers() {
        return peers.length;
    }

    /** The number of an operation, the same on all workers. */
    private int next() {
        if (lost) {
            throw new IllegalStateException(
                    "An exchange can be used until it is closed or a worker is lost. Received: a call"
                            + " after that. Connect the workers again.");
        }
        return sequence++;
    }

    private int from(int part, int length) {
        return (int) ((long) part * length / peers.length);
    }

    @Override
    public void sum(float[] values) {
        int number = next();
        int length = values.length;
        int from = from(rank, length);
        int to = from(rank + 1, length);
        each(
                Frame.PART,
                number,
                length,
                (peer, of) -> peer.send(values, from(of, length), from(of + 1, length)));
        with(peer -> peer.expect(Frame.PART, number, length));
        for (int at = from; at < to; at += SEGMENT) {
            addSegment(values, at, Math.min(SEGMENT, to - at));
        }
        each(Frame.SUM, number, length, (peer, of) -> peer.send(values, from, to));
        with(
                peer -> {
                    peer.expect(Frame.SUM, number, length);
                    int end = from(peer.rank() + 1, length);
                    for (int at = from(peer.rank(), length); at < end; at += SEGMENT) {
                        peer.read(values, at, Math.min(SEGMENT, end - at));
                    }
                });
        with(Peer::awaitSent);
    }

    /** In the order of ranks. */
    private void addSegment(float[] values, int at, int count) {
        for (int of = 0; of < peers.length; of++) {
            float[] target = of == 0 ? sums : came;
            if (of == rank) {
                System.arraycopy(values, at, target, 0, count);
            } else {
                with(peers[of], peer -> peer.read(target, 0, count));
            }
            if (of > 0) {
                for (int i = 0; i < count; i++) {
                    sums[i] += came[i];
                }
            }
        }
        System.arraycopy(sums, 0, values, at, count);
    }

    @Override
    public byte[] fromFirst(byte[] message) {
        int number = next();
        if (rank != 0) {
            byte[][] read = new byte[1][];
            with(peers[0], first -> read[0] = first.expectMessage(number));
            return read[0];
        }
        each(Frame.MESSAGE, number, message.length, (peer, of) -> peer.send(message));
        with(Peer::awaitSent);
        return message;
    }

    @Override
    public List<byte[]> gather(byte[] message) {
        int number = next();
        each(Frame.MESSAGE, number, message.length, (peer, of) -> peer.send(message));
        List<byte[]> all = new ArrayList<>(Collections.nCopies(peers.length, message));
        with(peer -> all.set(peer.rank(), peer.expectMessage(number)));
        with(Peer::awaitSent);
        return all;
    }

    /** Something that is said to a worker. */
    @FunctionalInterface
    private interface Sending {
        void send(Peer peer, int of) throws IOException;
    }

    /** Something that is done with a worker's connection. */
    @FunctionalInterface
    private interface Step {
        void with(Peer peer) throws IOException;
    }

    private void each(Frame frame, int number, int length, Sending sending) {
        for (int of = 0; of < peers.length; of++) {
            Peer peer = peers[of];
            int to = of;
            if (peer != null) {
                peer.sendLater(frame, number, length, () -> sending.send(peer, to));
            }
        }
    }

    private void with(Step step) {
        for (Peer peer : peers) {
            if (peer != null) {
                with(peer, step);
            }
        }
    }

    private void with(Peer peer, Step step) {
        try {
            step.with(peer);
        } catch (SocketTimeoutException silent) {
            throw failed(
                    new WorkerLostException(
                            peer.rank(), "did not answer for " + peer.seconds() + " s", silent));
        } catch (IOException ended) {
            throw failed(
                    new WorkerLostException(
                            peer.rank(), "has ended (" + ended.getMessage() + ")", ended));
        } catch (WorkerLostException told) {
            throw failed(told);
        } catch (RuntimeException refused) {
            fail(refused.getMessage());
            throw refused;
        }
    }

    private WorkerLostException failed(WorkerLostException failure) {
        fail(failure.rank(), failure.what());
        return failure;
    }

    @Override
    public void fail(String why) {
        fail(rank, "failed: " + why);
    }

    /** Tells the others which worker is the cause. */
    private void fail(int cause, String what) {
        if (!lost) {
            lost = true;
            signs.interrupt();
            byte[] words = what.getBytes(StandardCharsets.UTF_8);
            List<Peer> all = Arrays.stream(peers).filter(Objects::nonNull).toList();
            List<Peer> told =
                    all.stream()
                            .filter(peer -> peer.rank() != cause && peer.sendFailure(cause, words))
                            .toList();
            told.forEach(Peer::awaitHeard);
            all.forEach(Peer::drop);
        }
    }

    @Override
    public void close() {
        if (!lost) {
            lost = true;
            signs.interrupt();
            List<Peer> all = Arrays.stream(peers).filter(Objects::nonNull).toList();
            all.forEach(Peer::sendEnd);
            all.forEach(Peer::close);
        }
    }
}
