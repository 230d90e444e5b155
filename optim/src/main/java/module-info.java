/** Optimizers, schedules and losses. */
module dev.hearth.optim {
    requires transitive dev.hearth.nn;

    exports dev.hearth.optim;
    exports dev.hearth.optim.loss;
    exports dev.hearth.optim.schedule;

    opens dev.hearth.optim to
            com.fasterxml.jackson.databind;
    opens dev.hearth.optim.loss to
            com.fasterxml.jackson.databind;
    opens dev.hearth.optim.schedule to
            com.fasterxml.jackson.databind;
}
