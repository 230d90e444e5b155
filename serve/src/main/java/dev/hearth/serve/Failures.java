package dev.hearth.serve;

import dev.hearth.data.BadDataException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;

/** From what was thrown to what is said. */
final class Failures {

    private Failures() {}

    static Refusal of(Throwable thrown, ServerSettings settings) {
        Throwable cause = thrown;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof Refusal refusal) {
            return refusal;
        } else if (cause instanceof BadDataException bad) {
            return Refusal.said(Refusal.Kind.BAD_PICTURE, bad.getMessage());
        } else if (cause instanceof TimeoutException || cause instanceof CancellationException) {
            return new Refusal(
                    Refusal.Kind.DEADLINE,
                    "The server answers within " + settings.deadline().toMillis() + " ms",
                    "a request that waited longer",
                    "Ask again later, or give it more with --deadline");
        } else if (cause instanceof RejectedExecutionException) {
            return new Refusal(
                    Refusal.Kind.FULL,
                    "The server answers as many as it can",
                    "one more, while " + cause.getMessage(),
                    "Ask again a little later");
        } else if (cause instanceof OutOfMemoryError) {
            return Inference.full();
        }
        String said = cause.getMessage();
        return Refusal.said(
                Refusal.Kind.NET,
                "The net failed: "
                        + (cause instanceof RuntimeException && said != null ? said : cause));
    }
}
