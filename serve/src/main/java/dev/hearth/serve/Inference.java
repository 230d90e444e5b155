package dev.hearth.serve;

import dev.hearth.data.BadDataException;
import dev.hearth.data.image.Picture;
import dev.hearth.data.image.PictureReader;
import dev.hearth.data.transform.TestCrops;
import dev.hearth.inference.ImageClassifier;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * From bytes to answers: what waits is bounded in count, in bytes and in time. Pictures are decoded and
 * cut on threads of their own, as many as there are cores; their squares wait for the net, which answers
 * those of several requests together.
 */
final class Inference {

    private static final long MOST_PIXELS = 40_000_000;

    /** The longest that a thread of the network computes itself in a turn. */
    private static final Duration BRIEF = Duration.ofNanos(500_000);

    /** An example that takes longer is left to the batcher's threads, which are several. */
    private static final Duration SMALL = Duration.ofNanos(64_000);

    /** The longest that a thread of the network computes itself where one connection alone asks. */
    private static final Duration ALONE = Duration.ofMillis(2);

    /** A thread of the network that computes for so long gets no more connections. */
    private static final Duration HANGING = Duration.ofMillis(50);

    /** Examples that it computes together, at most. */
    private static final int MOST_JOINED = 64;

    /** Bytes of a body that it reads itself, at most. */
    private static final int BRIEF_BYTES = 64 << 10;

    /** Bytes that decoding takes where it decodes itself, at most. */
    private static final long BRIEF_PICTURE = 256 << 10;

    private static final int KIB = 1024;

    private final ServerSettings settings;
    private final RequestPace pace;
    private final MemoryBudget budget;
    private final int decodingKib;
    private final Semaphore decoding;
    private final ExecutorService threads;
    private final PictureReader reader = new PictureReader(MOST_PIXELS);

    /** Taken in, and not yet asked of the net. */
    private final AtomicInteger coming = new AtomicInteger();

    private final AtomicReference<ServedModel> model = new AtomicReference<>();
    private final Batcher<Rows, float[]> batcher;

    /** Of the network's threads. */
    private final ThreadLocal<NetworkTurn> turns = new ThreadLocal<>();

    private volatile boolean draining;

    Inference(Supplier<ServedModel> opening, ServerSettings settings, RequestPace pace) {
        this.settings = settings;
        this.pace = pace;
        this.budget = new MemoryBudget(settings.memory());
        this.decodingKib = (int) Math.min(Integer.MAX_VALUE, settings.memory() / KIB);
        this.decoding = new Semaphore(decodingKib, true);
        this.threads =
                Executors.newFixedThreadPool(
                        Math.max(2, Runtime.getRuntime().availableProcessors()),
                        task -> {
                            Thread thread = new Thread(task, "hearth-decode");
                            thread.setDaemon(true);
                            return thread;
                        });
        this.batcher = new Batcher<>(() -> worker(opening.get()), limits(settings), coming::get);
    }

    private Worker<Rows, float[]> worker(ServedModel opened) {
        model.set(opened);
        return new ModelWorker(opened, settings.crops().count());
    }

    private static Batcher.Limits limits(ServerSettings settings) {
        // The net is given as many at once as it takes; many requests may share what comes of it.
        return new Batcher.Limits(64, settings.linger(), settings.waiting());
    }

    ServedModel model() {
        return model.get();
    }

    TestCrops crops() {
        return settings.crops();
    }

    MemoryBudget budget() {
        return budget;
    }

    Batcher.Counts counts() {
        return batcher.counts();
    }

    int waiting() {
        return coming.get() + batcher.waiting();
    }

    long memory() {
        return budget.held() + (long) KIB * (decodingKib - decoding.availablePermits());
    }

    boolean isReady() {
        return !draining && batcher.isReady() && isLive();
    }

    boolean isLive() {
        return batcher.isLive(ServerSettings.LONGEST_BATCH);
    }

    /**
     * Does something for one request on a thread that may be busy for a while, within the deadline.
     *
     * @param isBrief whether the calling thread can do it itself
     * @param share the request's memory
     * @param task asks for answers
     * @throws Refusal if too many wait
     */
    <T> CompletableFuture<T> work(
            boolean isBrief,
            MemoryBudget.Share share,
            Function<Admission, CompletableFuture<T>> task) {
        Admission admission = new Admission(this, share);
        admission.add(1);
        CompletableFuture<T> done = new CompletableFuture<>();
        if (isBrief) {
            run(admission, task, done);
            if (done.isDone() || !admission.isWaiting()) {
                return done;
            }
        }
        done.orTimeout(settings.deadline().toMillis(), TimeUnit.MILLISECONDS);
        // Who is told that it was too late finds what had been asked left out already.
        CompletableFuture<T> told = done.whenComplete((value, failure) -> admission.cancel());
        if (isBrief) {
            return told;
        }
        try {
            threads.execute(() -> run(admission, task, done));
        } catch (RejectedExecutionException closed) {
            admission.close();
            done.completeExceptionally(closed);
        }
        return told;
    }

    /** Does something on a thread that may be busy for a while; where there is none any more, not at all. */
    <T> CompletableFuture<T> later(Supplier<T> task, T otherwise) {
        try {
            return CompletableFuture.supplyAsync(task, threads);
        } catch (RejectedExecutionException closed) {
            return CompletableFuture.completedFuture(otherwise);
        }
    }

    private static <T> void run(
            Admission admission,
            Function<Admission, CompletableFuture<T>> task,
            CompletableFuture<T> done) {
        try (admission) {
            if (done.isDone()) {
                return;
            }
            task.apply(admission)
                    .whenComplete(
                            (value, failure) -> {
                                if (failure == null) {
                                    done.complete(value);
                                } else {
                                    done.completeExceptionally(failure);
                                }
                            });
        } catch (RuntimeException | Error failure) {
            done.completeExceptionally(failure);
        }
    }

