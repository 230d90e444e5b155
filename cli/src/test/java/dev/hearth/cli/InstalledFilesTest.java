package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What an installation has besides the jars. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the scripts are bash's, with Linux's tools")
class InstalledFilesTest {

    @TempDir private Path temp;

    private record Ended(int code, String out) {}

    private Ended call(String... words) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().put("HOME", temp.resolve("user").toString());
        builder.environment().put("XDG_CACHE_HOME", temp.resolve("user/cache").toString());
        builder.environment().put("JAVA_HOME", temp.resolve("java").toString());
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), out);
    }

    private static List<CommandLine> commands(CommandLine line) {
        List<CommandLine> all = new ArrayList<>(List.of(line));
        line.getSubcommands().values().forEach(each -> all.addAll(commands(each)));
        return all;
    }

    @Test
    void bash_completes_commands_options_and_their_words() throws Exception {
        InstalledFiles.write(temp);
        String script = temp.resolve("bash-completion/completions/hearth").toString();
        Ended commands = completed(script, "hearth", "pred");
        assertThat(commands.out().strip()).isEqualTo("predict");
        assertThat(completed(script, "hearth", "train", "--bal").out().strip())
                .isEqualTo("--balance");
        assertThat(completed(script, "hearth", "train", "--balance", "").out().lines())
                .contains("none", "weights", "oversampled");
        assertThat(completed(script, "hearth", "train", "--model", "inception-resnet-h").out())
                .isEqualToIgnoringWhitespace("inception-resnet-half");
    }

    private Ended completed(String script, String... words) throws Exception {
        String quoted = "'" + String.join("' '", words) + "'";
        return call(
                "bash",
                "-c",
                "source '"
                        + script
                        + "'; COMP_WORDS=("
                        + quoted
                        + "); COMP_CWORD="
                        + (words.length - 1)
                        + "; _complete_hearth 2>&-; printf '%s\\n' \"${COMPREPLY[@]}\"");
    }

    @Test
    void zsh_and_the_manual_know_every_command_and_option() throws IOException {
        InstalledFiles.write(temp);
        String zsh = Files.readString(temp.resolve("zsh/site-functions/_hearth"));
        assertThat(zsh).startsWith("#compdef hearth\n").doesNotContain("./hearth");
        assertThat(zsh)
                .contains("'(-h --help)'{-h,--help}'[")
                .contains("'--images=[")
                .contains(":DIR:_files'")
                .contains(":none|weights|oversampled:(none weights oversampled)'");
        for (CommandLine command : commands(installed())) {
            String name = command.getCommandSpec().qualifiedName("-");
            String manual = Files.readString(temp.resolve("man/man1").resolve(name + ".1"));
            assertThat(manual).contains(".SH NAME", ".SH SYNOPSIS", ".SH EXIT STATUS");
            assertThat(manual).doesNotContain("./hearth").doesNotContain("${");
            assertThat(zsh).contains("_" + name.replace('-', '_') + "() {");
            for (OptionSpec option : command.getCommandSpec().options()) {
                if (option.hidden()) { // what Hearth gives to its own processes
                    continue;
                }
                assertThat(zsh).contains(option.longestName());
                assertThat(manual).contains(option.longestName().replace("-", "\\-"));
            }
        }
    }

    private static CommandLine installed() {
        return InstalledCommands.of(new CommandLine(new Hearth()))
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    @Test
    void what_needs_a_clone_is_offered_nowhere() throws IOException {
        InstalledFiles.write(temp);
        List<String> texts = new ArrayList<>();
        for (CommandLine command : commands(installed())) {
            texts.add(command.getUsageMessage());
        }
        try (Stream<Path> files = Files.walk(temp)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                texts.add(Files.readString(file));
            }
        }
        assertThat(texts)
                .hasSizeGreaterThan(40)
                .allSatisfy(
                        text ->
                                assertThat(text)
                                        .doesNotContainPattern("(?i)bench(?!mark)|spark|parquet")
                                        .doesNotContain("mvn", "papers/", "docs/", "repository"));
        CommandLine line = installed();
        for (List<String> gone :
                List.of(List.of("predict", "--on"), List.of("ledger", "--update"))) {
            CommandLine clone = Hearth.line().getSubcommands().get(gone.get(0));
            assertThat(clone.getCommandSpec().findOption(gone.get(1))).isNotNull();
            CommandLine command = line.getSubcommands().get(gone.get(0));
            assertThat(command.getCommandSpec().findOption(gone.get(1))).isNull();
        }
        assertThat(Hearth.line().getUsageMessage()).contains("./hearth bench measures");
        assertThat(line.getSubcommands().get("reproduce").getUsageMessage())
                .contains("--on=workers:N");
    }

    @Test
    void options_that_an_installation_words_otherwise_are_parsed_as_in_a_clone() {
        CommandLine.ParseResult parsed =
                installed().parseArgs("reproduce", "--on", "workers:2", "--results", "here");
        assertThat(parsed.subcommand().matchedOptionValue("--on", "")).isEqualTo("workers:2");
        assertThat(parsed.subcommand().hasMatchedOption("--results")).isTrue();
    }

    private Path unpacked() throws IOException {
        Path archive = Files.createDirectories(temp.resolve("archive"));
        InstalledFiles.write(archive.resolve("share"));
        for (String name : List.of("hearth", "install")) {
            Files.copy(Path.of("src/dist").resolve(name), archive.resolve(name));
        }
        for (String name : List.of("LICENSE", "NOTICE", "README.md", "lib/b.jar", "lib/a.jar")) {
            Files.createDirectories(archive.resolve(name).getParent());
            Files.writeString(archive.resolve(name), name);
        }
        Files.createDirectories(archive.resolve("papers/elu/results"));
        // As a umask of 077 leaves them.
        Files.setPosixFilePermissions(
                archive.resolve("lib"), PosixFilePermissions.fromString("rwx------"));
        Path java = temp.resolve("java/bin/java");
        Files.createDirectories(java.getParent());
        Files.writeString(java, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        return archive;
    }

    @Test
    void it_is_installed_for_every_user_and_removed_again() throws Exception {
        Path archive = unpacked();
        Path prefix = temp.resolve("a prefix");
        for (int times = 0; times < 2; times++) {
            Ended installed =
                    call("bash", archive.resolve("install").toString(), prefix.toString());
            assertThat(installed.code()).as(installed.out()).isZero();
            assertThat(installed.out()).contains(prefix + "/bin is not on your PATH");
        }
        Path lib = prefix.resolve("lib/hearth/lib");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(lib)))
                .isEqualTo("rwxr-xr-x");
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(lib.resolve("a.jar"))))
                .isEqualTo("rw-r--r--");
        Ended called = call("bash", prefix.resolve("bin/hearth").toString(), "list", "a b");
        assertThat(called.code()).as(called.out()).isZero();
        assertThat(called.out())
                .contains("-cp\n" + lib.resolve("a.jar") + ":" + lib.resolve("b.jar") + ":\n")
                .endsWith("dev.hearth.cli.Hearth\nlist\na b\n");
        assertThat(prefix.resolve("share/man/man1/hearth-train.1")).exists();
        assertThat(prefix.resolve("share/zsh/site-functions/_hearth")).exists();
        assertThat(prefix.resolve("share/bash-completion/completions/hearth")).exists();
        Ended removed =
                call("bash", archive.resolve("install").toString(), "--remove", prefix.toString());
        assertThat(removed.code()).as(removed.out()).isZero();
        try (Stream<Path> left = Files.walk(prefix)) {
            assertThat(left.filter(path -> !Files.isDirectory(path))).isEmpty();
        }
    }

    @Test
    void the_launcher_writes_into_the_users_cache_alone() throws Exception {
        Path archive = unpacked();
        Path launcher = archive.resolve("hearth");
        // A java that archives its classes, as the real one.
        Files.writeString(
                temp.resolve("java/bin/java"),
                "#!/bin/sh\nfor each in \"$@\"; do case $each in -XX:ArchiveClassesAtExit=*) echo x"
                        + " >\"${each#*=}\" ;; esac; done\nprintf '%s\\n' \"$@\"\n");
        Ended first = call("bash", launcher.toString(), "list");
        assertThat(first.code()).as(first.out()).isZero();
        List<Path> cached;
        try (Stream<Path> files = Files.list(temp.resolve("user/cache/hearth"))) {
            cached = files.toList();
        }
        assertThat(cached).hasSize(1);
        assertThat(first.out()).contains("-XX:SharedArchiveFile=" + cached.get(0));
        assertThat(call("bash", launcher.toString(), "list").out()).isEqualTo(first.out());
        try (Stream<Path> files = Files.list(archive.resolve("lib"))) {
            assertThat(files).hasSize(2);
        }
        Files.delete(temp.resolve("java/bin/java"));
        Ended none = call("bash", launcher.toString(), "list");
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.out())
                .contains("Hearth needs Java 17 or newer. Received: no java on the path.");
    }
}
