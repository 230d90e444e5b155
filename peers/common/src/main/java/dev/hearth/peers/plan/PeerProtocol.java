package dev.hearth.peers.plan;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * How a peer's process speaks with the driver: it says {@code ready VERSION} or {@code cannot
 * REASON}, then for each line that it hears it does a stretch and says {@code took SECONDS LOSS};
 * when the lines end, it ends. What a library prints goes to the error stream.
 */
public final class PeerProtocol {

    private PeerProtocol() {}

    /**
     * Serves until the lines end.
     *
     * @param arguments of the process: the plan's folder
     * @param version of the framework
     * @param peer makes the stretch, or throws {@link UnsupportedException}
     * @throws IOException if the driver cannot be heard
     */
    public static void serve(String[] arguments, String version, Function<Plan, Burst> peer)
            throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.setOut(System.err);
        Burst stretch;
        try {
            stretch = peer.apply(Plan.read(Path.of(arguments[0])));
        } catch (UnsupportedException unable) {
            out.println("cannot " + unable.getMessage());
            return;
        }
        out.println("ready " + version);
        BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (in.readLine() != null) {
            try {
                long begun = System.nanoTime();
                double loss = stretch.run();
                out.println("took " + (System.nanoTime() - begun) / 1e9 + " " + loss);
            } catch (UnsupportedException unable) {
                out.println("cannot " + unable.getMessage());
                return;
            }
        }
        out.close();
        // Some frameworks keep threads that would hold the process.
        Runtime.getRuntime().halt(0);
    }
}
