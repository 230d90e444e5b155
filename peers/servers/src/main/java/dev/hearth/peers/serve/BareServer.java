package dev.hearth.peers.serve;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What no server can beat: sockets and ONNX Runtime, and nothing between. It reads a request up to its length, runs
 * the net on numbers that are always the same, and writes a reply that is always the same: no picture is decoded, no
 * JSON read or written, nothing checked, bounded or counted. PORT MODEL CHANNELS SIDE THREADS ALONE: threads that
 * read, compute and write, and threads for the net while one connection alone is open.
 */
public final class BareServer {

    private static final long SPIN = 60_000;
    private static final byte[] BODY =
            ("{\"output\":[" + "0.12345678,".repeat(13) + "0.1]}")
                    .getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEAD =
            ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                            + BODY.length
                            + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII);

    private static final AtomicInteger OPEN = new AtomicInteger();

    private BareServer() {}

    /** The net with memory of its own. */
    private static final class Net {
        private final OrtSession session;
        private final Map<String, OnnxTensor> in;
        private final Map<String, OnnxValue> out;

        Net(Path model, long[] shape, int threads) throws OrtException {
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            OrtSession.SessionOptions options = new OrtSession.SessionOptions();
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            session = environment.createSession(model.toString(), options);
            int count = (int) (shape[1] * shape[2] * shape[3]);
            ByteBuffer numbers =
                    ByteBuffer.allocateDirect(Float.BYTES * count).order(ByteOrder.nativeOrder());
            for (int i = 0; i < count; i++) {
                numbers.putFloat(4 * i, (i * 37 % 256) / 128f - 1);
            }
            ByteBuffer room =
                    ByteBuffer.allocateDirect(Float.BYTES * 10).order(ByteOrder.nativeOrder());
            in =
                    Map.of(
                            session.getInputNames().iterator().next(),
                            OnnxTensor.createTensor(environment, numbers.asFloatBuffer(), shape));
            out =
                    Map.of(
                            session.getOutputNames().iterator().next(),
                            OnnxTensor.createTensor(
                                    environment, room.asFloatBuffer(), new long[] {1, 10}));
        }

        void run() throws OrtException {
            session.run(in, out).close();
        }
    }

    /** A connection's request as far as it has come. */
    private static final class Request {
        private final ByteBuffer came = ByteBuffer.allocate(1 << 20);

        boolean isWhole() {
            byte[] bytes = came.array();
            int length = 0;
            for (int i = 3; i < came.position(); i++) {
                if (bytes[i] == '\n' && bytes[i - 2] == '\n') {
                    return came.position() >= i + 1 + length;
                }
                boolean says =
                        bytes[i] == ':' && i > 14 && bytes[i - 1] == 'h' && bytes[i - 7] == '-';
                for (int k = i + 2; says && bytes[k] != '\r'; k++) {
                    length = 10 * length + bytes[k] - '0';
                }
            }
            return false;
        }
    }

    private static void serve(Selector selector, Net several, Net alone) {
        ByteBuffer reply = ByteBuffer.allocateDirect(HEAD.length + BODY.length).put(HEAD).put(BODY);
        try {
            while (true) {
                long begun = System.nanoTime();
                while (OPEN.get() == 1
                        && selector.selectNow() == 0
                        && System.nanoTime() - begun < SPIN) {
                    Thread.onSpinWait();
                }
                if (selector.selectedKeys().isEmpty()) {
                    selector.select();
                }
                for (SelectionKey key : selector.selectedKeys()) {
                    if (key.isValid() && key.channel() instanceof SocketChannel channel) {
                        answer(key, channel, OPEN.get() == 1 ? alone : several, reply);
                    }
                }
                selector.selectedKeys().clear();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (OrtException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static void answer(SelectionKey key, SocketChannel channel, Net net, ByteBuffer reply)
            throws IOException, OrtException {
        Request request = (Request) key.attachment();
        boolean open;
        try {
            open = channel.read(request.came) >= 0;
            if (open && request.isWhole()) {
                request.came.clear();
                net.run();
                channel.write(reply.rewind());
            }
        } catch (IOException reset) {
            // The load ends its connections so, and it must not end this thread.
            open = false;
        }
        if (!open) {
            OPEN.decrementAndGet();
            channel.close();
        }
    }

    /**
     * The entry.
     *
     * @param arguments port, model, channels, side, threads, threads alone
     */
    public static void main(String[] arguments) throws IOException, OrtException {
        Path model = Path.of(arguments[1]);
        int side = Integer.parseInt(arguments[3]);
        long[] shape = {1, Integer.parseInt(arguments[2]), side, side};
        Net alone = new Net(model, shape, Integer.parseInt(arguments[5]));
        List<Selector> selectors = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(arguments[4]); i++) {
            Selector selector = Selector.open();
            selectors.add(selector);
            Net several = new Net(model, shape, 1);
            new Thread(() -> serve(selector, several, alone)).start();
        }
        ServerSocketChannel listening = ServerSocketChannel.open();
        listening.bind(new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[0])), 1024);
        for (int i = 0; ; i++) {
            SocketChannel channel = listening.accept();
            OPEN.incrementAndGet();
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            Selector selector = selectors.get(i % selectors.size());
            channel.register(selector, SelectionKey.OP_READ, new Request());
            selector.wakeup();
        }
    }
}
