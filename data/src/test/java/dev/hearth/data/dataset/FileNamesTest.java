package dev.hearth.data.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.data.BadDataException;
import dev.hearth.data.transform.InputSpec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(
        value = OS.LINUX,
        disabledReason = "names are bytes on Linux, and its locales are set so")
class FileNamesTest {

    @TempDir private Path temporary;

    /** Lists the classes of a folder, each as its code points, in a JVM of its own. */
    static final class Classes {
        private Classes() {}

        public static void main(String[] arguments) {
            try {
                for (String name :
                        ImageFolder.open(Path.of(arguments[0]), InputSpec.unscaled(1, 1))
                                .classNames()) {
                    System.out.println(
                            name.codePoints()
                                    .mapToObj(Integer::toHexString)
                                    .collect(Collectors.joining(" ")));
                }
            } catch (BadDataException bad) {
                System.out.println(bad.getMessage().replace('\uFFFD', '#'));
            }
        }
    }

    private List<String> classes(String locale) throws Exception {
        return said(
                locale,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Classes.class.getName(),
                temporary.toString());
    }

    private static List<String> said(String locale, String... line) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("LC_"));
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().put("LC_ALL", locale);
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        return out.lines().toList();
    }

    /** Makes a class by the bytes of its name, in octal where they are no letters of ASCII. */
    private void make(String name) throws Exception {
        said(
                "C",
                "sh",
                "-c",
                "d=\"$1/$(printf '" + name + "')\"; mkdir \"$d\" && echo x > \"$d/1.png\"",
                "sh",
                temporary.toString());
    }

    @Test
    void letters_of_all_scripts_are_read_and_ordered_by_code_points() throws Exception {
        // Äpfel, Ärzte, a cat, a ligature of two f, a script A beyond U+FFFF.
        for (String name :
                List.of(
                        "\\360\\235\\222\\234",
                        "\\357\\254\\200",
                        "\\347\\214\\253",
                        "\\303\\204rzte",
                        "zebra",
                        "\\303\\204pfel",
                        "Zebra")) {
            make(name);
        }
        assertThat(classes("C.UTF-8"))
                .containsExactly(
                        "5a 65 62 72 61",
                        "7a 65 62 72 61",
                        "c4 70 66 65 6c",
                        "c4 72 7a 74 65",
                        "732b",
                        "fb00",
                        "1d49c");
        assertThat(classes("C"))
                .singleElement()
                .asString()
                .startsWith(
                        "A folder of labelled pictures needs names whose characters can be read."
                                + " Received: ##")
                .contains(" in " + temporary)
                .matches(
                        ".*\\. Start Java with LC_ALL=C\\.UTF-8, as \\./hearth does; it reads names as"
                                + " ANSI_X3\\.4-1968 here\\.");
    }

    @Test
    void a_name_that_is_no_utf_8_is_refused() throws Exception {
        make("caf\\351");
        assertThat(classes("C.UTF-8"))
                .containsExactly(
                        "A folder of labelled pictures needs names whose characters can be read."
                                + " Received: caf# in "
                                + temporary
                                + ". Rename it in UTF-8, in which Java reads names here.");
    }

    @Test
    void the_order_is_that_of_code_points_in_every_language() {
        List<String> ordered =
                List.of(
                        "",
                        "A",
                        "AB",
                        "B",
                        "a",
                        "i",
                        "z",
                        "\u00C4",
                        "\u732B",
                        "\uFB00",
                        "\uFFFC",
                        "\uD835\uDC9C",
                        "\uD835\uDC9Cx",
                        "\uD83D\uDC08");
        List<String> mixed = new ArrayList<>(ordered);
        Locale before = Locale.getDefault();
        try {
            for (String language : List.of("en", "de", "tr", "sv")) {
                Locale.setDefault(Locale.forLanguageTag(language));
                Collections.reverse(mixed);
                mixed.sort(FileNames.ORDER);
                assertThat(mixed).isEqualTo(ordered);
            }
        } finally {
            Locale.setDefault(before);
        }
        for (String a : ordered) {
            for (String b : ordered) {
                byte[] first = a.getBytes(StandardCharsets.UTF_8);
                byte[] second = b.getBytes(StandardCharsets.UTF_8);
                assertThat(Integer.signum(FileNames.ORDER.compare(a, b)))
                        .isEqualTo(Integer.signum(java.util.Arrays.compareUnsigned(first, second)));
            }
        }
    }
}
