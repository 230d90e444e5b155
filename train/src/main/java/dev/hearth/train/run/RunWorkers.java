package dev.hearth.train.run;

import dev.hearth.data.Sha256;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.train.CheckpointStore;
import dev.hearth.train.DivergedException;
import dev.hearth.train.Exchange;
import dev.hearth.train.ModelTask;
import dev.hearth.train.Participant;
import dev.hearth.train.Trainer;
import dev.hearth.train.TrainingEvent;
import dev.hearth.train.TrainingProgress;
import dev.hearth.train.checkpoint.WorkerCheckpoints;
import dev.hearth.train.exchange.Agreement;
import dev.hearth.train.recipe.BatchStatistics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The workers of a run. Worker 0 has the folder: it reads and writes checkpoints, logs and the result, and
 * measures. The others compute their parts of the batches and get the result from it.
 */
final class RunWorkers {

    private static final byte[] GOES_ON = {};

    private final Run run;
    private final Run.Place place;
    private final Exchange exchange;
    private double waiting;

    RunWorkers(Run run, Run.Place place) {
        this.run = run;
        this.place = place;
        this.exchange = place.exchange();
        if (run.recipe().workerCount() != exchange.workers()) {
            throw Check.error(
                    "The recipe "
                            + run.recipe().name()
                            + " is trained by "
                            + workers(run.recipe().workerCount()),
                    workers(exchange.workers()),
                    "Give the run's place an exchange with as many, as ./hearth run --workers does");
        }
    }

    private static String workers(int count) {
        return count == 1 ? "1 worker" : count + " workers";
    }

    /** Does something, and lets the other workers know if it fails. */
    static Result tellingFailure(Exchange exchange, Supplier<Result> work) {
        try {
            return work.get();
        } catch (DivergedException failure) {
            // All diverge alike, and can train another run.
            throw failure;
        } catch (RuntimeException | Error failure) {
            exchange.fail(failure.getMessage() == null ? failure.toString() : failure.getMessage());
            throw failure;
        }
    }

    /** Worker 0's trainer, once it knows that there is something to train. */
    Trainer.Builder trainer(ModelTask task, RunData data, CheckpointStore checkpoints) {
        exchange.fromFirst(GOES_ON);
        return builder(task, data, checkpoints);
    }

    private Trainer.Builder builder(ModelTask task, RunData data, CheckpointStore checkpoints) {
        Agreement.check(exchange, facts(task, data));
        return Trainer.of(task)
                .epochs(run.recipe().epochCount())
                .stopWhen(run.recipe().epochChoice()::isOver)
                .seed(new Seed(run.seed()))
                .exchange(exchange)
                .listener(
                        event -> {
                            if (event instanceof TrainingEvent.Finished finished) {
                                waiting = finished.waiting();
                            }
                        })
                .synchronised(run.recipe().statistics() == BatchStatistics.SYNCHRONISED)
                .checkpoints(
                        exchange.workers() == 1
                                ? checkpoints
                                : new WorkerCheckpoints(exchange, checkpoints));
    }

    /** What would make sums of different things, or of things that are computed differently. */
    private Map<String, String> facts(ModelTask task, RunData data) {
        Map<String, String> facts = new TreeMap<>();
        facts.put("recipe", place.text().hash(run.recipe()));
        facts.put("seed", Long.toString(run.seed()));
        Map<String, String> entries = new TreeMap<>(data.entries());
        // Each worker may find the same pictures at another path.
        entries.remove("folder");
        facts.put("data", entries.toString());
        facts.put("device type", place.device().toString().replaceAll(":.*", ""));
        facts.put("Hearth version", HardwareInfo.own());
        facts.put("libtorch version", LibTorch.version());
        for (Participant participant : task.participants()) {
            facts.put(
                    "parameters of " + participant.name(),
                    participant.parameters().count()
                            + " "
                            + participant.parameters().precision()
                            + ", "
                            + Sha256.of(participant.parameters().entries().toString()));
        }
        return facts;
    }

    /** See {@link TrainingEvent.Finished}. */
    double waiting() {
        return waiting;
    }

    /** Hands the result to the others. */
    void done(Result result) {
        byte[] json = result.json().getBytes(StandardCharsets.UTF_8);
        exchange.fromFirst(json);
    }

    /** What a worker other than the first does. */
    Result follow() {
        byte[] before = exchange.fromFirst(GOES_ON);
        if (before.length > 0) {
            return result(before);
        }
        RunData data = new RunData(run.recipe(), place.datasets());
        data.identity();
        try (Scope scope = Scope.open()) {
            ModelTask task =
                    run.recipe()
                            .task(new RunTaskContext(data, new Seed(run.seed()), place.device()));
            builder(task, data, new Unkept()).run();
            return result(exchange.fromFirst(GOES_ON));
        }
    }

    private static Result result(byte[] json) {
        try {
            return Result.parse(new String(json, StandardCharsets.UTF_8));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Where worker 0 would keep checkpoints. */
    private static final class Unkept implements CheckpointStore {

        @Override
        public void save(dev.hearth.train.Task task, TrainingProgress progress) {}

        @Override
        public TrainingProgress restore(dev.hearth.train.Task task) {
            return TrainingProgress.NONE;
        }

        @Override
        public String place() {
            return "kept by worker 0";
        }
    }
}
