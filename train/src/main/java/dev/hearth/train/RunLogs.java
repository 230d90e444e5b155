package dev.hearth.train;

/** The logs of a run folder. */
final class RunLogs implements Listener, AutoCloseable {

    RunLogs(RunFolder home) {}

    @Override
    public void accept(Event event) {}

    @Override
    public void close() {}
}
