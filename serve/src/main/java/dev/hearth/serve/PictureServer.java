package dev.hearth.serve;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultSelectStrategyFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SelectStrategyFactory;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.channels.spi.SelectorProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A net that classifies pictures, behind HTTP: {@code POST /predict} takes pictures and gives JSON, {@code
 * POST /heatmap} gives a picture of what spoke for a class;
 * {@code /v2} is the Open Inference Protocol that clusters speak; {@code /health}, {@code /metrics}, a
 * page at {@code /} and {@code /openapi.json}. It stands on Netty, because its reads do not block (a slow
 * sender holds a socket, not a thread), it is small, and it is under Apache-2.0.
 *
 * <p>Decoding and the net have threads of their own; health is answered by the threads that read, which never
 * wait. What takes microseconds they compute themselves, all that they have read in one turn together, and up to two
 * milliseconds for a connection that asks alone. What waits is bounded in count, bytes and time. Where a request is
 * refused, {@code
 * {"error": "…"}} says so in three parts: 400 for what is no picture, 413 for what is too large, 500 where
 * the net does not answer with finite numbers, 503 where too many wait, 504 after the deadline.
 *
 * <pre>{@code
 * static void serve(ServedModel digits) throws Exception {
 *     try (PictureServer server = PictureServer.builder(() -> digits).port(8080).start()) {
 *         System.out.println(server.address());
 *         Thread.sleep(60_000);
 *     }
 * }
 * }</pre>
 */
public final class PictureServer implements AutoCloseable {

    /** Bytes of a body at most. */
    public static final int MOST_BYTES = 32 << 20;

    private static final int LINE = 8 << 10;
    private static final int HEADERS = 32 << 10;
    private static final int CHUNK = 64 << 10;

    private final ServerSettings settings;
    private final Inference inference;
    private final Services services;
    private final EventLoopGroup accepting;
    private final EventLoopGroup loops;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final Channel listening;

    PictureServer(Supplier<ServedModel> opening, ServerSettings settings) {
        this.settings = settings;
        Optional<SslContext> tls = Tls.of(settings);
        RequestPace pace = new RequestPace();
        this.inference = new Inference(opening, settings, pace);
        // By itself, so that connections are accepted whatever the others do.
        this.accepting =
                new MultiThreadIoEventLoopGroup(
                        1,
                        new DefaultThreadFactory("hearth-accept", true),
                        NioIoHandler.newFactory());
        this.loops =
                new NetworkThreads(inference::hangs)
                        .started(
                                NioIoHandler.newFactory(
                                        SelectorProvider.provider(), spinning(pace)));
        Metrics metrics = new Metrics();
        this.services =
                new Services(settings, inference, router(metrics), metrics, pace, MOST_BYTES);
        try {
            this.listening = open(tls);
        } catch (RuntimeException failure) {
            accepting.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            inference.close(settings.drain());
            throw failure;
        }
    }

    /** On one processor a thread that looks for a request keeps its sender from sending it. */
    private static SelectStrategyFactory spinning(RequestPace pace) {
        return Runtime.getRuntime().availableProcessors() > 1
                ? () -> new BriefSpin(pace)
                : DefaultSelectStrategyFactory.INSTANCE;
    }

    /**
     * Begins to set one up.
     *
     * @param opening opens the model, on the thread that computes it; again after an error
     * @return with usual settings: this machine alone, any free port
     */
    public static ServerBuilder builder(Supplier<ServedModel> opening) {
        return new ServerBuilder(opening);
    }

