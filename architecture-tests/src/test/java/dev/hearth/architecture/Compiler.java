package dev.hearth.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles texts against the class path of the tests, all of them at once. */
final class Compiler {

    private final Map<String, String> units = new TreeMap<>();

    /** One compilation unit, whose top-level class has the simple name of the given one. */
    void add(String qualifiedName, String text) {
        units.put(qualifiedName, text);
    }

    private static final class Text extends SimpleJavaFileObject {

        private final String text;

        Text(String qualifiedName, String text) {
            super(URI.create("text:///" + qualifiedName.replace('.', '/') + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    /** The errors, by the name of the unit; none for those that compile. */
    Map<String, List<String>> errors() {
        if (units.isEmpty()) {
            return Map.of();
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        List<Text> texts = new ArrayList<>();
        units.forEach((name, text) -> texts.add(new Text(name, text)));
        Path out;
        try {
            out = Files.createTempDirectory("examples");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        List<String> options =
                List.of(
                        "-proc:none",
                        "--release",
                        "17",
                        "-Xmaxerrs",
                        "1000",
                        "-d",
                        out.toString(),
                        "-cp",
                        System.getProperty("java.class.path"));
        compiler.getTask(null, null, found, options, null, texts).call();
        Map<String, List<String>> errors = new TreeMap<>();
        for (Diagnostic<? extends JavaFileObject> each : found.getDiagnostics()) {
            if (each.getKind() == Diagnostic.Kind.ERROR) {
                String source =
                        each.getSource() == null
                                ? "?"
                                : each.getSource()
                                        .toUri()
                                        .getPath()
                                        .substring(1)
                                        .replace(".java", "")
                                        .replace('/', '.');
                errors.computeIfAbsent(source, name -> new ArrayList<>())
                        .add(each.getMessage(Locale.ROOT).replaceAll("\\s+", " "));
            }
        }
        remove(out);
        return errors;
    }

    private static void remove(Path folder) {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
