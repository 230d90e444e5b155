package dev.hearth.serve;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * One connection: a request after the other is read, held within the memory of all, answered and
 * counted. Nothing is read while one is being answered. Everything here happens on the connection's
 * event loop, and nothing waits.
 */
final class Connection extends ChannelInboundHandlerAdapter {

    /** Bytes of a refused body that are read and dropped, so that the reply reaches its sender. */
    private static final long DROPPED = 64L << 20;

    private static final long SHORT = 1 << 20;

    private enum State {
        /** No request has begun. */
        IDLE,
        /** A body is coming. */
        READING,
        /** Somebody works on it. */
        ANSWERING,
        /** The reply goes out. */
        WRITING,
        /** The reply went out; the rest of the request is dropped. */
        DROPPING
    }

    private final Services services;
    private State state = State.IDLE;
    private long since = System.nanoTime();
    private long begun;
    private long dropped;
    private Future<?> watch;
    private HttpRequest head;
    private Route route;
    private String path;
    private String query;
    private String id;
    private MemoryBudget.Share share;
    private List<byte[]> body = new ArrayList<>();
    private int length;
    private boolean keep;
    private boolean isBusy;

    Connection(Services services) {
        this.services = services;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        services.inference().join(context.executor());
        long tick = Math.max(10, Math.min(1000, services.settings().patience().toMillis() / 4));
        watch =
                context.executor()
                        .scheduleAtFixedRate(
                                () -> look(context), tick, tick, TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        services.pace().closed(this);
        if (watch != null) {
            watch.cancel(false);
        }
        // Who works on a request finishes it.
        if (state != State.ANSWERING) {
            release();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // A peer that went away, or bytes that are no TLS.
        context.close();
    }

    /** Ends what takes too long. */
    private void look(ChannelHandlerContext context) {
        long patience = services.settings().patience().toNanos();
        long longest =
                switch (state) {
                    case IDLE -> 2 * patience;
                    case DROPPING -> Math.min(patience, TimeUnit.SECONDS.toNanos(1));
                    default -> patience;
                };
        if (state == State.ANSWERING || System.nanoTime() - since < longest) {
            return;
        }
        if (state == State.READING) {
            keep = false;
            refuse(
                    context,
                    new Refusal(
                            Refusal.Kind.SLOW,
                            "A request comes whole within "
                                    + services.settings().patience().toMillis()
                                    + " ms",
                            length + " bytes of it",
                            "Send it faster"),
                    false);
        } else {
            context.close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (state == State.DROPPING) {
                drop(context, message);
            } else if (message instanceof HttpRequest request) {
                begin(context, request);
            } else if (message instanceof HttpContent content && state == State.READING) {
                go(context, content);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void drop(ChannelHandlerContext context, Object message) {
        since = System.nanoTime();
        if (message instanceof HttpContent content) {
            // A kibibyte more, so that single bytes come to an end too.
            dropped += 1024 + content.content().readableBytes();
        }
        boolean last = message instanceof LastHttpContent;
        if (last && keep && !services.isDraining()) {
            become(State.IDLE);
        } else if (last || dropped > DROPPED) {
            context.close();
        }
    }

    private void become(State next) {
        state = next;
        since = System.nanoTime();
    }

    private void begin(ChannelHandlerContext context, HttpRequest request) {
        long idle = since;
        become(State.READING);
        begun = since;
        services.pace().begun(this, since - idle);
        head = request;
        route = null;
        path = "";
        length = 0;
        dropped = 0;
        keep = HttpUtil.isKeepAlive(request);
        id = services.id(request.headers().get("X-Request-Id"));
        share = services.inference().budget().share();
        try {
            refuseDamaged(request);
            QueryStringDecoder address = new QueryStringDecoder(request.uri());
            path = address.path();
            query = address.rawQuery();
            route = services.router().find(request.method().name(), path);
            services.guard().check(request, route);
            if (HttpUtil.getContentLength(request, 0L) > services.mostBytes()) {
                throw tooLarge();
            }
        } catch (Refusal refusal) {
            keep = keep && request.decoderResult().isSuccess() && isShort(request);
            refuse(context, refusal, !HttpUtil.is100ContinueExpected(request));
            return;
        } catch (IllegalArgumentException strange) {
            keep = false;
            refuse(
                    context,
                    new Refusal(
                            Refusal.Kind.BAD_REQUEST,
                            "A request names a path and the length of its body",
                            String.valueOf(strange.getMessage()),
                            "Send it as RFC 9112 has it"),
                    true);
            return;
        }
        if (HttpUtil.is100ContinueExpected(request)) {
            context.writeAndFlush(
                    new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
        }
    }

    private static void refuseDamaged(HttpRequest request) {
        if (request.decoderResult().isSuccess()) {
            return;
        }
        Throwable cause = request.decoderResult().cause();
        boolean large =
                cause instanceof TooLongHttpHeaderException
                        || cause instanceof TooLongHttpLineException;
        throw new Refusal(
                large ? Refusal.Kind.HEADERS : Refusal.Kind.BAD_REQUEST,
                "A request is HTTP/1.1, with a first line of 8 KiB and headers of 32 KiB at most",
                large ? "longer ones" : String.valueOf(cause.getMessage()),
                "Send it as RFC 9112 has it");
    }

    /** Whether what is left of a refused request is worth reading for the connection's sake. */
    private static boolean isShort(HttpRequest request) {
        return !HttpUtil.is100ContinueExpected(request)
                && !HttpUtil.isTransferEncodingChunked(request)
                && HttpUtil.getContentLength(request, 0L) <= SHORT;
    }

    private Refusal tooLarge() {
        return new Refusal(
                Refusal.Kind.TOO_LARGE,
                path + " takes bodies of at most " + (services.mostBytes() >> 20) + " MiB",
                "a larger one",
                "Make the picture smaller, or send fewer at once");
    }

    private void go(ChannelHandlerContext context, HttpContent content) {
        int more = content.content().readableBytes();
        boolean last = content instanceof LastHttpContent;
        if (!content.decoderResult().isSuccess()) {
            keep = false;
            refuse(
                    context,
                    new Refusal(
                            Refusal.Kind.BAD_REQUEST,
                            "A body comes as its headers say",
                            String.valueOf(content.decoderResult().cause().getMessage()),
                            "Send it as RFC 9112 has it"),
                    false);
        } else if (length + (long) more > services.mostBytes()) {
            keep = false;
            refuse(context, tooLarge(), !last);
        } else if (!share.grow(more)) {
            keep = false;
            refuse(context, Inference.full(), !last);
        } else {
            if (more > 0) {
                byte[] bytes = new byte[more];
                content.content().readBytes(bytes);
                body.add(bytes);
                length += more;
            }
            if (last) {
                answer(context);
            }
        }
    }

    private void answer(ChannelHandlerContext context) {
        become(State.ANSWERING);
        begun = since;
        isBusy = true;
        services.metrics().busy().incrementAndGet();
        CompletableFuture<Reply> coming;
        try {
            // Counted as busy before, so that the end waits for who is not refused.
            services.refuseDraining(route);
            Request request =
                    new Request(
                            head.method().name(), path, query, head.headers(), whole(), id, share);
            coming = route.endpoint().answer(request, task -> here(context, task));
        } catch (RuntimeException | Error failure) {
            coming = CompletableFuture.failedFuture(failure);
        }
        if (!coming.isDone()) {
            context.channel().config().setAutoRead(false);
        }
        coming.whenComplete(
                (reply, failure) -> here(context, () -> finish(context, reply, failure)));
    }

    /** On the connection's event loop: at once, if that is where we are. */
    private static void here(ChannelHandlerContext context, Runnable task) {
        if (context.executor().inEventLoop()) {
            task.run();
        } else {
            context.executor().execute(task);
        }
    }

    private byte[] whole() {
        List<byte[]> parts = body;
        body = new ArrayList<>();
        if (parts.size() == 1) {
            return parts.get(0);
        }
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    private void finish(ChannelHandlerContext context, Reply reply, Throwable failure) {
        if (failure == null) {
            send(context, reply, false);
            return;
        }
        Refusal refusal = Failures.of(failure, services.settings());
        services.metrics().failed(refusal.kind());
        send(context, Reply.of(refusal, ""), false);
    }

    /** Replies before the request has come whole; with {@code rest} the rest of it is read and dropped. */
    private void refuse(ChannelHandlerContext context, Refusal refusal, boolean rest) {
        services.metrics().failed(refusal.kind());
        body = new ArrayList<>();
        send(context, Reply.of(refusal, services.router().allowed(path)), rest);
    }

    private void send(ChannelHandlerContext context, Reply reply, boolean rest) {
        become(State.WRITING);
        boolean stay = keep && !services.isDraining();
        DefaultFullHttpResponse response =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1,
                        HttpResponseStatus.valueOf(reply.status()),
                        Unpooled.wrappedBuffer(reply.body()));
        HttpHeaders headers = response.headers();
        headers.set(HttpHeaderNames.CONTENT_TYPE, reply.type());
        headers.set(HttpHeaderNames.CONTENT_LENGTH, reply.body().length);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
        headers.set(
                HttpHeaderNames.CONTENT_SECURITY_POLICY,
                "default-src 'none'; frame-ancestors 'none'");
        headers.set("X-Request-Id", id);
        reply.headers().forEach(headers::set);
        if (!stay) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        String endpoint = route == null ? "other" : route.path();
        ChannelFuture writing = context.writeAndFlush(response);
        if (!writing.isDone()) {
            context.channel().config().setAutoRead(false);
        }
        writing.addListener(
                (ChannelFutureListener)
                        written -> {
                            release();
                            services.metrics()
                                    .replied(endpoint, reply.status(), System.nanoTime() - begun);
                            next(context, written.isSuccess(), stay, rest);
                        });
    }

    private void next(ChannelHandlerContext context, boolean written, boolean stay, boolean rest) {
        if (!written || !stay && !rest) {
            context.close();
        } else {
            become(rest ? State.DROPPING : State.IDLE);
            context.channel().config().setAutoRead(true);
        }
    }

    /** Lets go of what the request held, once its reply went out or never will. */
    private void release() {
        if (share != null) {
            share.close();
        }
        if (isBusy) {
            isBusy = false;
            services.metrics().busy().decrementAndGet();
        }
        body = new ArrayList<>();
    }
}
