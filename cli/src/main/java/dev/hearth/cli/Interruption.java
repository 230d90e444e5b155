package dev.hearth.cli;

import dev.hearth.data.TerminalText;
import dev.hearth.train.TrainingEvent;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import picocli.CommandLine;

/**
 * Ctrl-C while a run is trained: the step that is being computed is finished and saved ({@link
 * dev.hearth.train.run.Run} does), and it is said where the run is and how to go on. The exit code is that of
 * the signal, 130.
 */
final class Interruption implements AutoCloseable {

    private static final int SECONDS = 30;

    private final List<String> arguments;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::interrupted, "hearth-interruption");

    private volatile TrainingEvent.Started started;
    private volatile long step;
    private volatile long saved;
    private volatile boolean isComing;

    private Interruption(List<String> arguments) {
        this.arguments = arguments;
    }

    /** Begins to watch; closed at the end of the run. */
    static Interruption of(CommandLine line) {
        Interruption watch = new Interruption(line.getParent().getParseResult().originalArgs());
        Runtime.getRuntime().addShutdownHook(watch.hook);
        return watch;
    }

    void accept(TrainingEvent event) {
        if (event instanceof TrainingEvent.Started beginning) {
            started = beginning;
            step = beginning.fromStep();
            saved = beginning.fromStep();
        } else if (event instanceof TrainingEvent.Stepped stepped) {
            step = stepped.step();
        } else if (event instanceof TrainingEvent.Saved at) {
            saved = at.step();
            // The last step before the end is saved, and not told any more.
            step = Math.max(step, saved);
        }
    }

    /** Whether the process is to end. */
    boolean isComing() {
        return isComing;
    }

    private void interrupted() {
        if (started == null) {
            return;
        }
        isComing = true;
        try {
            boolean well = ended.await(SECONDS, TimeUnit.SECONDS);
            System.err.println(
                    words() + (well ? "" : "\n(A step takes longer than " + SECONDS + " s.)"));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        System.err.flush();
    }

    /** Where the run is, and how to go on. */
    String words() {
        String kept = saved == 0 ? "nothing yet" : "all up to " + place(saved);
        String where =
                "Stopped in "
                        + place(step)
                        + (saved == step && step > 0 ? "; all of it is saved" : ". Saved: " + kept)
                        + ". To go on, give the same command again:";
        String command =
                "  ./hearth "
                        + arguments.stream()
                                .map(Interruption::quoted)
                                .collect(Collectors.joining(" "));
        return Words.error(where) + "\n" + Words.command(command);
    }

    private String place(long at) {
        long per = started.stepsPerEpoch();
        long epoch = Math.min(started.epochs(), at / per + 1);
        return "epoch "
                + epoch
                + " of "
                + started.epochs()
                + ", after "
                + (at - (epoch - 1) * per)
                + " of "
                + per
                + " steps";
    }

    private static String quoted(String argument) {
        String shown = TerminalText.of(argument);
        return shown.matches("[\\p{L}\\p{N}_./=:,@%+-]+")
                ? shown
                : "'" + shown.replace("'", "'\\''") + "'";
    }

    @Override
    public void close() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            isComing = true;
        }
        if (isComing) {
            // The hook speaks for this thread, whose own message would be said twice.
            Thread.interrupted();
            while (true) {
                try {
                    Thread.sleep(1000L * SECONDS);
                } catch (InterruptedException again) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }
}
