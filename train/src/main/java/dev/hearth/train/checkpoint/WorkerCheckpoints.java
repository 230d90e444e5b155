package dev.hearth.train.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.CheckpointStore;
import dev.hearth.train.Exchange;
import dev.hearth.train.Participant;
import dev.hearth.train.Task;
import dev.hearth.train.TrainingProgress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Checkpoints of several workers: worker 0 keeps them, and at the beginning hands all of its task's
 * numbers to the others, so that all begin alike, whether the run begins or goes on.
 */
public final class WorkerCheckpoints implements CheckpointStore {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Exchange exchange;
    private final CheckpointStore kept;

    /**
     * A worker's.
     *
     * @param kept used by worker 0 alone
     */
    public WorkerCheckpoints(Exchange exchange, CheckpointStore kept) {
        this.exchange = exchange;
        this.kept = kept;
    }

    @Override
    public void save(Task task, TrainingProgress progress) {
        if (exchange.rank() == 0) {
            kept.save(task, progress);
        }
    }

    @Override
    public String place() {
        return exchange.rank() == 0 ? kept.place() : "kept by worker 0";
    }

    @Override
    public TrainingProgress restore(Task task) {
        for (Participant participant : task.participants()) {
            if (!participant.notes().isEmpty()) {
                throw Check.error(
                        "Several workers train what is stored in tensors alone",
                        participant.name() + ", which keeps " + participant.notes().keySet(),
                        "Train it on one worker");
            }
        }
        TrainingProgress own = exchange.rank() == 0 ? kept.restore(task) : TrainingProgress.NONE;
        TrainingProgress progress = read(exchange.fromFirst(write(own)));
        try (var scope = Scope.open();
                var quiet = NoGrad.open()) {
            for (Map.Entry<String, Tensor> entry : Checkpoint.tensors(task).entrySet()) {
                share(entry.getValue());
            }
        }
        if (exchange.rank() != 0) {
            task.participants().forEach(participant -> participant.resumeAt(progress.step()));
        }
        return progress;
    }

    private void share(Tensor tensor) {
        int count = Math.toIntExact(tensor.count());
        ByteBuffer bytes =
                ByteBuffer.allocate(Math.multiplyExact(count, Float.BYTES))
                        .order(ByteOrder.LITTLE_ENDIAN);
        if (exchange.rank() == 0) {
            bytes.asFloatBuffer().put(tensor.toFloats());
            exchange.fromFirst(bytes.array());
            return;
        }
        float[] values = new float[count];
        bytes.put(exchange.fromFirst(new byte[0])).rewind().asFloatBuffer().get(values);
        tensor.copyInPlace(values);
    }

    private static byte[] write(TrainingProgress progress) {
        try {
            return JSON.writeValueAsString(progress).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static TrainingProgress read(byte[] json) {
        try {
            return JSON.readValue(json, TrainingProgress.class);
        } catch (IOException cut) {
            throw new UncheckedIOException(cut);
        }
    }
}
