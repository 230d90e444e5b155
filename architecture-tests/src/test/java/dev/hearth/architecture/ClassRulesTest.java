package dev.hearth.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rules for classes, as far as class files show them. */
class ClassRulesTest {

    private static final JavaClasses CLASSES = HearthClasses.classes();

    /** Static holders of something that changes, each with its reason. */
    private static final Map<String, String> HOLDERS =
            Map.ofEntries(
                    Map.entry(
                            "dev.hearth.tensor.Scope.INNERMOST",
                            "scopes are per thread: design, 3"),
                    Map.entry(
                            "dev.hearth.tensor.NoGrad.INNERMOST", "as a scope, and ends like one"),
                    Map.entry("dev.hearth.tensor.SingleThreaded.DEPTH", "the same"),
                    Map.entry(
                            "dev.hearth.tensor.LibTorch.asked",
                            "libtorch's count of threads is the process's; what it was told"),
                    Map.entry(
                            "dev.hearth.tensor.SelfCheckGuard.outcome",
                            "libtorch is the process's, and so is whether it is right"),
                    Map.entry("dev.hearth.tensor.SelfCheckGuard.refusal", "the same"),
                    Map.entry("dev.hearth.tensor.SelfCheckGuard.isChecking", "the same"),
                    Map.entry("dev.hearth.tensor.SelfCheckGuard.prepared", "the same"),
                    Map.entry("dev.hearth.tensor.SelfCheckGuard.seam", "where its tests come in"),
                    Map.entry(
                            "dev.hearth.tensor.Gemm.sharing",
                            "switched off for the process where it is wrong"),
                    Map.entry("dev.hearth.tensor.Gemm.pointwise", "the same"),
                    Map.entry("dev.hearth.tensor.Gemm.planned", "the same"),
                    Map.entry(
                            "dev.hearth.experiments.statistics.Power.EFFECTS",
                            "what depends on its key alone, computed once"),
                    Map.entry(
                            "dev.hearth.data.strokes.Strokes.PENS",
                            "buffers to draw in, without meaning between two drawings"));

    private static final List<String> CHANGING =
            List.of(
                    "java.lang.ThreadLocal",
                    "java.lang.StringBuilder",
                    "java.util.ArrayList",
                    "java.util.HashMap",
                    "java.util.HashSet",
                    "java.util.TreeMap",
                    "java.util.LinkedHashMap",
                    "java.util.ArrayDeque",
                    "java.util.WeakHashMap");

    /**
     * What asks the machine for its language, its letters or its order of names: figures, files and
     * messages must be the same on every one.
     */
    private static final Pattern LOCAL =
            Pattern.compile(
                    "java\\.lang\\.String\\.(format\\(java\\.lang\\.String, .*"
                            + "|formatted\\(.*|to(Lower|Upper)Case\\(\\)|getBytes\\(\\)"
                            + "|<init>\\(\\[B(, int, int)?\\))"
                            + "|java\\.io\\.Print(Stream|Writer)\\.(printf|format)\\(java\\.lang\\.String, .*"
                            + "|java\\.io\\.Print(Stream|Writer)\\.<init>\\(java\\.(lang\\.String|io\\.File|io\\.OutputStream(, boolean)?)\\)"
                            + "|java\\.io\\.(InputStreamReader|OutputStreamWriter)\\.<init>\\([\\w.]+\\)"
                            + "|java\\.io\\.File(Reader|Writer)\\.<init>\\([^,]*(, boolean)?\\)"
                            + "|java\\.io\\.ByteArrayOutputStream\\.toString\\(\\)"
                            + "|java\\.lang\\.Process\\.(inputReader|errorReader|outputWriter)\\(\\)"
                            + "|java\\.util\\.(Scanner|Formatter)\\.<init>\\([^,]*\\)"
                            + "|java\\.util\\.Locale\\.getDefault\\(.*"
                            + "|java\\.nio\\.charset\\.Charset\\.defaultCharset\\(\\)"
                            + "|java\\.nio\\.file\\.Path\\.compareTo\\(.*"
                            + "|java\\.text\\.(Collator|NumberFormat|DecimalFormat)\\..*");

