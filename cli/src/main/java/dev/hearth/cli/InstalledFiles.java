package dev.hearth.cli;

import dev.hearth.weights.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import picocli.AutoComplete;
import picocli.CommandLine;

/**
 * Writes what an installation has besides the program, from the commands themselves: completion for bash
 * (picocli's) and zsh, and a manual page for each command, in the folders below {@code share} where they are
 * looked for.
 */
final class InstalledFiles {

    static final String PROGRAM = "hearth";

    private InstalledFiles() {}

    public static void main(String[] arguments) throws IOException {
        write(Path.of(arguments[0]));
    }

    static void write(Path share) throws IOException {
        CommandLine line = InstalledCommands.of(new CommandLine(new Hearth()));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        text(
                share.resolve("bash-completion/completions").resolve(PROGRAM),
                constantsAsTyped(AutoComplete.bash(PROGRAM, line)));
        text(share.resolve("zsh/site-functions/_" + PROGRAM), ZshCompletion.of(line));
        Path pages = share.resolve("man/man1");
        text(pages.resolve(PROGRAM + ".1"), ManualPage.of(line));
        for (CommandLine command : line.getSubcommands().values()) {
            manual(pages, command);
        }
    }

    private static void manual(Path pages, CommandLine command) throws IOException {
        String name = command.getCommandSpec().qualifiedName("-");
        text(pages.resolve(name + ".1"), ManualPage.of(command));
        for (CommandLine inner : command.getSubcommands().values()) {
            manual(pages, inner);
        }
    }

    private static void text(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        AtomicFile.write(file, text);
    }

    /** Constants of enumerations are typed in small letters, as help prints them. */
    private static String constantsAsTyped(String script) {
        return Pattern.compile("_option_args=\\((\"[A-Z_]+\" ?)+\\)")
                .matcher(script)
                .replaceAll(found -> found.group().toLowerCase(Locale.ROOT));
    }

    /** As an installed program is called. */
    static String installed(String words) {
        return words.replace("./hearth", PROGRAM).replace("%n", " ");
    }
}
