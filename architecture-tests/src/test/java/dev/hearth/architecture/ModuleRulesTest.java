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
                    entry("onednn", Set.of("onnx")),
                    entry("inference", Set.of("onnx", "train", "zoo")),
                    entry("serve", Set.of("inference")),
                    entry("heif", Set.of("data")));

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
    void only_tensor_onednn_and_the_codecs_of_pictures_touch_native_code() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "dev.hearth.tensor..", "dev.hearth.heif..", "dev.hearth.onednn..")
                .and()
                .haveNameNotMatching("dev\\.hearth\\.data\\.image\\.Leptonica(\\$.*)?")
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

    /** Public types that no other package here uses, each with the reader it is for. */
    private static final Map<String, String> FOR_USERS =
            Map.ofEntries(
                    entry("Shard", "loaders of several workers"),
                    entry("Archives", "own data sets that are downloaded"),
                    entry("Checksum", "the same"),
                    entry("Download", "the same"),
                    entry("DownloadProgress", "the same"),
                    entry("DownloadSource", "the same"),
                    entry("Assamese", "those who have the UCI files"),
                    entry("AssameseFile", "the same"),
                    entry("PenStrokesDataset", "the same"),
                    entry("ShearAxis", "a component of RandomAffine"),
                    entry("Nesterov", "a component of Sgd and ClassicalMomentum"),
                    entry("Resumable", "own optimizers"),
                    entry("UpdateRule", "own optimizers"),
                    entry("GruCell", "loops over GRU steps, as LstmCell is for DRAW's"),
                    entry("LogitModel", "own engines behind a classifier"),
                    entry("LibTorchLogitModel", "the same"),
                    entry("OnnxLogitModel", "the same"),
                    entry("OnnxExport", "exports from Java"),
                    entry("RunModel", "own loops over runs"),
                    entry("ExportContext", "own ONNX converters"),
                    entry("OnnxAttribute", "the same"),
                    entry("OnnxConverter", "the same"),
                    entry("OnnxConverters", "the same"),
                    entry("Batcher", "servers of other answers"),
                    entry("Worker", "the same"),
                    entry("TcpExchange", "the module spark, which is not on this class path"),
                    entry("WorkerCluster", "the same"),
                    entry("WorkerSum", "own loops of several workers"),
                    entry("DatasetOpener", "own data sets"),
                    entry("RunLogs", "own loops"),
                    entry("TorchFile", "readers of PyTorch files"),
                    entry("CellDepth", "a component of Observation"),
                    entry("ObservationChannel", "the same"),
                    entry("Provenance", "a component of Ledger"),
                    entry("CombinedCheck", "made by Claim.all and Claim.any"),
                    entry("Untested", "made by Claim.untested"),
                    entry("WilcoxonSignedRank", "own checks"),
                    entry("DropoutForward", "what Dropout builds"),
                    entry("LinearForward", "what Linear builds"),
                    entry("MaxoutForward", "what Maxout builds"),
                    entry("MaxoutChannelsForward", "what MaxoutChannels builds"),
                    entry("PointwiseForward", "what activations build"),
                    entry("Replay", "own agents"),
                    entry("TransitionBatch", "the same"),
                    entry("OptimizerMemory", "own optimizers"),
                    entry("Reduction", "a component of FractionalMaxPool2d"),
                    entry("RegionSharing", "the same"),
                    entry("Optimization", "a component of ForeignModel"),
                    entry("ThreadSpinning", "an option of OnnxNet"),
                    entry("Windowed", "what convolutions share"),
                    entry("HeifDecoder", "found by ServiceLoader"),
                    entry("OneDnnCompiler", "the same"),
                    entry("Hearth", "the program"));

    @Test
    void a_public_type_has_a_user_outside_its_package() {
        Set<String> used = new HashSet<>();
        for (JavaClass type : CLASSES) {
            type.getDirectDependenciesFromSelf().stream()
                    .map(d -> d.getTargetClass())
                    .filter(target -> !target.getPackageName().equals(type.getPackageName()))
                    .forEach(target -> used.add(target.getName().split("\\$")[0]));
        }
        Set<String> unused = new TreeSet<>();
        CLASSES.stream()
                .filter(type -> type.isTopLevelClass() && !type.getSimpleName().contains("-info"))
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(type -> !used.contains(type.getName()))
                .forEach(type -> unused.add(type.getSimpleName()));
        unused.removeAll(FOR_USERS.keySet());
        assertThat(unused).isEmpty();
    }

    @Test
    void what_users_extend_is_open() {
        for (Class<?> type :
                List.of(
                        dev.hearth.nn.Layer.class,
                        dev.hearth.nn.Initializer.class,
                        dev.hearth.optim.Optimizer.class,
                        dev.hearth.optim.StepModifier.class,
                        dev.hearth.optim.schedule.Schedule.class,
                        dev.hearth.optim.loss.Loss.class,
                        dev.hearth.data.Dataset.class,
                        dev.hearth.data.Augmentation.class,
                        dev.hearth.train.TrainingListener.class,
                        dev.hearth.train.dataset.DatasetOpener.class,
                        dev.hearth.train.task.PostTrainingMetric.class,
                        dev.hearth.train.recipe.GeneratorMetric.class,
                        dev.hearth.onnx.OnnxConverter.class)) {
            assertThat(type.isInterface() && !type.isSealed()).as(type.getName()).isTrue();
            assertThat(java.lang.reflect.Modifier.isPublic(type.getModifiers()))
                    .as(type.getName())
                    .isTrue();
        }
    }
}