    private Router router(Metrics metrics) {
        String name = ServerBuilder.addressable(inference.model().name());
        Endpoint predict = new PredictEndpoint(inference);
        Endpoint infer = new InferEndpoint(inference, name);
        Reply page = Page.page();
        Reply description = Page.description(name);
        List<Route> routes = new ArrayList<>();
        routes.add(
                new Route(
                        "/predict",
                        "POST",
                        true,
                        Set.of("image/*", "application/octet-stream", "multipart/form-data"),
                        "Send a picture as the body: curl -H 'Content-Type: image/jpeg' --data-binary"
                                + " @picture.jpg",
                        predict));
        routes.add(
                new Route(
                        "/heatmap",
                        "POST",
                        true,
                        Set.of("image/*", "application/octet-stream"),
                        "Send a picture as the body: curl -H 'Content-Type: image/jpeg' --data-binary"
                                + " @picture.jpg -o heat.png",
                        new HeatMapEndpoint(inference)));
        routes.addAll(new ModelDescriptions(inference).routes(name));
        for (String version : List.of("", "/versions/1")) {
            routes.add(
                    new Route(
                            "/v2/models/" + name + version + "/infer",
                            "POST",
                            true,
                            Set.of("", "application/json", "application/octet-stream"),
                            "Send JSON: curl -H 'Content-Type: application/json' -d @request.json",
                            infer));
        }
        routes.add(
                Route.get(
                        "/metrics",
                        true,
                        Endpoint.of(
                                () ->
                                        Reply.text(
                                                "text/plain; version=0.0.4",
                                                metrics.text(inference)))));
        routes.add(Route.get("/openapi.json", false, Endpoint.of(() -> description)));
        routes.add(Route.get("/", false, Endpoint.of(() -> page)));
        routes.replaceAll(
                route -> route.with(new Compression(route.endpoint(), inference, MOST_BYTES)));
        return new Router(routes);
    }

    private Channel open(Optional<SslContext> tls) {
        InetSocketAddress address = settings.address();
        ChannelFuture bound =
                new ServerBootstrap()
                        .group(accepting, loops)
                        .channel(NioServerSocketChannel.class)
                        .option(ChannelOption.SO_BACKLOG, 1024)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childHandler(
                                new ChannelInitializer<>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        begin(channel, tls);
                                    }
                                })
                        .bind(address)
                        .awaitUninterruptibly();
        if (bound.isSuccess()) {
            return bound.channel();
        }
        Throwable failure = bound.cause();
        boolean taken = failure instanceof BindException;
        throw new IllegalArgumentException(
                (taken
                                ? "serve needs a free port of this machine. Received: "
                                : "serve needs a port to listen on. Received: ")
                        + address.getHostString()
                        + ":"
                        + address.getPort()
                        + ", "
                        + failure.getMessage()
                        + ". Name another with --port, or 0 for any.",
                failure);
    }

    private void begin(Channel channel, Optional<SslContext> tls) {
        if (connections.size() >= settings.connections()) {
            channel.close();
            return;
        }
        connections.add(channel);
        tls.ifPresent(context -> channel.pipeline().addLast(context.newHandler(channel.alloc())));
        channel.pipeline()
                .addLast(
                        new HttpServerCodec(
                                new HttpDecoderConfig()
                                        .setMaxInitialLineLength(LINE)
                                        .setMaxHeaderSize(HEADERS)
                                        .setMaxChunkSize(CHUNK)))
                .addLast(new FlowControlHandler())
                .addLast(new Connection(services));
    }

    /**
     * Where it listens.
     *
     * @return with the port that it got
     */
    public InetSocketAddress address() {
        return (InetSocketAddress) listening.localAddress();
    }

    /**
     * What it serves.
     *
     * @return the model, as it was opened last
     */
    public ServedModel model() {
        return inference.model();
    }

    /**
     * Refuses what comes from now on and is not ready any longer, answers what is at work for as long as
     * the drain's time, and closes the net and the port.
     */
    @Override
    public void close() {
        services.drain();
        long until = System.nanoTime() + settings.drain().toNanos();
        try {
            while (services.metrics().busy().get() > 0 && System.nanoTime() - until < 0) {
                Thread.sleep(2);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        listening.close().awaitUninterruptibly();
        long left = Math.max(TimeUnit.SECONDS.toNanos(1), until - System.nanoTime());
        inference.close(Duration.ofNanos(left));
        // Replies that were written a moment ago go out before their connections close.
        connections.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
        accepting.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
    }
}
