/** Layers, their configurations, initialisation and JSON. */
module dev.hearth.nn {
    requires transitive com.fasterxml.jackson.databind;
    requires transitive dev.hearth.tensor;

    exports dev.hearth.nn;
    exports dev.hearth.nn.fold;
    exports dev.hearth.nn.init;
    exports dev.hearth.nn.json;
    exports dev.hearth.nn.layers;

    opens dev.hearth.nn to
            com.fasterxml.jackson.databind;
    opens dev.hearth.nn.fold to
            com.fasterxml.jackson.databind;
    opens dev.hearth.nn.init to
            com.fasterxml.jackson.databind;
    opens dev.hearth.nn.json to
            com.fasterxml.jackson.databind;
    opens dev.hearth.nn.layers to
            com.fasterxml.jackson.databind;
}
