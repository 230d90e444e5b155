/** Image classifiers: load, classify, evaluate, export. */
module dev.hearth.inference {
    requires transitive dev.hearth.onnx;
    requires transitive dev.hearth.train;
    requires transitive dev.hearth.zoo;

    exports dev.hearth.inference;

    opens dev.hearth.inference to
            com.fasterxml.jackson.databind;
}
