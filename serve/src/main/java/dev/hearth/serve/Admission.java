package dev.hearth.serve;

import dev.hearth.inference.ImageClassifier;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A request's place among those that wait: how many of its pictures are on their way to the net, and
 * what has been asked for it. Closed once all has been asked; what was not asked then is on its way no
 * longer.
 */
final class Admission implements AutoCloseable {

    private final Inference inference;
    private final MemoryBudget.Share share;
    private final List<CompletableFuture<float[]>> asked = new CopyOnWriteArrayList<>();
    private int left;
    private volatile boolean cancelled;
    private volatile boolean waiting;

    Admission(Inference inference, MemoryBudget.Share share) {
        this.inference = inference;
        this.share = share;
    }

    /** Takes in more pictures of the same request, or throws a {@link Refusal}. */
    void add(int pictures) {
        inference.admit(pictures);
        left += pictures;
    }

    /**
     * The shares of one of its pictures.
     *
     * @throws CancellationException if nobody waits any more: it is not decoded
     */
    CompletableFuture<float[]> picture(byte[] bytes, String name) {
        if (cancelled) {
            throw new CancellationException();
        }
        ImageClassifier classifier = inference.model().classifier();
        int squares = inference.crops().count();
        return rows(inference.squares(bytes, name, share), squares)
                .thenApply(logits -> classifier.shares(logits, squares));
    }

    /** The net's numbers for examples that count as one picture. */
    CompletableFuture<float[]> rows(float[] values, int count) {
        CompletableFuture<float[]> answer =
                inference.ask(new Rows(values, count, () -> !cancelled), this);
        left--;
        inference.dismiss(1);
        asked.add(answer);
        if (cancelled) {
            answer.cancel(false);
        }
        return answer;
    }

    /** An answer may take long. */
    void waits() {
        waiting = true;
    }

    boolean isWaiting() {
        return waiting;
    }

    /** Nobody waits any more: what has not been computed yet is left out. */
    void cancel() {
        cancelled = true;
        asked.forEach(answer -> answer.cancel(false));
    }

    @Override
    public void close() {
        inference.dismiss(left);
        left = 0;
    }
}
