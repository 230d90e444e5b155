package dev.hearth.serve;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

/**
 * What is asked of a {@link Batcher}.
 *
 * @param input the question
 * @param answer where its answer goes; completed by who no longer wants it
 */
record Question<I, O>(I input, CompletableFuture<O> answer) {

    static <I, O> Question<I, O> of(I input) {
        return new Question<>(input, new CompletableFuture<>());
    }

    /** Wanted by nobody. */
    static <I, O> Question<I, O> none() {
        return new Question<>(null, CompletableFuture.completedFuture(null));
    }

    boolean isWanted() {
        return !answer.isDone();
    }

    void refuse() {
        answer.completeExceptionally(new RejectedExecutionException("it has closed"));
    }
}