    /** Counts some more pictures as being on their way to the net, or refuses them. */
    void admit(int pictures) {
        int before = waiting();
        double nanoseconds = before * batcher.nanosecondsEach();
        boolean late = nanoseconds > settings.deadline().toNanos();
        if (before + pictures > settings.waiting() || late) {
            throw new Refusal(
                    Refusal.Kind.FULL,
                    (int) Math.max(1, Math.min(60, Math.ceil(nanoseconds / 1e9))),
                    "The server answers as many as it can",
                    (pictures == 1 ? "one more" : pictures + " more")
                            + ", while "
                            + before
                            + " wait already",
                    "Ask again a little later");
        }
        coming.addAndGet(pictures);
    }

    /** What is no longer on its way to the net. */
    void dismiss(int pictures) {
        coming.addAndGet(-pictures);
    }

    /**
     * Has the net answer: on the calling thread, where that will not take long, else by the batcher's.
     *
     * @param admission told where it may take long
     */
    CompletableFuture<float[]> ask(Rows rows, Admission admission) {
        NetworkTurn turn = turns.get();
        if (turn == null) {
            Optional<List<float[]>> own =
                    batcher.answer(List.of(rows), BRIEF.dividedBy(rows.count()));
            if (own.isPresent()) {
                return CompletableFuture.completedFuture(own.get().get(0));
            }
        } else {
            int most = Math.min(MOST_JOINED, batcher.within(longest()));
            if (rows.count() <= most) {
                return turn.add(rows, most);
            }
        }
        admission.waits();
        return batcher.ask(rows);
    }

    /** That the calling thread, one of the network's, computes in a turn. */
    private Duration longest() {
        if (pace.isAlone()) {
            return ALONE;
        }
        return batcher.within(SMALL) > 0 ? BRIEF : Duration.ZERO;
    }

    /** What a turn could not answer: within the deadline, as all that waits. */
    private CompletableFuture<float[]> asked(Rows rows) {
        CompletableFuture<float[]> answer = batcher.ask(rows);
        return answer.copy()
                .orTimeout(settings.deadline().toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((value, failure) -> answer.cancel(false));
    }

    /**
     * Lets the calling thread, one of the network's, compute together what it reads in one turn.
     *
     * @param loop does something on this thread at the end of the turn
     */
    void join(Executor loop) {
        if (turns.get() == null) {
            turns.set(new NetworkTurn(loop, rows -> batcher.answer(rows, ALONE), this::asked));
        }
    }

    /** Whether a thread of the network computes for longer than anybody should wait for. */
    boolean hangs(EventExecutor loop) {
        return batcher.isStuck(loop::inEventLoop, HANGING);
    }

    /** Whether a body can be read by the thread that it came on, which nobody will notice. */
    boolean isBrief(byte[] body) {
        return body.length <= BRIEF_BYTES;
    }

    /** Whether a picture can be decoded by the thread that it came on: where nobody else asks, a small one. */
    boolean isBriefPicture(byte[] body) {
        try {
            return isBrief(body)
                    && pace.isAlone()
                    && settings.crops().count() == 1
                    && PictureReader.memory(body, "") <= BRIEF_PICTURE
                    && decoding.availablePermits() > decodingKib / 2;
        } catch (BadDataException none) {
            return false;
        }
    }

    /** Decodes a picture and cuts its squares. */
    float[] squares(byte[] bytes, String name, MemoryBudget.Share share) {
        ImageClassifier classifier = model.get().classifier();
        return decoded(
                bytes, name, share, picture -> classifier.squares(picture, settings.crops()));
    }

    /**
     * Decodes a picture and does something with it, within the memory for decoding.
     *
     * @param bytes JPEG or PNG
     * @param name what to call them in messages
     * @param share the request's memory
     */
    <T> T decoded(byte[] bytes, String name, MemoryBudget.Share share, Function<Picture, T> use) {
        long kib = PictureReader.memory(bytes, name) / KIB + 1;
        ImageClassifier classifier = model.get().classifier();
        long squares =
                (long) Float.BYTES * classifier.view().pixels().count() * settings.crops().count();
        if (kib > decodingKib || squares > budget.bytes()) {
            throw new Refusal(
                    Refusal.Kind.TOO_LARGE,
                    "The server decodes pictures within " + decodingKib + " KiB of memory",
                    name + ", which takes " + Math.max(kib, squares / KIB) + " KiB",
                    "Make the picture smaller");
        }
        if (!share.grow(squares)) {
            throw full();
        }
        boolean mine = false;
        try {
            long longest = settings.deadline().toMillis();
            mine = decoding.tryAcquire((int) kib, longest, TimeUnit.MILLISECONDS);
            if (!mine) {
                throw full();
            }
            return use.apply(reader.read(bytes, name));
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
            throw new RejectedExecutionException("it is closing");
        } finally {
            if (mine) {
                decoding.release((int) kib);
            }
        }
    }

    static Refusal full() {
        return new Refusal(
                Refusal.Kind.MEMORY,
                "All requests together have a bound on their memory",
                "one more than fits now",
                "Ask again a little later");
    }

    /** Is not ready any longer; what has begun is answered. */
    void drain() {
        draining = true;
    }

    /** Answers what waits, and closes the net; false where it could not within the time. */
    boolean close(Duration longest) {
        draining = true;
        threads.shutdown();
        long begun = System.nanoTime();
        try {
            threads.awaitTermination(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        threads.shutdownNow();
        return batcher.close(
                longest.minusNanos(Math.min(longest.toNanos(), System.nanoTime() - begun)));
    }
}
