package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The launcher, in a house that is built, with a java that only tells how it was called. */
@EnabledOnOs(
        value = OS.LINUX,
        disabledReason = "the launcher is a script of bash, its locales Linux's")
class LauncherTest {

    @TempDir private Path home;

    private final Map<String, String> variables = new HashMap<>();

    @BeforeEach
    void build() throws IOException {
        for (String module :
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
                        "rl",
                        "experiments",
                        "papers",
                        "cli")) {
            Files.createDirectories(home.resolve(module).resolve("src/main"));
            Files.writeString(home.resolve(module).resolve("pom.xml"), "");
        }
        Files.writeString(home.resolve("pom.xml"), "");
        Files.createDirectories(home.resolve("bom"));
        Files.createDirectories(home.resolve("natives"));
        Files.createDirectories(home.resolve("cli/target"));
        jars(home);
        Files.copy(Path.of("..", "hearth"), home.resolve("hearth"));
        script("java/bin/java", "echo \"LC_ALL=$LC_ALL\"; echo \"$@\"");
        variables.put("JAVA_HOME", home.resolve("java").toString());
    }

    private static void jars(Path home) throws IOException {
        Path jar = home.resolve("tensor/target/hearth-tensor-0.jar");
        Files.createDirectories(jar.getParent());
        Files.writeString(jar, "");
        Files.writeString(home.resolve("cli/target/hearth-cli-0.jar"), "");
        Files.writeString(home.resolve("cli/target/classpath.txt"), jar + System.lineSeparator());
    }

    private void script(String name, String body) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private String called() throws IOException, InterruptedException {
        return called(home.resolve("hearth"));
    }

    private String called(Path launcher) throws IOException, InterruptedException {
        return called(launcher, "list");
    }

    private String called(Path launcher, String... words) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of("bash", launcher.toString()));
        line.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("LC_") || name.equals("LANG"));
        builder.environment().putAll(variables);
        Process process = builder.redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        return out;
    }

    @ParameterizedTest
    @CsvSource({
        "LC_ALL, C, C.UTF-8",
        "LC_ALL, POSIX, C.UTF-8",
        "LANG, C, C.UTF-8",
        "LC_ALL, xx_XX.UTF-8, C.UTF-8",
        "LANG, C.UTF-8, ''",
        "LC_ALL, C.UTF-8, C.UTF-8",
        "NOTHING, x, C.UTF-8",
    })
    void java_begins_in_a_locale_that_has_all_letters(String variable, String value, String wanted)
            throws Exception {
        variables.put(variable, value);
        assertThat(called().lines()).contains("LC_ALL=" + wanted);
    }

    @Test
    void a_machine_that_cannot_tell_its_locale_gets_one() throws Exception {
        script("path/locale", "exit 127");
        variables.put("PATH", home.resolve("path") + ":" + System.getenv("PATH"));
        variables.put("LANG", "C.UTF-8");
        assertThat(called().lines()).contains("LC_ALL=C.UTF-8");
    }

    @ParameterizedTest
    @CsvSource({"../hearth, hearth", "src/dist/hearth, installed/hearth"})
    void a_user_whom_the_system_does_not_list_has_a_home(String launcher, String place)
            throws Exception {
        Path copy = home.resolve(place);
        Files.createDirectories(copy.resolveSibling("lib"));
        Files.copy(Path.of(launcher), copy, StandardCopyOption.REPLACE_EXISTING);
        script("path/id", "[ \"$1\" = -u ] && echo 4711");
        variables.put("PATH", home.resolve("path") + ":" + System.getenv("PATH"));
        Path temporary = Files.createDirectory(home.resolve("temporary"));
        variables.put("TMPDIR", temporary.toString());
        variables.put("HOME", "/nonexistent");
        Path own = temporary.resolve("hearth-4711");
        assertThat(called(copy)).contains("-Duser.home=" + own + " ");
        assertThat(Files.getPosixFilePermissions(own))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        variables.put("HOME", home.toString());
        assertThat(called(copy)).contains("-Duser.home=" + home + " ");
        script("path/id", "echo 4711");
        assertThat(called(copy)).doesNotContain("user.home");
    }

    @Test
    void java_is_allowed_native_access_and_gets_the_archive_of_classes_if_there_is_one()
            throws Exception {
        String before = called();
        assertThat(before)
                .contains("--enable-native-access=ALL-UNNAMED")
                .contains(" dev.hearth.cli.Hearth list")
                .doesNotContain("SharedArchiveFile");
        Files.writeString(home.resolve("cli/target/classes.jsa"), "x");
        assertThat(called()).contains("-XX:SharedArchiveFile=" + home.resolve("cli/target"));
    }

    /** In place of Maven: writes what the last step of a build does. */
    private void maven() throws IOException {
        Path jar = home.resolve("tensor/target/hearth-tensor-0.jar");
        script(
                "path/mvn",
                "touch "
                        + jar
                        + "; echo "
                        + jar
                        + " > "
                        + home
                        + "/cli/target/classpath.txt; echo \"$@\" > "
                        + home
                        + "/maven.txt");
        variables.put("PATH", home.resolve("path") + ":" + System.getenv("PATH"));
    }

    @Test
    void what_is_built_is_not_built_again() throws Exception {
        maven();
        assertThat(called()).doesNotContain("Hearth builds itself");
    }

    @Test
    void a_copied_checkout_is_built_anew() throws Exception {
        maven();
        Files.writeString(
                home.resolve("cli/target/classpath.txt"),
                "/before/the/move/tensor/target/hearth-tensor-0.jar");
        assertThat(called()).contains("Hearth builds itself").contains(home + "/tensor/target/");
        assertThat(called()).doesNotContain("Hearth builds itself");
    }

    @Test
    void a_class_path_with_a_jar_that_is_gone_is_built_anew() throws Exception {
        maven();
        Files.delete(home.resolve("tensor/target/hearth-tensor-0.jar"));
        assertThat(called()).contains("Hearth builds itself");
    }

    @Test
    void of_two_versions_the_later_is_called() throws Exception {
        Path target = home.resolve("cli/target");
        for (String version : List.of("1", "2")) {
            Path jar = Files.writeString(target.resolve("hearth-cli-" + version + ".jar"), "");
            long seconds = version.equals("1") ? 60 : -60;
            Files.setLastModifiedTime(
                    jar, FileTime.from(Instant.now().plus(Duration.ofSeconds(seconds))));
        }
        assertThat(called()).contains(" -cp " + target.resolve("hearth-cli-1.jar") + ":" + home);
    }

    @ParameterizedTest
    @CsvSource({"--on yarn", "--on=yarn", "--on k8s://here:6443", "--on=k8s://here:6443"})
    void a_cluster_of_any_kind_gets_spark(String option) throws Exception {
        Path target = Files.createDirectories(home.resolve("spark/target"));
        Files.createDirectories(home.resolve("spark/src/main"));
        Files.writeString(home.resolve("spark/pom.xml"), "");
        Files.writeString(target.resolve("hearth-spark-0.jar"), "");
        Files.copy(home.resolve("cli/target/classpath.txt"), target.resolve("classpath.txt"));
        List<String> words = new ArrayList<>(List.of("predict"));
        words.addAll(List.of(option.split(" ")));
        assertThat(called(home.resolve("hearth"), words.toArray(String[]::new)))
                .contains(" -cp " + target.resolve("hearth-spark-0.jar") + ":");
    }

    @Test
    void what_is_optional_is_chosen_once_and_built_from_then_on() throws Exception {
        maven();
        for (String folder : List.of("heif/src/main", "heif")) {
            Files.createDirectories(home.resolve(folder));
        }
        Files.writeString(home.resolve("heif/pom.xml"), "");
        Path launcher = home.resolve("hearth");
        assertThat(called(launcher, "build")).isEqualTo("Hearth is built.\n");
        assertThat(called(launcher, "build", "--heif"))
                .contains("Hearth builds itself")
                .endsWith("Hearth is built, with HEIC and AVIF.\n");
        assertThat(home.resolve("maven.txt")).content().contains(" -Pheif ");
        assertThat(called(launcher, "build", "--heif"))
                .isEqualTo("Hearth is built, with HEIC and AVIF.\n");
        assertThat(called()).doesNotContain("Hearth builds itself");
        Files.delete(home.resolve("maven.txt"));
        Files.delete(home.resolve("tensor/target/hearth-tensor-0.jar"));
        assertThat(called()).contains("Hearth builds itself");
        assertThat(home.resolve("maven.txt")).content().contains(" -Pheif ");
        assertThat(called(launcher, "build"))
                .contains("Hearth builds itself")
                .endsWith("Hearth is built.\n");
        assertThat(home.resolve("maven.txt")).content().doesNotContain("heif");
    }
}
