package dev.hearth.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Which module may use which: dependencies point down, and no packages form a cycle. */
class ModuleRulesTest {

    private static final JavaClasses CLASSES = HearthClasses.classes();

    /** What stands right below each module of the library; what these stand on is below it too. */
    private static final Map<String, Set<String>> LIBRARY =
            Map.ofEntries(
                    entry("tensor", Set.of()),
                    entry("nn", Set.of("tensor")),
                    entry("data", Set.of("tensor")),
                    entry("optim", Set.of("nn")),
                    entry("weights", Set.of("nn", "data")),
                    entry("train", Set.of("optim", "weights")),
                    entry("zoo", Set.of("nn", "data")),
                    entry("onnx", Set.of("weights")),
                    entry("inference", Set.of("onnx", "train", "zoo")),
                    entry("serve", Set.of("inference")));

    /** The library's first user: the papers and the command line. */
    private static final Map<String, Set<String>> APPLICATION =
            Map.ofEntries(
                    entry("rl", Set.of("train")),
                    entry("experiments", Set.of("train", "zoo")),
                    entry("papers", Set.of("experiments", "rl")),
                    entry("cli", Set.of("papers", "serve")));

    private static String module(JavaClass type) {
        String[] parts = type.getPackageName().split("\\.");
        return parts.length > 2 ? parts[2] : "";
    }

    private static Set<String> below(String module) {
        Set<String> all = new HashSet<>();
        List<String> open = new ArrayList<>(List.of(module));
        while (!open.isEmpty()) {
            String next = open.remove(0);
            Set<String> right = LIBRARY.getOrDefault(next, APPLICATION.get(next));
            right.stream().filter(all::add).forEach(open::add);
        }
        return all;
    }

    @Test
    void every_module_has_its_place() {
        Set<String> modules = new TreeSet<>();
        CLASSES.forEach(type -> modules.add(module(type)));
        Set<String> known = new TreeSet<>(LIBRARY.keySet());
        known.addAll(APPLICATION.keySet());
        assertThat(modules).isEqualTo(known);
    }

    @Test
    void the_library_knows_nothing_of_papers_and_command_line() {
        for (String module : LIBRARY.keySet()) {
            assertThat(below(module)).as(module).doesNotContainAnyElementsOf(APPLICATION.keySet());
        }
    }

    @Test
    void a_module_uses_what_is_below_it_and_nothing_else() {
        Set<String> faults = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            Set<String> allowed = below(module(type));
            type.getDirectDependenciesFromSelf().stream()
                    .filter(d -> d.getTargetClass().getPackageName().startsWith("dev.hearth."))
                    .filter(d -> !module(d.getTargetClass()).equals(module(type)))
                    .filter(d -> !allowed.contains(module(d.getTargetClass())))
                    .forEach(d -> faults.add(d.getDescription()));
        }
        assertThat(faults).isEmpty();
    }

    @Test
    void no_packages_form_a_cycle() {
        slices().matching("dev.hearth.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void no_simple_name_stands_for_two_public_types_of_the_library() {
        Map<String, Set<String>> names = new TreeMap<>();
        CLASSES.stream()
                .filter(type -> LIBRARY.containsKey(module(type)))
                .filter(type -> type.isTopLevelClass() && !type.getSimpleName().contains("package"))
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .forEach(
                        type ->
                                names.computeIfAbsent(type.getSimpleName(), n -> new TreeSet<>())
                                        .add(type.getName()));
        names.values().removeIf(types -> types.size() < 2);
        assertThat(names).isEmpty();
    }

    @Test
    void only_tensor_touches_native_code() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.hearth.tensor..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.bytedeco..", "jnr..", "sun.misc..")
                .check(CLASSES);
    }

    @Test
    void tensor_lets_no_native_type_out() {
        List<String> faults =
                CLASSES.stream()
                        .filter(type -> module(type).equals("tensor"))
                        .flatMap(type -> type.getMethods().stream())
                        .filter(HearthClasses::isApi)
                        .filter(
                                method ->
                                        method.getRawReturnType().getName().startsWith("org.byte")
                                                || method.getRawParameterTypes().stream()
                                                        .anyMatch(
                                                                p ->
                                                                        p.getName()
                                                                                .startsWith(
                                                                                        "org.byte")))
                        .map(Object::toString)
                        .toList();
        assertThat(faults).isEmpty();
    }
}
