/** Architectures of five papers, and models by name. */
module dev.hearth.zoo {
    requires transitive dev.hearth.data;
    requires transitive dev.hearth.nn;

    exports dev.hearth.zoo;
    exports dev.hearth.zoo.elu;
    exports dev.hearth.zoo.fmp;
    exports dev.hearth.zoo.gan;
    exports dev.hearth.zoo.inception;
    exports dev.hearth.zoo.together;
    exports dev.hearth.zoo.weightnorm;

    opens dev.hearth.zoo.elu to
            com.fasterxml.jackson.databind;
    opens dev.hearth.zoo.fmp to
            com.fasterxml.jackson.databind;
    opens dev.hearth.zoo.gan to
            com.fasterxml.jackson.databind;
    opens dev.hearth.zoo.inception to
            com.fasterxml.jackson.databind;
    opens dev.hearth.zoo.together to
            com.fasterxml.jackson.databind;
    opens dev.hearth.zoo.weightnorm to
            com.fasterxml.jackson.databind;
}
