package dev.hearth.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is published: the library's modules, by name, with every package that has a public type. */
class PublishedModulesTest {

    private static final List<String> LIBRARY =
            List.of(
                    "tensor",
                    "nn",
                    "data",
                    "optim",
                    "weights",
                    "train",
                    "zoo",
                    "onnx",
                    "onednn",
                    "inference",
                    "serve",
                    "heif");

    private static final Pattern NAME = Pattern.compile("^module ([\\w.]+) \\{", Pattern.MULTILINE);

    private static final Pattern EXPORT =
            Pattern.compile("^ {4}exports ([\\w.]+);", Pattern.MULTILINE);

    private static final Pattern PUBLIC =
            Pattern.compile(
                    "^public (?:(?:abstract|final|sealed|non-sealed) )*"
                            + "(?:class|record|interface|enum|@interface) \\w+",
                    Pattern.MULTILINE);

    private static final String SKIPPED = "<maven.deploy.skip>true</maven.deploy.skip>";

    @Test
    void each_library_module_exports_every_package_with_a_public_type() {
        for (String module : LIBRARY) {
            Path java = Path.of(module, "src", "main", "java");
            String info = Sources.read(java.resolve("module-info.java")).text();
            Matcher name = NAME.matcher(info);
            assertThat(name.find()).as("the name in %s", info).isTrue();
            assertThat(name.group(1)).isEqualTo("dev.hearth." + module);
            Set<String> open =
                    Sources.main().stream()
                            .filter(source -> source.path().startsWith(java))
                            .filter(source -> PUBLIC.matcher(source.text()).find())
                            .map(source -> java.relativize(source.path().getParent()))
                            .map(folder -> folder.toString().replace('\\', '/').replace('/', '.'))
                            .collect(Collectors.toCollection(TreeSet::new));
            assertThat(EXPORT.matcher(info).results().map(hit -> hit.group(1)).toList())
                    .as(module)
                    .containsExactlyElementsOf(open);
        }
    }

    @Test
    void the_library_and_its_natives_are_published_and_managed_and_nothing_else() {
        String managed = Sources.read(Path.of("bom", "pom.xml")).text();
        for (String module : Sources.modules()) {
            String pom = Sources.read(Path.of(module, "pom.xml")).text();
            boolean published = LIBRARY.contains(module) || module.startsWith("natives/");
            if (!module.equals("bom")) {
                assertThat(pom.contains(SKIPPED))
                        .as("%s skips deployment", module)
                        .isEqualTo(!published);
            }
            String artifact =
                    "<artifactId>hearth-"
                            + module.replaceFirst("^natives/(?!cuda)", "natives-")
                                    .replaceFirst("^natives/", "")
                            + "</artifactId>";
            if (!module.equals("bom")) {
                assertThat(managed.contains(artifact))
                        .as("%s in the BOM", artifact)
                        .isEqualTo(published);
            }
        }
    }

    @Test
    void no_published_pom_leaves_a_name_to_the_reader() {
        List<String> published = new java.util.ArrayList<>(LIBRARY);
        Sources.modules().stream()
                .filter(name -> name.startsWith("natives/"))
                .forEach(published::add);
        for (String module : published) {
            assertThat(Sources.read(Path.of(module, "pom.xml")).text())
                    .as(module)
                    .doesNotContain("${javacpp.platform}")
                    .doesNotContain("${hearth.natives}");
        }
        assertThat(Files.exists(Sources.root().resolve("bom/pom.xml"))).isTrue();
    }
}
