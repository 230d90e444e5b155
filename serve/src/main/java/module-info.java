/** An image classifier behind HTTP. */
module dev.hearth.serve {
    requires transitive dev.hearth.inference;
    requires jdk.httpserver;

    exports dev.hearth.serve;

    opens dev.hearth.serve to
            com.fasterxml.jackson.databind;
}
