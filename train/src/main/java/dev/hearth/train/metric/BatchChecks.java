package dev.hearth.train.metric;

/** What every accumulator asks of a batch. */
final class BatchChecks {

    private BatchChecks() {}

    static void check(String who, int classes, float[] logits, int[] labels) {
        if (logits.length != (long) classes * labels.length) {
            throw new IllegalArgumentException(
                    who
                            + " needs "
                            + classes
                            + " logits for each label. Received: "
                            + logits.length
                            + " logits for "
                            + labels.length
                            + " labels. Flatten the batch row by row.");
        }
        for (int label : labels) {
            label(who, classes, label);
        }
    }

    static void label(String who, int classes, int label) {
        if (label < 0 || label >= classes) {
            throw new IllegalArgumentException(
                    who
                            + " needs labels from 0 to "
                            + (classes - 1)
                            + ". Received: "
                            + label
                            + ". Count classes from 0.");
        }
    }
}
