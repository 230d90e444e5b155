package dev.hearth.train.exchange;

import dev.hearth.train.WorkerLostException;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * How the connections between workers come about: each dials those of lower ranks and lets in those of
 * higher ones. Either side sends 32 random bytes and its rank, and then proves that it knows the secret by
 * an HMAC-SHA256 over both sides' bytes and its own rank. Whoever cannot is dropped, and the wait goes on.
 */
final class Meeting implements AutoCloseable {

    private static final int NONCE = 32;
    private static final int PROOF = 32;
    private static final int BACKLOG = 512;

    /** For one stranger, who must not hold up the others. */
    private static final int PATIENCE = 2000;

    private static final String MISSING = "did not find all the others";

    private final ServerSocket server;

    Meeting(InetAddress at) throws IOException {
        server = new ServerSocket(0, BACKLOG, at);
    }

    InetSocketAddress address() {
        return new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
    }

    Peer[] connect(int rank, List<InetSocketAddress> addresses, byte[] secret, Duration deadline) {
        long end = System.nanoTime() + deadline.toNanos();
        Peer[] peers = new Peer[addresses.size()];
        boolean isComplete = false;
        try {
            for (int other = 0; other < rank; other++) {
                peers[other] = dial(rank, other, addresses.get(other), secret, deadline, end);
            }
            for (int missing = addresses.size() - 1 - rank; missing > 0; ) {
                if (admit(rank, peers, secret, deadline, end)) {
                    missing--;
                }
            }
            isComplete = true;
            return peers;
        } finally {
            if (!isComplete) {
                for (Peer peer : peers) {
                    if (peer != null) {
                        peer.sendFailure(rank, MISSING.getBytes(StandardCharsets.UTF_8));
                        peer.drop();
                    }
                }
            }
        }
    }

    private static Peer dial(
            int rank,
            int other,
            InetSocketAddress address,
            byte[] secret,
            Duration deadline,
            long end) {
        Socket socket = new Socket();
        try {
            socket.connect(address, left(end));
            socket.setSoTimeout(left(end));
            if (handshake(socket, rank, secret) != other) {
                throw new IOException("not who was expected");
            }
            return new Peer(other, socket, deadline);
        } catch (IOException absent) {
            drop(socket);
            throw new WorkerLostException(
                    other, "is not at " + address + " (" + absent.getMessage() + ")", absent);
        }
    }

    private boolean admit(int rank, Peer[] peers, byte[] secret, Duration deadline, long end) {
        Socket socket;
        try {
            server.setSoTimeout(left(end));
            socket = server.accept();
        } catch (IOException nobody) {
            int missing = rank + 1;
            while (peers[missing] != null) {
                missing++;
            }
            throw new WorkerLostException(
                    missing, "did not come within " + deadline.toSeconds() + " s", nobody);
        }
        try {
            socket.setSoTimeout(Math.min(PATIENCE, left(end)));
            int other = handshake(socket, rank, secret);
            if (other > rank && other < peers.length && peers[other] == null) {
                peers[other] = new Peer(other, socket, deadline);
                return true;
            }
        } catch (IOException stranger) {
            // Who does not know the secret is not let in.
        }
        drop(socket);
        return false;
    }

    private static int left(long end) throws SocketTimeoutException {
        long milliseconds = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (milliseconds <= 0) {
            throw new SocketTimeoutException("the deadline has passed");
        }
        return (int) Math.min(Integer.MAX_VALUE, milliseconds);
    }

    /** The other's rank, proven. */
    private static int handshake(Socket socket, int rank, byte[] secret) throws IOException {
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        DataInputStream in = new DataInputStream(socket.getInputStream());
        byte[] mine = new byte[NONCE];
        new SecureRandom().nextBytes(mine);
        out.write(mine);
        out.writeInt(rank);
        byte[] other = new byte[NONCE];
        in.readFully(other);
        int otherRank = in.readInt();
        if (otherRank == rank) {
            throw new IOException("this worker's own rank");
        }
        out.write(proof(secret, mine, other, rank));
        byte[] proof = new byte[PROOF];
        in.readFully(proof);
        if (!MessageDigest.isEqual(proof, proof(secret, other, mine, otherRank))) {
            throw new IOException("another secret");
        }
        return otherRank;
    }

    private static byte[] proof(byte[] secret, byte[] own, byte[] other, int rank) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            mac.update("hearth-exchange-1".getBytes(StandardCharsets.UTF_8));
            mac.update(own);
            mac.update(other);
            return mac.doFinal(ByteBuffer.allocate(Integer.BYTES).putInt(rank).array());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void drop(Socket socket) {
        try {
            socket.close();
        } catch (IOException ignored) {
            // It is closed for this side.
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException ignored) {
            // The port ends with the process.
        }
    }
}
