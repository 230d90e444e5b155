package dev.hearth.train.task;

import dev.hearth.data.BadDataException;
import dev.hearth.nn.Parameters;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.checkpoint.StoredRun;
import java.nio.file.Path;

/**
 * A checkpoint's numbers for one net.
 *
 * @param stored with the owner's numbers
 * @param owner whose they are, such as {@code generator}
 * @param folder of the run, for an error
 */
record StoredWeights(StoredRun stored, String owner, Path folder) {

    /** The averages of what is learned, after the owner's name and a dot. */
    static final String AVERAGE = "memory.average.values";

    /** Fills a net with its own numbers, or with their averages. */
    void into(Parameters parameters, boolean averaged) {
        try (var quiet = NoGrad.open();
                var scope = Scope.open()) {
            for (Parameters.Entry entry : parameters.entries()) {
                copy(parameters.value(entry.name()), entry.name());
            }
            for (Parameters.Entry entry : parameters.stateEntries()) {
                copy(parameters.state(entry.name()), entry.name());
            }
            if (averaged) {
                copy(parameters.values(), AVERAGE);
                if (!parameters.stateEntries().isEmpty()) {
                    copy(parameters.state(), "memory.average.kept");
                }
            }
        }
    }

    private void copy(Tensor target, String name) {
        float[] values = stored.numbers().get(owner + "." + name);
        if (values == null || values.length != target.count()) {
            throw new BadDataException(
                    "The "
                            + owner
                            + " in "
                            + folder
                            + " needs "
                            + target.count()
                            + " numbers "
                            + name,
                    values == null ? "none" : values.length + " numbers",
                    "Train it again with this version");
        }
        target.copyInPlace(values);
    }
}
