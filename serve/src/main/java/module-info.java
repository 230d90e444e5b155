/** An image classifier behind HTTP. */
module dev.hearth.serve {
    requires transitive dev.hearth.inference;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.codec.http;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.transport;

    exports dev.hearth.serve;

    opens dev.hearth.serve to
            com.fasterxml.jackson.databind;
}
