package dev.hearth.train.log;

import java.util.Map;

/** How progress is shown. */
public enum Display {
    /** A bar that is drawn over and over in one line. */
    TERMINAL,
    /** A line now and then, for files and pipes. */
    LINES,
    /** Nothing. */
    QUIET;

    /** The first Java whose {@code System.console()} is there without a terminal too. */
    private static final int CONSOLE_ALWAYS = 22;

    private static final int USUAL_COLUMNS = 80;

    /**
     * What suits the place where the program runs.
     *
     * <p>The launcher knows best and sets {@code HEARTH_TTY} to 1 or 0. Without it a console counts as
     * a terminal, up to Java 21; later ones have a console always, so they print lines.
     *
     * @return {@link #TERMINAL} or {@link #LINES}
     */
    public static Display detect() {
        return detect(
                System.getenv(),
                System.console() != null && Runtime.version().feature() < CONSOLE_ALWAYS);
    }

    /** How wide the terminal is, as the launcher says in {@code COLUMNS}; 80 where nothing says it. */
    static int columns(Map<String, String> environment) {
        try {
            int said = Integer.parseInt(environment.getOrDefault("COLUMNS", ""));
            return said >= 20 && said <= 1000 ? said : USUAL_COLUMNS;
        } catch (NumberFormatException none) {
            return USUAL_COLUMNS;
        }
    }

    static Display detect(Map<String, String> environment, boolean console) {
        String kind = environment.getOrDefault("TERM", "dumb");
        boolean able = !kind.isEmpty() && !kind.equals("dumb");
        boolean terminal =
                environment.containsKey("HEARTH_TTY")
                        ? environment.get("HEARTH_TTY").equals("1")
                        : console;
        // A dumb terminal prints every redrawing one below the other.
        return able && terminal ? TERMINAL : LINES;
    }
}
