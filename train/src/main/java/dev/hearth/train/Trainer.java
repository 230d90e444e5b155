package dev.hearth.train;

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
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * The training loop: updates one participant, such as a classifier, or several in turn, as in a GAN.
 *
 * <p>Losses are read back from the engine once a window, not once a step; a loss that is not finite
 * is found then, with its exact step, and nothing that came after it is saved; nor are weights that
 * are not finite, which a last step can leave behind a finite loss. Checkpoints are written at the
 * ends of windows only, so a run that is killed at any moment and resumed takes the
 * same steps in the same windows and ends bit for bit as if nothing had happened.
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

    private final Task task;
    private final int epochs;
    private final Seed seed;
    private final WorkerShare share;
    private final Loader loader;
    private final Optional<CheckpointStore> store;
    private final List<TrainingListener> listeners;
    private final long saveEveryNanos;

    private Trainer(Builder builder) {
        this.task = builder.task;
        this.epochs = builder.epochs;
        this.seed = builder.seed.child("pass");
        this.share = new WorkerShare(builder.exchange, builder.isSynchronised);
        this.loader = task.loader().shard(share.shard());
        this.store = builder.checkpoints;
        this.saveEveryNanos = (long) (builder.saveEverySeconds * 1e9);
        this.listeners = List.copyOf(builder.listeners);
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
        private Optional<CheckpointStore> checkpoints = Optional.empty();
        private double saveEverySeconds = 30;

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
     * @throws CancelledException if the thread is interrupted
     * @throws BadDataException if what the store held is not a place where this run can have been
     */
    public TrainingProgress run() {
        long begun = System.nanoTime();
        int perEpoch = loader.batches();
        TrainingProgress progress =
                store.map(place -> place.restore(task)).orElse(TrainingProgress.NONE);
        checkReachable(progress, perEpoch);
        double before = progress.seconds();
        long fromStep = progress.step();
        try (var scope = Scope.open()) {
            LossWindow window = new LossWindow(task.participants());
            int length = window();
            boolean isSmall = task.participants().stream().allMatch(Trainer::isSmall);
            int batch = 0;
            tell(new TrainingEvent.Started(epochs, perEpoch, batchSize(), fromStep));
            long saved = System.nanoTime();
            while (progress.epoch() < epochs) {
                long step = progress.step();
                int position = progress.batch();
                Map<String, Double> sums = new TreeMap<>(progress.sums());
                try (Batches batches = loader.epoch(progress.epoch()).from(position).open();
                        var undivided = SingleThreaded.openIf(isSmall)) {
                    while (batches.hasNext()) {
                        CancelledException.check(step, lastGood());
                        Batch next = batches.next();
                        batch = next.count();
                        turn(next, step, perEpoch, window);
                        step++;
                        position++;
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
            tell(new TrainingEvent.Finished(seconds, (progress.step() - fromStep) * batch));
            return progress;
        }
    }

    /** A checkpoint can be whole and still speak of steps that this run never takes. */
    private void checkReachable(TrainingProgress progress, int perEpoch) {
        List<String> names = task.participants().stream().map(Participant::name).sorted().toList();
        boolean sums =
                progress.batch() == 0
                        ? progress.sums().isEmpty()
                        : List.copyOf(progress.sums().keySet()).equals(names);
        if (progress.epoch() > epochs
                || progress.batch() >= perEpoch
                || progress.step() != (long) progress.epoch() * perEpoch + progress.batch()
                || progress.history().size() != progress.epoch()
                || !sums) {
            throw new BadDataException(
                    "The run resumes at a step of its "
                            + epochs
                            + " epochs of "
                            + perEpoch
                            + " steps, from "
                            + lastGood(),
                    "step "
                            + progress.step()
                            + " as batch "
                            + progress.batch()
                            + " of epoch "
                            + progress.epoch()
                            + ", with figures of "
                            + progress.history().size()
                            + " epochs and of participants "
                            + progress.sums().keySet(),
                    "Use the data set that the run began with, or name another folder");
        }
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

    /** Depends on the recipe alone, so that a run that goes on has the same windows. */
    private int window() {
        long numbers = (long) batchSize() * loader.pixels().count();
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
                            learn(participant, batch, i == 0 ? chance : chance.child(i), window);
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

    private void learn(Participant participant, Batch batch, Seed chance, LossWindow window) {
        participant.parameters().clearGradients();
        Tensor loss =
                participant.loss(batch, share.of(Context.training(chance), batch, batchSize()));
        loss.backward();
        // Not the loss is scaled: a generator may learn from what a backward pass has left.
        share.average(participant.parameters().gradients(), batch.count(), batchSize());
        window.put(participant, loss, (double) batch.count() / batchSize());
    }

    private void save(TrainingProgress progress) {
        if (store.isPresent()) {
            store.get().save(task, progress);
            tell(new TrainingEvent.Saved(progress.step()));
        }
    }

    private void tell(TrainingEvent event) {
        for (TrainingListener listener : listeners) {
            listener.accept(event);
        }
    }
}
