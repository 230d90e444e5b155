package dev.hearth.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Compiles many examples and tells which do not. */
final class Examples {

    private static final Set<String> PLATFORM =
            Set.of(
                    "java.util",
                    "java.util.function",
                    "java.util.stream",
                    "java.nio",
                    "java.nio.file",
                    "java.time",
                    "static dev.hearth.nn.layers.Layers");

    private Examples() {}

    /** What the compiler says of each that fails: the file, and its complaints. */
    static Map<String, String> failures(List<Example> examples) {
        Set<String> packages = new TreeSet<>(PLATFORM);
        Map<String, Set<String>> types = new TreeMap<>();
        for (JavaClass type : HearthClasses.classes()) {
            if (type.isTopLevelClass() && type.getModifiers().contains(JavaModifier.PUBLIC)) {
                packages.add(type.getPackageName());
                types.computeIfAbsent(type.getPackageName(), name -> new TreeSet<>())
                        .add(type.getName());
            }
        }
        Compiler compiler = new Compiler();
        for (Example example : examples) {
            compiler.add(
                    example.unit(),
                    example.text(packages, types.getOrDefault(example.home(), Set.of())));
        }
        Map<String, List<String>> errors = compiler.errors();
        return examples.stream()
                .filter(example -> errors.containsKey(example.unit()))
                .collect(
                        Collectors.toMap(
                                Example::where,
                                example -> String.join("; ", errors.get(example.unit())),
                                (a, b) -> a + "; " + b,
                                TreeMap::new));
    }
}
