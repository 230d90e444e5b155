package dev.hearth.train;

// Above 400 lines, because the one training loop, its resuming and its ending stand together.

import dev.hearth.data.BadDataException;
import dev.hearth.data.Batch;
import dev.hearth.data.Batches;
import dev.hearth.data.CancelledException;
import dev.hearth.data.Loader;
import dev.hearth.nn.Context;
import dev.hearth.nn.Parameters;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.SingleThreaded;
import dev.hearth.tensor.Tensor;
import dev.hearth.tensor.UndividedProducts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * The training loop: updates one participant, such as a classifier, or several in turn, as in a GAN.
 *
 * <p>Losses are read back from the engine once a window, not once a step; a loss that is not finite
 * is found then, with its exact step, and nothing that came after it is saved; nor are weights that
 * are not finite, which a last step can leave behind a finite loss. Checkpoints are written at the
 * ends of windows, or with what the open window holds, so a run that is killed at any moment and resumed
 * takes the same steps in the same windows and ends bit for bit as if nothing had happened.
 *
 * <pre>{@code
 * static TrainingProgress train(Task task, TrainingListener log) {
 *     return Trainer.of(task).epochs(10).seed(new Seed(1)).listener(log).run();
 * }
 * }</pre>
 */
public final class Trainer {

    /** Numbers that a window's batches hold at most: steps on large images take their time. */
    private static final long NUMBERS = 1L << 24;

    /** Weights of which one walk through all takes about as long as waking threads some times. */
    private static final long FEW = 1L << 22;

    /** Multiply-adds of a forward pass that one thread does in a tenth of a millisecond. */
    private static final long SHORT_STEP = 1L << 24;

    /** Multiply-adds that one thread does in a millisecond. */
    private static final long SMALL_PRODUCT = 1L << 27;

    /** As much work as may be lost to a measurement that does not come to its end. */
    private static final long UNSAVED_NANOS = 2_000_000_000L;

    private final Task task;
    private final int epochs;
    private final Seed seed;
    private final WorkerShare share;
    private final Loader loader;
    private final Optional<CheckpointStore> store;
    private final List<TrainingListener> listeners;
    private final long saveEveryNanos;
    private final Predicate<List<Map<String, Double>>> isOver;
    private final BooleanSupplier isToEnd;
    private final long unsavedNanos;
    private long savedStep;

    private Trainer(Builder builder) {
        this.task = builder.task;
        this.epochs = builder.epochs;
        this.seed = builder.seed.child("pass");
        this.share =
                new WorkerShare(builder.exchange, builder.isSynchronised, builder.isOverlapped);
        this.loader = task.loader().shard(share.shard());
        this.store = builder.checkpoints;
        this.saveEveryNanos = (long) (builder.saveEverySeconds * 1e9);
        this.listeners = List.copyOf(builder.listeners);
        this.isOver = builder.isOver;
        this.isToEnd = builder.isToEnd;
        this.unsavedNanos = Math.min(saveEveryNanos, UNSAVED_NANOS);
    }

    /**
     * Begins a trainer of 1 epoch, with seed 0, without checkpoints and listeners.
     *
     * @param task what is trained; its tensors live in the scope that is open now
     */
    public static Builder of(Task task) {
        return new Builder(task);
    }

    /** What a trainer is told before it runs. */
    public static final class Builder {

        private final Task task;
        private final List<TrainingListener> listeners = new ArrayList<>();
        private int epochs = 1;
        private Seed seed = new Seed(0);
        private Exchange exchange = Exchange.ALONE;
        private boolean isSynchronised;
        private boolean isOverlapped = true;
        private Optional<CheckpointStore> checkpoints = Optional.empty();
        private double saveEverySeconds = 30;
        private Predicate<List<Map<String, Double>>> isOver = history -> false;
        private BooleanSupplier isToEnd = () -> false;

        private Builder(Task task) {
            this.task = Objects.requireNonNull(task, "task");
        }

        /** How many epochs there are in all, those of an earlier process included. */
        public Builder epochs(int count) {
            epochs = count;
            return this;
        }

        /** Of dropout and of all else that is random in training passes. */
        public Builder seed(Seed of) {
            seed = of;
            return this;
        }

