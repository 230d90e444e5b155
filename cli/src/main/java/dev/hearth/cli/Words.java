package dev.hearth.cli;

import dev.hearth.data.TerminalText;
import dev.hearth.train.log.WrappedText;
import java.util.Locale;
import java.util.stream.Collectors;

/** Sentences of the library as the command line says them. */
final class Words {

    private Words() {}

    /** The library names a module that reads HEIC and AVIF; here there is a step for it. */
    static String of(String sentence) {
        return sentence.replace("add hearth-heif", step())
                .replace("Add hearth-heif", capital(step()));
    }

    private static String step() {
        return ProgramName.isInstalled()
                ? "install an archive made with mvn package -Pdist,heif"
                : "call ./hearth build --heif once";
    }

    private static String capital(String words) {
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    /** A message may have several lines; control characters of names in it are escaped. */
    static String visible(String message) {
        return of(String.valueOf(message))
                .lines()
                .map(TerminalText::of)
                .collect(Collectors.joining("\n"));
    }

    /** The same for the error stream, where that is a terminal as wide as this. */
    static String error(String message) {
        return isTerminal() ? WrappedText.of(message) : message;
    }

    /**
     * Prints what the library wants known. Nothing once the process is ending, as after Ctrl-C: what fails then,
     * fails for that.
     */
    static void notice(String sentence) {
        if (!isEnding()) {
            System.err.println(error(visible(sentence)));
        }
    }

    /** Whether this process is on its way out. */
    static boolean isEnding() {
        Thread none = new Thread(() -> {});
        try {
            Runtime.getRuntime().addShutdownHook(none);
            Runtime.getRuntime().removeShutdownHook(none);
            return false;
        } catch (IllegalStateException shuttingDown) {
            return true;
        }
    }

    /** A command on the error stream. */
    static String command(String line) {
        return isTerminal() ? WrappedText.command(line) : line;
    }

    private static boolean isTerminal() {
        return "1".equals(System.getenv("HEARTH_TTY_ERRORS"));
    }
}
