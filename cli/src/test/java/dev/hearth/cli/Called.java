package dev.hearth.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import picocli.CommandLine;

/** What a call of the command line left behind. */
record Called(int code, String out, String err) {

    /** Words between spaces, with TEMP for a folder. */
    static Called line(Path temp, String words) {
        return of(
                Arrays.stream(words.strip().split(" +"))
                        .map(word -> word.replace("TEMP", temp.toString()))
                        .toArray(String[]::new));
    }

    static Called of(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        StringWriter parser = new StringWriter();
        PrintStream realOut = System.out;
        PrintStream realErr = System.err;
        try {
            System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
            CommandLine line = Hearth.line();
            line.setErr(new PrintWriter(parser, true));
            line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
            int code = line.execute(arguments);
            return new Called(
                    code,
                    out.toString(StandardCharsets.UTF_8),
                    err.toString(StandardCharsets.UTF_8) + parser);
        } finally {
            System.setOut(realOut);
            System.setErr(realErr);
        }
    }
}
