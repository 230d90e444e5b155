package dev.hearth.train.run;

import dev.hearth.train.CheckpointStore;
import dev.hearth.train.Task;
import dev.hearth.train.TrainingEvent;
import dev.hearth.train.TrainingListener;
import dev.hearth.train.TrainingProgress;
import dev.hearth.train.log.CsvLog;
import dev.hearth.train.log.TensorBoardLog;
import dev.hearth.weights.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The logs of a run folder: {@code log.csv} and TensorBoard's events. */
public final class RunLogs implements TrainingListener, AutoCloseable {

    private static final List<String> ALWAYS = List.of("loss", "rate");

    private final List<String> columns;
    private final Path file;
    private CsvLog table;
    private TensorBoardLog board;
    private long stepsPerEpoch = 1;

    /**
     * Logs that are opened when training begins, so that a run that is refused leaves them as they are.
     *
     * @param runFolder the run's folder
     * @param figures beside loss and rate
     */
    public RunLogs(RunFolder runFolder, List<String> figures) {
        this.file = runFolder.file("log.csv").toAbsolutePath();
        this.columns = Stream.concat(ALWAYS.stream(), figures.stream()).toList();
    }

    /** How many rows {@code log.csv} has, which a checkpoint writes down and asks for. */
    public long rows() {
        try {
            return table == null ? CsvLog.rows(file, columns) : table.rows();
        } catch (IOException failure) {
            throw unwritable(failure);
        }
    }

    private RuntimeException unwritable(IOException failure) {
        return AtomicFile.unwritable(file.getParent(), failure);
    }

    @Override
    public void accept(TrainingEvent event) {
        try {
            if (event instanceof TrainingEvent.Started started) {
                stepsPerEpoch = started.stepsPerEpoch();
                table = CsvLog.open(file, columns);
                table.resumeAfter(started.toldSteps());
                board =
                        TensorBoardLog.open(
                                file.getParent(), Clock.systemUTC(), started.toldSteps());
            } else if (event instanceof TrainingEvent.Stepped stepped) {
                for (Map.Entry<String, Double> loss : stepped.losses().entrySet()) {
                    row(
                            stepped.step(),
                            loss.getKey(),
                            Map.of("loss", loss.getValue(), "rate", stepped.rate()));
                }
            } else if (event instanceof TrainingEvent.Traced traced) {
                trace(traced);
            } else if (event instanceof TrainingEvent.Measured measured) {
                Map<String, Double> known = new TreeMap<>(measured.figures());
                known.keySet().retainAll(columns);
                row(measured.step(), "epoch", known);
            }
        } catch (IOException failure) {
            throw unwritable(failure);
        }
    }

    /**
     * Rows reach the disk first: a checkpoint must not know of steps that the log does not.
     *
     * @param store where checkpoints go
     * @return one that flushes the logs before it saves
     */
    public CheckpointStore before(CheckpointStore store) {
        return new CheckpointStore() {
            @Override
            public void save(Task task, TrainingProgress progress) {
                try {
                    table.force();
                    board.force();
                } catch (IOException failure) {
                    throw unwritable(failure);
                }
                store.save(task, progress);
            }

            @Override
            public TrainingProgress restore(Task task) {
                return store.restore(task);
            }

            @Override
            public String place() {
                return store.place();
            }
        };
    }

    /** A row for each step and participant that was updated. */
    private void trace(TrainingEvent.Traced traced) throws IOException {
        int steps =
                traced.figures().values().stream()
                        .flatMap(of -> of.values().stream())
                        .mapToInt(List::size)
                        .max()
                        .orElse(0);
        for (int i = 0; i < steps; i++) {
            for (Map.Entry<String, Map<String, List<Float>>> participant :
                    traced.figures().entrySet()) {
                Map<String, Double> values = new TreeMap<>();
                for (Map.Entry<String, List<Float>> each : participant.getValue().entrySet()) {
                    float value = each.getValue().get(i);
                    if (!Float.isNaN(value)) {
                        values.put(each.getKey(), (double) value);
                    }
                }
                if (!values.isEmpty()) {
                    row(traced.after() + i + 1, participant.getKey(), values);
                }
            }
        }
    }

    private void row(long step, String participant, Map<String, Double> values) throws IOException {
        table.append(step, (double) step / stepsPerEpoch, participant, values);
        for (Map.Entry<String, Double> value : values.entrySet()) {
            board.scalar(participant + "/" + value.getKey(), step, value.getValue());
        }
    }

    @Override
    public void close() {
        try (TensorBoardLog events = board;
                CsvLog rows = table) {
            // Both are closed.
            return;
        } catch (IOException failure) {
            throw unwritable(failure);
        }
    }
}