        /** More of those who are told how it goes, in order. */
        public Builder listeners(Collection<? extends TrainingListener> more) {
            listeners.addAll(more);
            return this;
        }

        /** One more that is told how it goes. */
        public Builder listener(TrainingListener one) {
            return listeners(List.of(one));
        }

        /** Where checkpoints are written after each epoch, and from where the run goes on. */
        public Builder checkpoints(CheckpointStore store) {
            checkpoints = Optional.of(store);
            return this;
        }

        /** Seconds between checkpoints within an epoch, 30 unless said otherwise. */
        public Builder saveEverySeconds(double seconds) {
            saveEverySeconds = seconds;
            return this;
        }

        /** Ends the training early, by the figures of each epoch so far. */
        public Builder stopWhen(Predicate<List<Map<String, Double>>> over) {
            isOver = over;
            return this;
        }

        /** Asked before each step; once true, the run is saved as it is and ends as cancelled. */
        public Builder endWhen(BooleanSupplier wish) {
            isToEnd = wish;
            return this;
        }

        /**
         * Trains on several workers, each of which computes its part of every batch. All call
         * this with tasks that are alike; worker 0 measures.
         */
        public Builder exchange(Exchange with) {
            exchange = with;
            return this;
        }

        /** Whether several workers take the statistics of batch normalisation over all their examples. */
        public Builder synchronised(boolean over) {
            isSynchronised = over;
            return this;
        }

        /**
         * Whether several workers sum gradients while the backward pass goes on, as they do unless said
         * otherwise. The numbers are the same; {@link TrainingEvent.Finished} says how long workers waited.
         */
        public Builder overlapped(boolean beside) {
            isOverlapped = beside;
            return this;
        }

        /** The trainer, to be run once. */
        public Trainer build() {
            return new Trainer(this);
        }

        /** Builds it and trains to the end: {@link Trainer#run}. */
        public TrainingProgress run() {
            return build().run();
        }
    }

