/** Recipes, the training loop, checkpoints, metrics and logs. */
module dev.hearth.train {
    requires transitive dev.hearth.optim;
    requires transitive dev.hearth.weights;
    requires me.tongfei.progressbar;
    requires org.apache.commons.numbers.gamma;
    requires org.apache.commons.statistics.distribution;

    exports dev.hearth.train;
    exports dev.hearth.train.checkpoint;
    exports dev.hearth.train.dataset;
    exports dev.hearth.train.exchange;
    exports dev.hearth.train.log;
    exports dev.hearth.train.metric;
    exports dev.hearth.train.recipe;
    exports dev.hearth.train.run;
    exports dev.hearth.train.task;

    opens dev.hearth.train to
            com.fasterxml.jackson.databind;
    opens dev.hearth.train.checkpoint to
            com.fasterxml.jackson.databind;
    opens dev.hearth.train.dataset to
            com.fasterxml.jackson.databind;
    opens dev.hearth.train.log to
            com.fasterxml.jackson.databind;
    opens dev.hearth.train.metric to
            com.fasterxml.jackson.databind;
    opens dev.hearth.train.recipe to
            com.fasterxml.jackson.databind;
    opens dev.hearth.train.run to
            com.fasterxml.jackson.databind;
    opens dev.hearth.train.task to
            com.fasterxml.jackson.databind;
}
