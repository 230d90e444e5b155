package dev.hearth.serve;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Answers whole requests of one path, without blocking. */
@FunctionalInterface
interface Endpoint {

    /**
     * Begins to answer.
     *
     * @param request that came whole
     * @param replies where the reply is put together
     * @return the reply, or a failure
     * @throws Refusal if it is refused at once
     */
    CompletableFuture<Reply> answer(Request request, Executor replies);

    /** One that knows its answer. */
    static Endpoint of(java.util.function.Supplier<Reply> reply) {
        return (request, replies) -> CompletableFuture.completedFuture(reply.get());
    }
}
