package dev.hearth.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Who may know whom: arrows point down only. */
class FloorsTest {

    private static final JavaClasses HOUSE = House.classes();

    /** Each room with all that it may see. Rooms that are not built yet are absent from the house. */
    private static final Map<String, Set<String>> BELOW =
            Map.ofEntries(
                    entry("tensor", Set.of()),
                    entry("nn", Set.of("tensor")),
                    entry("data", Set.of("tensor")),
                    entry("zoo", Set.of("nn", "tensor")),
                    entry("train", Set.of("nn", "data", "tensor")),
                    entry("papers", Set.of("zoo", "train", "data", "nn", "tensor")),
                    entry("report", Set.of("papers", "zoo", "train", "data", "nn", "tensor")),
                    entry("serve", Set.of("export", "zoo", "train", "data", "nn", "tensor")),
                    entry("export", Set.of("zoo", "train", "data", "nn", "tensor")),
                    entry("spark", Set.of("train", "data", "nn", "tensor")),
                    entry(
                            "cli",
                            Set.of(
                                    "papers", "report", "serve", "export", "spark", "zoo", "train",
                                    "data", "nn", "tensor")));

    private static String room(JavaClass type) {
        String[] parts = type.getPackageName().split("\\.");
        return parts.length > 2 ? parts[2] : "";
    }

    @Test
    void every_room_stands_on_its_floor() {
        Set<String> rooms = new TreeSet<>();
        HOUSE.forEach(type -> rooms.add(room(type)));
        assertThat(rooms)
                .contains("tensor", "nn", "data", "zoo", "train", "papers", "report", "cli");
        assertThat(BELOW.keySet()).as("rooms without a floor").containsAll(rooms);
    }

    @Test
    void a_room_sees_what_is_below_it_and_nothing_else() {
        Set<String> faults = new TreeSet<>();
        for (JavaClass type : HOUSE) {
            type.getDirectDependenciesFromSelf().stream()
                    .filter(d -> d.getTargetClass().getPackageName().startsWith("dev.hearth."))
                    .filter(d -> !room(d.getTargetClass()).equals(room(type)))
                    .filter(
                            d ->
                                    !BELOW.getOrDefault(room(type), Set.of())
                                            .contains(room(d.getTargetClass())))
                    .forEach(d -> faults.add(d.getDescription()));
        }
        assertThat(faults).isEmpty();
    }

    @Test
    void rooms_form_no_circle() {
        slices().matching("dev.hearth.(*)..").should().beFreeOfCycles().check(HOUSE);
    }

    @Test
    void only_the_cellar_touches_native_code() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.hearth.tensor..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.bytedeco..", "sun.misc..")
                .check(HOUSE);
    }

    @Test
    void the_cellar_lets_no_native_type_out() {
        List<String> faults =
                HOUSE.stream()
                        .filter(type -> room(type).equals("tensor"))
                        .flatMap(type -> type.getMethods().stream())
                        .filter(House::isApi)
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
