package dev.hearth.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Command lines one after the other in a process whose working folder, home and folder of temporary files are
 * the caller's. After each a line: exit code, seconds, what it said, and what it left, between tabs.
 */
final class RefusedCommands {

    private RefusedCommands() {}

    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Path inputs = Path.of(arguments[0]);
        List<Path> watched = Stream.of(arguments).skip(1).map(Path::of).toList();
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        TreeSet<Path> before = files(watched);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            long begun = System.nanoTime();
            Called said = Called.line(inputs, line);
            double seconds = (System.nanoTime() - begun) / 1e9;
            TreeSet<Path> left = files(watched);
            left.removeAll(before);
            before.addAll(left);
            out.println(
                    said.code()
                            + "\t"
                            + seconds
                            + "\t"
                            + said.err().strip().replace("\n", "\\n").replace('\t', ' ')
                            + "\t"
                            + left.stream().map(Path::toString).collect(Collectors.joining("\0")));
        }
    }

    private static TreeSet<Path> files(List<Path> folders) throws IOException {
        TreeSet<Path> found = new TreeSet<>();
        for (Path folder : folders) {
            try (Stream<Path> all = Files.walk(folder)) {
                all.filter(each -> !each.equals(folder)).forEach(found::add);
            }
        }
        return found;
    }
}
