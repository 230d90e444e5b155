package dev.hearth.data.dataset;

/** The two halves in which the classic data sets are published. */
public enum Split {
    /** What a network learns from. */
    TRAIN,
    /** What it is measured on. */
    TEST;

    /** The name of this part in a data set's name, such as {@code mnist/train}. */
    public String word() {
        return this == TRAIN ? "train" : "test";
    }
}
