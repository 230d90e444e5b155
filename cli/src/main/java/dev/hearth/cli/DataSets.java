package dev.hearth.cli;

import picocli.CommandLine.Command;

/** placeholder */
@Command(name = "data")
final class DataSets implements Runnable {
    @Override
    public void run() {}
}
