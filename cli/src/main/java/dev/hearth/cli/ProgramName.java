package dev.hearth.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** What is called in messages: {@code ./hearth} in a clone, {@code hearth} once it is installed. */
final class ProgramName {

    private static final Pattern CALL =
            Pattern.compile("(?<![\\w./])\\./hearth (?=--help|[a-zA-Z])");

    private ProgramName() {}

    /** Whether the installed launcher has started this. */
    static boolean isInstalled() {
        return Boolean.getBoolean("hearth.installed");
    }

    /** Words with the calls that an installed program has. A path such as {@code ./hearth/1.jpg} is none. */
    static String installed(String words) {
        return CALL.matcher(words).replaceAll("hearth ");
    }

    /** A stream in UTF-8 that flushes each line. */
    static PrintStream stream(OutputStream out) {
        return isInstalled() ? new Stream(out) : new PrintStream(out, true, StandardCharsets.UTF_8);
    }

    /** A writer in UTF-8 that flushes each line. */
    static PrintWriter writer(OutputStream out) {
        return isInstalled() ? new Writer(out) : new PrintWriter(out, true, StandardCharsets.UTF_8);
    }

    private static final class Stream extends PrintStream {
        private Stream(OutputStream out) {
            super(out, true, StandardCharsets.UTF_8);
        }

        @Override
        public void print(String words) {
            super.print(words == null ? null : installed(words));
        }
    }

    private static final class Writer extends PrintWriter {
        private Writer(OutputStream out) {
            super(out, true, StandardCharsets.UTF_8);
        }

        @Override
        public void write(String words, int from, int length) {
            String named = installed(words.substring(from, from + length));
            super.write(named, 0, named.length());
        }
    }
}
