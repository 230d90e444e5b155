package dev.hearth.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeersTest {

    @ParameterizedTest
    @ValueSource(strings = {"--threads 1", "--threads 1 --rows e1 --update"})
    void rows_of_other_counts_of_threads_are_not_published(String words) {
        StringWriter said = new StringWriter();
        int code = Peers.line().setErr(new PrintWriter(said)).execute(words.split(" "));
        assertThat(code).isEqualTo(2);
        assertThat(said.toString())
                .startsWith(
                        "What is published needs 2 threads of each peer. Received: --threads 1."
                                + " Leave it out, or write elsewhere with --out DIR.");
    }
}