    /**
     * Trains to the end, from wherever the store says the run was.
     *
     * @return how it went: the history of all epochs
     * @throws DivergedException if a loss, a weight or what is measured after an epoch is not finite
     * @throws IllegalArgumentException if there are fewer examples than in a batch
     * @throws CancelledException if the thread is interrupted, or {@link Builder#endWhen} said so; then
     *     everything is saved
     * @throws BadDataException if what the store held is not a place where this run can have been
     */
    public TrainingProgress run() {
        long begun = System.nanoTime();
        int perEpoch = loader.batches();
        TrainingProgress progress =
                store.map(place -> place.restore(task)).orElse(TrainingProgress.NONE);
        double before = progress.seconds();
        long fromStep = progress.step();
        savedStep = fromStep;
        try (var scope = Scope.open()) {
            LossWindow window = new LossWindow(task.participants());
            // Where features were kept, earlier releases took their count in place of the images'.
            List<Integer> lengths =
                    List.of(window(task.exampleSize()), window(loader.pixels().count()));
            int length =
                    new ReachableProgress(
                                    task, epochs, perEpoch, lengths, window.names(), lastGood())
                            .length(progress);
            window.resume(progress.window());
            boolean isSmall =
                    task.participants().stream().allMatch(Trainer::isSmall) || hasShortSteps();
            boolean isConvolutional = task.participants().stream().allMatch(this::isConvolutional);
            int batch = 0;
            tell(
                    new TrainingEvent.Started(
                            epochs,
                            perEpoch,
                            batchSize(),
                            fromStep,
                            fromStep - progress.windowSteps(),
                            progress.history()));
            long saved = System.nanoTime();
            while (progress.epoch() < epochs && !isOver.test(progress.history())) {
                long step = progress.step();
                int position = progress.batch();
                Map<String, Double> sums = new TreeMap<>(progress.sums());
                try (Batches batches = loader.epoch(progress.epoch()).from(position).open();
                        var undivided = SingleThreaded.openIf(isSmall);
                        var products = UndividedProducts.openIf(isConvolutional)) {
                    // The window of a run that goes on where an epoch was not measured is full.
                    boolean isFull = position == perEpoch;
                    while (isFull || batches.hasNext()) {
                        if (!isFull) {
                            CancelledException.check(step, lastGood());
                            if (canSave(position, length) && isToEnd.getAsBoolean()) {
                                if (step != savedStep) {
                                    save(open(progress, step, position, window, begun, before));
                                }
                                tell(
                                        new TrainingEvent.Noted(
                                                "Saved after step "
                                                        + step
                                                        + ", since the process is to end; called"
                                                        + " again, the run goes on from there."));
                                throw CancelledException.asked(step);
                            }
                            long stepBegun = System.nanoTime();
                            Batch next = batches.next();
                            batch = next.count();
                            turn(next, step, perEpoch, window);
                            share.stepped(System.nanoTime() - stepBegun);
                            step++;
                            position++;
                            // Measuring can take long, and cannot be gone on with.
                            if (position == perEpoch
                                    && share.isAlone()
                                    && System.nanoTime() - saved > unsavedNanos) {
                                save(open(progress, step, position, window, begun, before));
                                saved = System.nanoTime();
                            }
                        }
                        isFull = false;
                        if (position % length == 0 || position == perEpoch) {
                            window.close(step, sums, lastGood(), share);
                            task.participants().forEach(share::averageState);
                            checkFinite(step);
                            if (!window.figures().isEmpty()) {
                                tell(new TrainingEvent.Traced(window.after(), window.figures()));
                            }
                            tell(
                                    new TrainingEvent.Stepped(
                                            step,
                                            progress.epoch() + 1,
                                            window.means(),
                                            window.rate()));
                            progress =
                                    new TrainingProgress(
                                            step,
                                            progress.epoch(),
                                            position,
                                            sums,
                                            progress.history(),
                                            before + (System.nanoTime() - begun) / 1e9);
                            if (position < perEpoch && System.nanoTime() - saved > saveEveryNanos) {
                                save(progress);
                                saved = System.nanoTime();
                            }
                        }
                    }
                }
                Map<String, Double> figures = new TreeMap<>();
                for (Participant participant : task.participants()) {
                    long played = played(participant, step - perEpoch, step);
                    if (played > 0) {
                        figures.put(
                                task.participants().size() == 1
                                        ? "trainLoss"
                                        : participant.name() + "Loss",
                                sums.get(participant.name()) / played);
                    }
                }
                int epoch = progress.epoch() + 1;
                Map<String, Double> measured = share.fromFirst(() -> task.evaluate(epoch));
                checkMeasured(measured, step);
                figures.putAll(measured);
                progress = progress.afterEpoch(figures, before + (System.nanoTime() - begun) / 1e9);
                tell(new TrainingEvent.Measured(progress.epoch(), step, figures));
                save(progress);
                saved = System.nanoTime();
            }
            double seconds = (System.nanoTime() - begun) / 1e9;
            double waiting = share.waitingShare();
            if (!share.isAlone()) {
                tell(
                        new TrainingEvent.Noted(
                                String.format(
                                        Locale.ROOT,
                                        "Workers waited for each other's gradients for %.1f %% of the steps' time.",
                                        100 * waiting)));
            }
            tell(
                    new TrainingEvent.Finished(
                            seconds, (progress.step() - fromStep) * batch, waiting));
            return progress;
        }
    }

    /**
     * Several workers save at the ends of windows alone: within one, each has losses and running means of
     * its own.
     */
    private boolean canSave(int position, int length) {
        return share.isAlone() || position % length == 0;
    }

    /** In the middle of a window: what its steps left goes along. */
    private TrainingProgress open(
            TrainingProgress last,
            long step,
            int position,
            LossWindow window,
            long begun,
            double before) {
        checkFinite(step);
        return new TrainingProgress(
                step,
                last.epoch(),
                position,
                last.sums(),
                last.history(),
                before + (System.nanoTime() - begun) / 1e9,
                window.open(step, lastGood()));
    }

    /** The last step of a window can break the weights after a loss that was still finite. */
    private void checkFinite(long step) {
        try (var scope = Scope.open();
                var quiet = NoGrad.open()) {
            for (Participant participant : task.participants()) {
                Parameters parameters = participant.parameters();
                List<Tensor> kept = new ArrayList<>(participant.memory().values());
                kept.add(parameters.values());
                kept.add(parameters.state());
                for (Tensor tensor : kept) {
                    // What is not finite never adds up to what is; zero times anything finite is 0.
                    if (!Double.isFinite(tensor.sum().item()) && tensor.mul(0).sum().item() != 0) {
                        throw DivergedException.ofWeights(participant.name(), step - 1, lastGood());
                    }
                }
            }
        }
    }

