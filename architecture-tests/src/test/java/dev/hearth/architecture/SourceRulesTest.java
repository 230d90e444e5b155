package dev.hearth.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.architecture.Sources.Source;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What javac does not look at. */
class SourceRulesTest {

    private static final int LONGEST = 400;
    private static final String REASON = "Above 400 lines, because ";

    private static final Pattern TYPE =
            Pattern.compile(
                    "^public (?:(?:abstract|final|sealed|non-sealed) )*"
                            + "(?:class|record|interface|enum|@interface) \\w+",
                    Pattern.MULTILINE);

    private static final Pattern JAVADOC_BEFORE =
            Pattern.compile("/\\*\\*(?:(?!\\*/).)+\\*/\\s*(?:@\\w+.*)?$", Pattern.DOTALL);

    private static final Pattern UNFINISHED = Pattern.compile("\\b(TODO|FIXME|XXX)\\b");

    /** Someone's own folders: no user of Hearth has them. */
    private static final Pattern MACHINE_PATH =
            Pattern.compile(
                    "(?<![\\w$.~}])/(home|root|work|tmp|Users|mnt|opt|var)/\\w|\\b[A-Z]:\\\\\\\\?\\w");

    private static final Pattern REGISTRY =
            Pattern.compile(
                    "repo1?\\.maven\\.|oss\\.sonatype|pypi\\.|registry\\.npmjs|conda\\.|ghcr\\.io"
                            + "|docker\\.io|jfrog|artifactory|nexus\\.|:8081");

    private static final Pattern SWITCHED_OFF =
            Pattern.compile("@(Disabled|Enabled)(\\w*)\\b(\\s*\\((?:[^()\"]|\"[^\"]*\")*\\))?");

    private static final Pattern SENTENCE = Pattern.compile("\"[^\"]{12,}\"");

    /** Words of a metaphor that the code once had; each thing has the field's name now. */
    private static final Pattern METAPHOR =
            Pattern.compile(
                    "\\b(cellar|crew|errand|shelf|vault|knobs?|stepper's|born|dwells?)\\b"
                            + "|\\b(a|the|this|each|every) letters?\\b(?! (case|or digit|and))",
                    Pattern.CASE_INSENSITIVE);

    private static List<Source> all() {
        return Stream.concat(Sources.main().stream(), Sources.tests().stream()).toList();
    }

    private static List<String> hits(List<Source> sources, Pattern pattern) {
        return sources.stream()
                .flatMap(
                        source ->
                                source.lines().stream()
                                        .filter(line -> pattern.matcher(line).find())
                                        .map(line -> source + ": " + line.strip()))
                .toList();
    }

    @Test
    void there_is_something_to_look_at() {
        assertThat(Sources.modules())
                .contains("tensor", "nn", "data", "zoo", "train", "papers", "cli");
        assertThat(Sources.main()).hasSizeGreaterThan(200);
        assertThat(Sources.tests()).hasSizeGreaterThan(50);
    }

    @Test
    void every_package_says_what_it_is() {
        Set<Path> packages = new TreeSet<>();
        Sources.main().stream()
                .filter(source -> !source.path().endsWith("module-info.java"))
                .forEach(source -> packages.add(source.path().getParent()));
        assertThat(packages)
                .allSatisfy(
                        folder -> {
                            Path info = folder.resolve("package-info.java");
                            assertThat(Files.exists(Sources.root().resolve(info)))
                                    .as(info.toString())
                                    .isTrue();
                            assertThat(Sources.read(info).text())
                                    .as(info.toString())
                                    .contains("/**");
                        });
    }

    @Test
    void no_file_is_above_400_lines_without_a_reason_at_its_top() {
        assertThat(all())
                .filteredOn(source -> source.lines().size() > LONGEST)
                .allSatisfy(
                        source ->
                                assertThat(source.lines().subList(0, 40))
                                        .as(source.toString())
                                        .anyMatch(
                                                line ->
                                                        line.strip().matches("(//|\\*|/\\*+) .*")
                                                                && line.contains(REASON)));
    }

    @Test
    void every_public_type_has_a_javadoc() {
        for (Source source : Sources.main()) {
            Matcher type = TYPE.matcher(source.text());
            if (type.find()) {
                String before = source.text().substring(0, type.start()).stripTrailing();
                int doc = before.lastIndexOf("/**");
                assertThat(doc).as("Javadoc of %s", source).isPositive();
                assertThat(JAVADOC_BEFORE.matcher(before.substring(doc)).matches())
                        .as("Javadoc right before the type of %s", source)
                        .isTrue();
            }
        }
    }

    @Test
    void no_metaphor_stands_in_comments() {
        List<String> faults =
                hits(Sources.main(), METAPHOR).stream()
                        .filter(hit -> hit.matches(".*: (\\*|/\\*|//).*"))
                        .toList();
        assertThat(faults).isEmpty();
    }

    @Test
    void nothing_unfinished_is_marked_in_the_sources() {
        assertThat(hits(Sources.main(), UNFINISHED)).isEmpty();
    }

    @Test
    void no_machine_s_paths_and_no_registry_stand_in_sources_poms_and_documents() {
        assertThat(hits(Sources.main(), MACHINE_PATH)).isEmpty();
        assertThat(hits(Sources.documents(), MACHINE_PATH)).isEmpty();
        assertThat(hits(Sources.main(), REGISTRY)).isEmpty();
        assertThat(hits(Sources.documents(), REGISTRY)).isEmpty();
    }

    @Test
    void the_patterns_find_what_they_look_for() {
        for (String path : List.of("\"/home/me/x\"", "cd /tmp/a", "C:\\\\Users")) {
            assertThat(MACHINE_PATH.matcher(path).find()).as(path).isTrue();
        }
        for (String path :
                List.of("~/.cache/hearth", "$PWD/tmp/x", "src/work/y", "/** A doc. */")) {
            assertThat(MACHINE_PATH.matcher(path).find()).as(path).isFalse();
        }
        assertThat(REGISTRY.matcher("https://repo1.maven.org/maven2").find()).isTrue();
        assertThat(isUnexplained("@Disabled\n    void x() {}")).isTrue();
        assertThat(isUnexplained("@Disabled(\"slow\")\n    void x() {}")).isTrue();
        assertThat(isUnexplained("@EnabledOnOs(OS.LINUX)\nclass X {}")).isTrue();
        assertThat(isUnexplained("@Disabled(\"libtorch 2.10 rounds this twice\")")).isFalse();
        assertThat(
                        isUnexplained(
                                "@EnabledOnOs(value = OS.LINUX, disabledReason = \"read from /proc"
                                        + " alone\")"))
                .isFalse();
    }

    @Test
    void no_test_is_switched_off_without_a_reason() {
        assertThat(Sources.tests())
                .filteredOn(source -> !source.path().endsWith("SourceRulesTest.java"))
                .filteredOn(source -> isUnexplained(source.text()))
                .isEmpty();
    }

    /** A reason is a text of a dozen characters or more. */
    private static boolean isUnexplained(String text) {
        Matcher off = SWITCHED_OFF.matcher(text);
        while (off.find()) {
            String arguments = off.group(3) == null ? "" : off.group(3);
            boolean plain = off.group(2).isEmpty();
            boolean named = plain || arguments.contains("disabledReason");
            if (!named || !SENTENCE.matcher(arguments).find()) {
                return true;
            }
        }
        return false;
    }
}
