package dev.hearth.optim;

/** Whether a step looks ahead along the velocity (Nesterov 1983; Sutskever et al. 2013). */
public enum Nesterov {
    /** The values move by the velocity that the next step would have without a new gradient. */
    YES,
    /** The values move by the velocity. */
    NO
}
