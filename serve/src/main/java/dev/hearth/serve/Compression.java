package dev.hearth.serve;

import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * An endpoint whose requests may be compressed, and whose replies are where they are asked for so. What
 * takes long of that happens on the threads for decoding, within the bounds on what waits.
 */
final class Compression implements Endpoint {

    /** Shorter replies fit into one packet as they are. */
    private static final int WORTH = 1 << 10;

    /** Bytes of a reply that the thread of the network compresses itself, at most. */
    private static final int BRIEF = 8 << 10;

    private final Endpoint plain;
    private final Inference inference;
    private final int mostBytes;

    /**
     * Around an endpoint.
     *
     * @param mostBytes of an unpacked body
     */
    Compression(Endpoint plain, Inference inference, int mostBytes) {
        this.plain = plain;
        this.inference = inference;
        this.mostBytes = mostBytes;
    }

    @Override
    public CompletableFuture<Reply> answer(Request request, Executor replies) {
        String given = request.headers().get(HttpHeaderNames.CONTENT_ENCODING);
        boolean hasBody = request.method().equals("POST");
        ContentCoding coding =
                ContentCoding.of(hasBody ? given : null).orElse(ContentCoding.IDENTITY);
        CompletableFuture<Reply> coming =
                coding == ContentCoding.IDENTITY
                        ? plain.answer(request, replies)
                        : unpacked(request, coding)
                                .thenComposeAsync(body -> plain.answer(body, replies), replies);
        ContentCoding accepted =
                ContentCoding.accepted(request.headers().get(HttpHeaderNames.ACCEPT_ENCODING));
        return accepted == ContentCoding.IDENTITY
                ? coming
                : coming.thenCompose(reply -> packed(reply, accepted));
    }

    private CompletableFuture<Request> unpacked(Request request, ContentCoding coding) {
        return inference.work(
                false,
                request.share(),
                admission ->
                        CompletableFuture.completedFuture(
                                request.with(
                                        coding.unpacked(
                                                request.body(), mostBytes, request.share()))));
    }

    private CompletableFuture<Reply> packed(Reply reply, ContentCoding coding) {
        boolean worth = reply.body().length >= WORTH && !reply.type().startsWith("image/");
        if (reply.status() != 200 || !worth) {
            return CompletableFuture.completedFuture(reply);
        }
        return reply.body().length <= BRIEF
                ? CompletableFuture.completedFuture(compressed(reply, coding))
                : inference.later(() -> compressed(reply, coding), reply);
    }

    private static Reply compressed(Reply reply, ContentCoding coding) {
        Map<String, String> headers = new LinkedHashMap<>(reply.headers());
        headers.put("Content-Encoding", coding.word());
        headers.put("Vary", "Accept-Encoding");
        return new Reply(reply.status(), reply.type(), coding.packed(reply.body()), headers);
    }
}
