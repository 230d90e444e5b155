#!/usr/bin/env bash
# picocli 4.7.7 (info.picocli:picocli), @Option(negatable = true, defaultValue = "true").
# Guess: --cache and --no-cache say what they say; with neither, the default true holds.
# Instead: an option without a value sets the OPPOSITE of its default: --cache switches the cache off, --no-cache switches it on.
# --no-cache=true switches it off and --cache=true on. Only fallbackValue = "true" beside the default mends it.
# A user who asks for what is on already switches it off, and --no-cache does nothing: both without a message.
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

    static class Plain implements Runnable {
        @Option(names = "--cache", negatable = true, defaultValue = "true") boolean cache;

        public void run() {}
    }

    static class Mended implements Runnable {
        @Option(names = "--cache", negatable = true, defaultValue = "true", fallbackValue = "true") boolean cache;

        public void run() {}
    }

    static boolean plain(String... arguments) {
        Plain command = new Plain();
        new CommandLine(command).execute(arguments);
        System.out.println("plain " + List.of(arguments) + ": cache " + command.cache);
        return command.cache;
    }

    static boolean mended(String... arguments) {
        Mended command = new Mended();
        new CommandLine(command).execute(arguments);
        System.out.println("with fallbackValue " + List.of(arguments) + ": cache " + command.cache);
        return command.cache;
    }

    public static void main(String[] arguments) {
        System.out.println("picocli " + CommandLine.VERSION);
        expect(plain(), "nothing said: on");
        expect(!plain("--cache"), "--cache: off");
        expect(plain("--no-cache"), "--no-cache: on");
        expect(!plain("--no-cache=true") && plain("--cache=true"), "with a value both are right");
        expect(mended() && mended("--cache") && !mended("--no-cache"), "with a fallback value all are right");
    }
}
JAVA
java -cp "$home/lib/*" -Djava.io.tmpdir="$home" "$home/Finding.java"
