#!/usr/bin/env bash
# picocli 4.7.7 (info.picocli:picocli).
# Guess: `train --ouput model --epochs 3` says "Unknown option: '--ouput'" and suggests --output, as it does for misspelt optional options.
# Instead: a missing required option is reported first, and then parsing is over: the message is "Missing required option: '--output=<output>'"
# and neither the misspelt word nor a suggestion appears. A bad value further right goes before both. And `-lr 0.1`, where there is an option
# -l, is taken as -l with the value "r", and 0.1 becomes a positional parameter, without an error.
# A user who has typed the option sees that it is missing and finds no fault; a wrong rate is dropped in silence.
set -euo pipefail

home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
cat > "$home/pom.xml" <<'POM'
<project><modelVersion>4.0.0</modelVersion><groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
<dependencies>
<dependency><groupId>info.picocli</groupId><artifactId>picocli</artifactId><version>4.7.7</version></dependency>
</dependencies>
</project>
POM
copy=(mvn -q -B -f "$home/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies "-DoutputDirectory=$home/lib")
"${copy[@]}" -o > "$home/log" 2>&1 || "${copy[@]}" > "$home/log" 2>&1 || { cat "$home/log"; exit 1; }

cat > "$home/Finding.java" <<'JAVA'
import java.io.*;
import java.util.*;
import picocli.CommandLine;
import picocli.CommandLine.*;

public class Finding {
    static void expect(boolean as, String what) {
        System.out.println((as ? "as found: " : "CHANGED: ") + what);
        if (!as) System.exit(1);
    }

    @Command(name = "train")
    static class Train implements Runnable {
        @Option(names = "--output", required = true) String output;
        @Option(names = "--epochs") int epochs;
        @Option(names = "--lr") double rate = 0.5;
        @Option(names = "-l") String letters;
        @Parameters(arity = "0..*") List<String> files;

        public void run() {}
    }

    static Train train;

    static String said(String... arguments) {
        StringWriter text = new StringWriter();
        train = new Train();
        int code = new CommandLine(train).setErr(new PrintWriter(text, true)).execute(arguments);
        System.out.println(String.join(" ", arguments) + " -> " + code + " " + text.toString().lines().limit(2).toList());
        return text.toString();
    }

    public static void main(String[] arguments) {
        System.out.println("picocli " + CommandLine.VERSION);
        String required = said("--ouput=model", "--epochs=3");
        expect(required.contains("Missing required option: '--output") && !required.contains("ouput"), "the misspelt required option is not named");
        String optional = said("--output=model", "--epoch=3");
        expect(optional.contains("--epoch=3") && optional.contains("Possible solutions"), "a misspelt optional one is, with a suggestion");
        String value = said("--ouput=model", "--epochs=three");
        expect(value.contains("'three' is not an int") && !value.contains("ouput"), "a bad value goes before both");
        String none = said("--output=model", "-lr", "0.1");
        System.out.println("rate " + train.rate + ", -l " + train.letters + ", files " + train.files);
        expect(none.isEmpty() && train.rate == 0.5 && train.letters.equals("r") && train.files.equals(List.of("0.1")), "-lr 0.1 is -l r and a file named 0.1");
    }
}
JAVA
java -cp "$home/lib/*" -Djava.io.tmpdir="$home" "$home/Finding.java"
