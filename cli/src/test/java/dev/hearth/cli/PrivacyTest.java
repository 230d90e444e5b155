package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** No command connects to anything, looks up a name, or writes anywhere but where it was told to. */
@Tag("long")
@EnabledOnOs(value = OS.LINUX, disabledReason = "strace is Linux's")
class PrivacyTest {

    private static final List<String> CALLS =
            List.of(
                    "-e",
                    "trace=connect,sendto,sendmsg,sendmmsg,open,openat,creat,mkdir,mkdirat,rename,renameat,renameat2,"
                            + "link,linkat,symlink,symlinkat");

    private static final Pattern NAMED = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

    @TempDir private Path temp;

    private String cache;

    /** With TEMP for a folder; data fetch, which downloads, is left out. */
    private static final String LINES =
            """
            --help
            help predict
            list
            describe elu-imagenet
            doctor
            data info
            data verify mnist
            run elu/mnist-8x128/ELU --budget smoke --set corpus.training=64 --set corpus.testing=20 --set \
            corpus.set=strokes --set epochs=1 --out TEMP/out/run
            reproduce --experiment elu/formula --out TEMP/out/reproduce
            reproduce --experiment elu/formula --on workers:2 --out TEMP/out/shared
            ledger --results TEMP/out/reproduce
            report --results TEMP/out/reproduce --out TEMP/out/report.html
            train --images TEMP/shapes --model elu-cifar-11-quarter --epochs 1 --batch 4 --threads 1 --out \
            TEMP/out/photos
            train --images TEMP/shapes --model elu-cifar-11-quarter --preview TEMP/out/sheet.png
            evaluate --model TEMP/out/photos --images TEMP/shapes
            predict --model TEMP/out/photos TEMP/shapes/disc/1.png
            data look TEMP/shapes
            report TEMP/out/photos
            train --images TEMP/shapes --model elu-cifar-11-quarter --epochs 1 --batch 4 --threads 1 --workers 2 \
            --out TEMP/out/workers
            export TEMP/out/photos --out TEMP/out/photos.safetensors
            import TEMP/out/photos.safetensors --out TEMP/out/imported
            predict --model TEMP/out/imported --heat-map TEMP/out/looked-at TEMP/shapes
            play --games 1 --delay 0
            export TEMP/out/photos --out TEMP/out/photos.onnx
            predict --model TEMP/out/photos.onnx TEMP/shapes/disc/1.png
            predict --model TEMP/others.onnx --labels TEMP/names.txt TEMP/shapes/disc/1.png
            serve --model TEMP/out/photos.onnx --port 0
            train --images TEMP/shapes --model gan --epochs 1 --batch 4 --out TEMP/out/gan
            generate TEMP/out/gan --count 4 --out TEMP/out/grid.png
            """;

    @Test
    void nothing_is_sent_and_nothing_is_written_elsewhere() throws Exception {
        Traced.needed();
        for (String command : Hearth.line().getSubcommands().keySet()) {
            assertThat(LINES.lines())
                    .anyMatch(line -> line.startsWith(command + " ") || line.equals(command));
        }
        cache = Loader.getCacheDir().toString();
        Shapes.draw(temp);
        Files.writeString(temp.resolve("names.txt"), "red\ngreen\nblue\n");
        OtherModelTest.write(temp.resolve("others.onnx"), Map.of());
        Files.createDirectories(temp.resolve("out"));
        List<String> wrong = new ArrayList<>();
        for (String words : LINES.lines().toList()) {
            Traced.Ended ended = new Traced(temp).line(CALLS, words);
            // 143 is the server's, which is asked to end; 1 is said of data that are not here.
            int code = words.startsWith("serve") ? 143 : words.startsWith("data verify") ? 1 : 0;
            if (ended.code() != 0 && ended.code() != code) {
                wrong.add(words + " ended with " + ended.code() + ": " + ended.err());
            }
            assertThat(ended.calls()).as(words).anyMatch(call -> call.contains("O_RDONLY"));
            ended.calls().stream()
                    .filter(call -> isSent(call) || isWrittenElsewhere(call))
                    .forEach(call -> wrong.add(words + ": " + call));
            left().forEach(file -> wrong.add(words + " left " + file));
        }
        assertThat(wrong).isEmpty();
    }

    /** What is in the home and among the temporary files that should not be there. */
    private List<Path> left() throws IOException {
        Path home = new Traced(temp).home();
        Path temporary = new Traced(temp).temporary();
        // Hearth's cache holds what it found out of this machine's libtorch, Java's its fonts.
        try (Stream<Path> files = Files.walk(home);
                Stream<Path> all = Files.list(temporary)) {
            return Stream.concat(
                            files.filter(Files::isRegularFile)
                                    .filter(file -> !file.startsWith(home.resolve(".cache/hearth")))
                                    .filter(file -> !file.startsWith(home.resolve(".java/fonts"))),
                            // No empty folder either.
                            all)
                    .toList();
        }
    }

    /** To an address of the Internet or of this computer's own services, or for a name's address. */
    private static boolean isSent(String call) {
        return call.contains("/etc/resolv.conf")
                || call.contains("AF_INET")
                        && !call.contains("127.0.0.1")
                        && !call.contains("\"::1\"")
                || call.contains("connect(")
                        && call.contains("AF_UNIX")
                        && !call.contains("ENOENT");
    }

    private boolean isWrittenElsewhere(String call) {
        boolean writes =
                call.contains("O_CREAT")
                        || call.contains("O_WRONLY")
                        || call.contains("O_RDWR")
                        || !call.contains(" open")
                                && !call.contains("send")
                                && !call.contains("connect");
        Matcher name = NAMED.matcher(call);
        if (!writes || call.contains(" = -1 ") || !name.find()) {
            return false;
        }
        String path = name.group(1);
        return !path.startsWith(temp.toString())
                && !path.startsWith(cache)
                && !path.startsWith("/dev/")
                && !path.startsWith("/proc/self/");
    }
}
