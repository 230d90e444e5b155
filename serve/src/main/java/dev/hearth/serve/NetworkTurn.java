package dev.hearth.serve;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * What one thread of the network reads in one turn of its loop and computes together at the end of the
 * turn: to call a small net takes longer than to compute one example more. Used by that thread alone.
 */
final class NetworkTurn {

    private record Waiting(Rows rows, CompletableFuture<float[]> answer) {}

    private final Executor loop;
    private final Function<List<Rows>, Optional<List<float[]>>> computing;
    private final Function<Rows, CompletableFuture<float[]>> asking;
    private List<Waiting> waiting = new ArrayList<>();
    private int examples;

    /**
     * A turn in which nothing has been read.
     *
     * @param loop does something on the thread, once it has read all that there is
     * @param computing answers several at once on the calling thread; empty where it does not
     * @param asking has another thread answer
     */
    NetworkTurn(
            Executor loop,
            Function<List<Rows>, Optional<List<float[]>>> computing,
            Function<Rows, CompletableFuture<float[]>> asking) {
        this.loop = loop;
        this.computing = computing;
        this.asking = asking;
    }

    /**
     * Joins the others of this turn.
     *
     * @param most examples that are computed together, no fewer than the rows; where there are as many,
     *     they are at once
     */
    CompletableFuture<float[]> add(Rows rows, int most) {
        if (examples + rows.count() > most) {
            compute();
        }
        Waiting one = new Waiting(rows, new CompletableFuture<>());
        waiting.add(one);
        examples += rows.count();
        if (examples >= most) {
            compute();
        } else if (waiting.size() == 1) {
            loop.execute(this::compute);
        }
        return one.answer();
    }

    private void compute() {
        if (waiting.isEmpty()) {
            return;
        }
        // An answer may let the next request of its connection in.
        List<Waiting> all = waiting;
        waiting = new ArrayList<>();
        examples = 0;
        Optional<List<float[]>> answers = computing.apply(all.stream().map(Waiting::rows).toList());
        for (int i = 0; i < all.size(); i++) {
            if (answers.isPresent()) {
                all.get(i).answer().complete(answers.get().get(i));
            } else {
                ask(all.get(i));
            }
        }
    }

    private void ask(Waiting one) {
        try {
            asking.apply(one.rows())
                    .whenComplete(
                            (answer, failure) -> {
                                if (failure == null) {
                                    one.answer().complete(answer);
                                } else {
                                    one.answer().completeExceptionally(failure);
                                }
                            });
        } catch (RuntimeException refused) {
            one.answer().completeExceptionally(refused);
        }
    }
}
