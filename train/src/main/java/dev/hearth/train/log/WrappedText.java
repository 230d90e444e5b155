package dev.hearth.train.log;

import java.util.stream.Collectors;

/** Lines broken between words where the terminal is narrower; as they are in files and pipes. */
public final class WrappedText {

    /** In place of the space between an option and its value. */
    private static final String JOINED = "\u00A0";

    private WrappedText() {}

    /** For the standard output. What follows a break is indented by two more than the line. */
    public static String of(String text) {
        return Display.detect() == Display.TERMINAL
                ? of(text, Display.columns(System.getenv()) - 1)
                : text;
    }

    /** The same for a command, whose lines end with a backslash, so that it can be copied to a shell. */
    public static String command(String line) {
        return Display.detect() == Display.TERMINAL
                ? command(line, Display.columns(System.getenv()) - 1)
                : line;
    }

    static String command(String line, int columns) {
        String together = line.replaceAll("(--[a-z-]+) (?!-)", "$1" + JOINED);
        return wrapped(together, columns - 2).replace("\n", " \\\n").replace(JOINED, " ");
    }

    static String of(String text, int columns) {
        return text.lines().map(line -> wrapped(line, columns)).collect(Collectors.joining("\n"));
    }

    private static String wrapped(String line, int columns) {
        int words = line.length() - line.stripLeading().length();
        String indent = " ".repeat(words + 2);
        StringBuilder all = new StringBuilder(line.substring(0, words));
        int begin = 0;
        boolean isFirst = true;
        for (String word : line.substring(words).split("(?<=\\S)(?= )")) {
            if (!isFirst && all.length() - begin + word.length() > columns) {
                all.append('\n');
                begin = all.length();
                all.append(indent).append(word.stripLeading());
            } else {
                all.append(word);
            }
            isFirst = false;
        }
        return all.toString();
    }
}