    /** Finite weights can be so large that nothing comes of them. */
    private void checkMeasured(Map<String, Double> figures, long step) {
        for (Map.Entry<String, Double> figure : new TreeMap<>(figures).entrySet()) {
            if (!Double.isFinite(figure.getValue())) {
                throw DivergedException.ofFigure(
                        figure.getKey(),
                        figure.getValue(),
                        task.participants().stream()
                                .map(Participant::name)
                                .collect(Collectors.joining("+")),
                        step - 1,
                        lastGood());
            }
        }
    }

    /** Steps between two looks. */
    private int window(long exampleSize) {
        long numbers = batchSize() * exampleSize;
        return (int) Math.max(1, Math.min(LossWindow.LENGTH, NUMBERS / numbers));
    }

    private int batchSize() {
        return loader.batch();
    }

    private String lastGood() {
        return store.map(CheckpointStore::place).orElse("not kept");
    }

    /** Whether a net is fully connected, with few weights, so that its operations are not worth sharing out. */
    private static boolean isSmall(Participant participant) {
        Parameters parameters = participant.parameters();
        return parameters.count() <= FEW
                && parameters.entries().stream().allMatch(entry -> entry.shape().size() <= 2);
    }

    /** Whether a step's arithmetic takes less than waking threads for each of its operations. */
    private boolean hasShortSteps() {
        return task instanceof ModelTask known
                && known.trained().stream()
                                .mapToDouble(net -> net.layer().cost(net.in()).multiplyAdds())
                                .sum()
                        <= (double) SHORT_STEP / batchSize();
    }

    /** Whether a net convolves, and each of its fully connected layers is a small product beside that. */
    private boolean isConvolutional(Participant participant) {
        List<Parameters.Entry> entries = participant.parameters().entries();
        return entries.stream().anyMatch(entry -> entry.shape().size() > 2)
                && entries.stream()
                        .filter(entry -> entry.shape().size() == 2)
                        .allMatch(entry -> entry.count() * batchSize() <= SMALL_PRODUCT);
    }

    /** With how many of some batches a participant is updated. */
    private static long played(Participant participant, long from, long to) {
        return LongStream.range(from, to).filter(step -> participant.turns(step) > 0).count();
    }

    private void turn(Batch batch, long step, int perEpoch, LossWindow window) {
        switch (task.updateOrder()) {
            case ALTERNATING -> {
                for (Participant participant : task.participants()) {
                    int turns = participant.turns(step);
                    Seed chance = seed.child(participant.name()).child(step);
                    for (int i = 0; i < turns; i++) {
                        try (var turn =
                                Scope.open()) { // closing it frees all tensors of this update
                            learn(
                                    participant,
                                    batch,
                                    i == 0 ? chance : chance.child(i),
                                    step,
                                    window);
                            window.rate(participant.update(step, perEpoch));
                        }
                    }
                }
            }
            case SIMULTANEOUS -> {
                try (var turn = Scope.open()) {
                    for (Participant participant : task.participants()) {
                        learn(
                                participant,
                                batch,
                                seed.child(participant.name()).child(step),
                                step,
                                window);
                    }
                    for (Participant participant : task.participants()) {
                        window.rate(participant.update(step, perEpoch));
                    }
                }
            }
        }
        window.advance();
    }

    private void learn(
            Participant participant, Batch batch, Seed chance, long step, LossWindow window) {
        Context pass = Context.training(chance).atStep(step);
        Tensor loss =
                participant.learn(
                        batch, share.of(pass, batch, batchSize(), participant.parameters()));
        // Not the loss is scaled: a generator may learn from what a backward pass has left.
        share.average(participant.parameters(), batch.count(), batchSize());
        window.put(participant, loss, (double) batch.count() / batchSize());
    }

    private void save(TrainingProgress progress) {
        if (store.isPresent()) {
            store.get().save(task, progress);
            savedStep = progress.step();
            tell(new TrainingEvent.Saved(progress.step()));
        }
    }

    private void tell(TrainingEvent event) {
        for (TrainingListener listener : listeners) {
            listener.accept(event);
        }
    }
}