    @Test
    void no_machine_s_language_and_letters_get_in() {
        List<String> faults =
                CLASSES.stream()
                        .flatMap(type -> type.getAccessesFromSelf().stream())
                        .filter(use -> LOCAL.matcher(use.getTarget().getFullName()).matches())
                        .map(
                                use ->
                                        use.getSourceCodeLocation()
                                                + " "
                                                + use.getTarget().getFullName())
                        .sorted()
                        .toList();
        assertThat(faults).isEmpty();
    }

    @Test
    void every_class_is_abstract_or_final_or_extended_here() {
        assertThat(CLASSES)
                .filteredOn(type -> !type.isAnonymousClass() && !type.isLocalClass())
                .filteredOn(type -> !type.isInterface() && !type.isEnum() && !type.isRecord())
                .filteredOn(type -> type.getSubclasses().isEmpty())
                .filteredOn(
                        type ->
                                !type.getModifiers().contains(JavaModifier.ABSTRACT)
                                        && !type.getModifiers().contains(JavaModifier.FINAL))
                .extracting(JavaClass::getName)
                .isEmpty();
    }

    @Test
    void only_the_command_line_writes_to_the_console() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.hearth.cli..")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(Throwable.class, "printStackTrace")
                .check(CLASSES);
    }

    @Test
    void chance_is_an_argument() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(Random.class, SplittableRandom.class, ThreadLocalRandom.class)
                .orShould()
                .callMethod(Math.class, "random")
                .check(CLASSES);
    }

    @Test
    void nothing_waits_for_the_collector() {
        noMethods().should().haveName("finalize").check(CLASSES);
        noClasses().should().callMethod(System.class, "gc").check(CLASSES);
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.ref.Cleaner")
                .check(CLASSES);
    }

    @Test
    void nothing_static_changes() {
        List<String> faults =
                CLASSES.stream()
                        .flatMap(type -> type.getFields().stream())
                        .filter(field -> field.getModifiers().contains(JavaModifier.STATIC))
                        .filter(field -> !field.getModifiers().contains(JavaModifier.SYNTHETIC))
                        .filter(ClassRulesTest::changes)
                        .map(JavaField::getFullName)
                        .filter(name -> !HOLDERS.containsKey(name))
                        .toList();
        assertThat(faults).isEmpty();
        List<String> fields =
                CLASSES.stream()
                        .flatMap(type -> type.getFields().stream())
                        .map(JavaField::getFullName)
                        .toList();
        assertThat(fields).as("exceptions that are no longer needed").containsAll(HOLDERS.keySet());
    }

    /** A reference that can be set, a type made to change, or an array that everybody can reach. */
    private static boolean changes(JavaField field) {
        boolean isFinal = field.getModifiers().contains(JavaModifier.FINAL);
        String type = field.getRawType().getName();
        return !isFinal
                || CHANGING.contains(type)
                || type.startsWith("java.util.concurrent.")
                || field.getRawType().isArray()
                        && !field.getModifiers().contains(JavaModifier.PRIVATE);
    }

    @Test
    void no_public_method_begins_with_get() {
        List<String> faults =
                CLASSES.stream()
                        .filter(type -> !type.isRecord())
                        .flatMap(type -> type.getMethods().stream())
                        .filter(HearthClasses::isApi)
                        .filter(method -> method.getName().matches("get[A-Z].*"))
                        .filter(method -> !isForeign(method))
                        .map(JavaMethod::getFullName)
                        .toList();
        assertThat(faults).isEmpty();
    }

    /** Whether a name is somebody else's, whom we only follow. */
    private static boolean isForeign(JavaMethod method) {
        Collection<JavaClass> above =
                Stream.concat(
                                method.getOwner().getAllRawSuperclasses().stream(),
                                method.getOwner().getAllRawInterfaces().stream())
                        .toList();
        return above.stream()
                .filter(type -> !type.getPackageName().startsWith("dev.hearth"))
                .flatMap(type -> type.getMethods().stream())
                .anyMatch(
                        other ->
                                other.getName().equals(method.getName())
                                        && other.getRawParameterTypes().size()
                                                == method.getRawParameterTypes().size());
    }
}
