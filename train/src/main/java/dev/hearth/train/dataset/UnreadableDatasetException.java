package dev.hearth.train.dataset;

import dev.hearth.data.BadDataException;

/** The files of a data set are here and damaged: no run that is trained on it can begin. */
public final class UnreadableDatasetException extends BadDataException {

    private static final long serialVersionUID = 1L;

    UnreadableDatasetException(BadDataException damage) {
        super(damage);
    }
}
