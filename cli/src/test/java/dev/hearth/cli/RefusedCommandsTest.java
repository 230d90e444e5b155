package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is wrong with a command line, its settings or its inputs is said in one sentence of three parts, with exit
 * code 2, before anything is allocated or written: no folder, no file, nothing among the temporary files.
 */
@Tag("long")
class RefusedCommandsTest {

    private static final String RUN =
            "run elu/mnist-8x128/ELU --budget smoke --set corpus.set=strokes --set corpus.training=64 --set"
                    + " corpus.testing=20 --set epochs=1 --threads 1 ";
    private static final String TRAIN =
            "train --images TEMP/shapes --model elu-cifar-11-quarter --epochs 1 --batch 4 --threads 1 ";

    private static final double MOST_SECONDS = 10;

    @TempDir private Path temp;

    private static List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (String more :
                """
                --set nothing
                --set nosuch=1
                --set batch=0
                --set batch=1000000000
                --set batch=1000000 --set corpus.training=1000000
                --set batch=65
                --set epochs=0
                --set epochs=1000000000000
                --set corpus.training=1000000000
                --set corpus.training=2147483647
                --set corpus.training=-1
                --set corpus.set=nosuch
                --set corpus.set=../../x
                --set model.units=0
                --set model.units=1e9
                --set model.units=100000
                --set model.units=1000000000
                --set model.units=2147483647
                --set model.units=1000000000000
                --set model.layers=1000000000
                --set model.classes=1000000000
                --set model.nosuch=1
                --set rate.value=NaN
                --seeds 0
                --seeds 1000000000000
                --seed x
                --workers 0
                --workers 1000
                --worker-deadline 0
                --device cuda:5
                --device tpu
                --precision float7
                --threads 0
                --threads 1000000000
                --images TEMP/shapes
                --out TEMP/text.txt
                --out TEMP/text.txt/run
                --budget huge
                more
                """
                        .lines()
                        .toList()) {
            lines.add(RUN + more);
        }
        for (String more :
                """
                --side 0
                --side 1
                --side 20000
                --side 2000000000
                --epochs 0
                --epochs 1000000000000
                --batch 0
                --batch 1000000000
                --hold-out 2
                --hold-out 0
                --rate NaN
                --rate -1
                --patience -1
                --keep last --patience 3
                --freeze -1
                --frozen nosuch
                --weights TEMP/text.txt
                --weights TEMP/nosuch
                --weights released
                --model nosuch
                --model ../../x
                --model gan --rate 1
                --set nosuch=1
                --set model.classes=1000000000
                --seed x
                --workers 1000
                --out TEMP/text.txt
                --out TEMP/text.txt/run
                --preview TEMP/text.txt/sheet.png
                """
                        .lines()
                        .toList()) {
            lines.add(TRAIN + more);
        }
        """
        nosuch
        run
        run nosuch
        run TEMP/text.txt
        run TEMP/nosuch.json
        run TEMP/broken.json
        run elu/mnist-8x128/ELU --budget smoke --set corpus.set=mnist
        reproduce --experiment nosuch
        reproduce --paper nosuch
        reproduce --budget huge
        reproduce --jobs 0
        reproduce --jobs 1000
        reproduce --on workers:0
        reproduce --on workers:1000
        reproduce --on nowhere
        reproduce --experiment elu/formula --out TEMP/text.txt
        reproduce --experiment elu/formula --results TEMP/nosuch --plan
        list more
        ledger --results TEMP/nosuch
        ledger --results TEMP/text.txt
        ledger --verify=nosuch
        ledger --card
        ledger --columns 0
        report TEMP/nosuch
        report TEMP/text.txt
        report TEMP/empty
        report --results TEMP/nosuch
        report TEMP/run --out TEMP/text.txt/page.html
        describe
        describe nosuch
        describe inception-v5
        train
        train --images TEMP/nosuch --model elu-cifar-11-quarter
        train --images TEMP/empty --model elu-cifar-11-quarter
        train --images TEMP/text.txt --model elu-cifar-11-quarter
        train --images TEMP/broken --model elu-cifar-11-quarter
        train --images TEMP/single --model elu-cifar-11-quarter
        train --images TEMP/empty --model gan
        evaluate --model TEMP/nosuch --images TEMP/shapes
        evaluate --model TEMP/text.txt --images TEMP/shapes
        evaluate --model TEMP/run --images TEMP/nosuch
        evaluate --model inception-v4 --images TEMP/shapes
        predict --model TEMP/nosuch TEMP/shapes/disc/1.png
        predict --model TEMP/text.txt TEMP/shapes/disc/1.png
        predict --model TEMP/broken.onnx TEMP/shapes/disc/1.png
        predict --model TEMP/empty TEMP/shapes/disc/1.png
        predict --model inception-v4 --weights TEMP/text.txt TEMP/shapes/disc/1.png
        predict --model inception-v4 TEMP/shapes/disc/1.png
        predict --model TEMP/run --top 0 TEMP/shapes/disc/1.png
        predict --model TEMP/broken.onnx --labels TEMP/nosuch TEMP/shapes/disc/1.png
        predict --model TEMP/run --json --csv TEMP/shapes/disc/1.png
        predict --model TEMP/run --heat-map TEMP/text.txt TEMP/nosuch.png
        import TEMP/nosuch.pth
        import TEMP/text.txt
        import TEMP/broken.pth
        import TEMP/broken.safetensors --model inception-v4
        import TEMP/run/checkpoint.safetensors --model nosuch
        import TEMP/run/checkpoint.safetensors --model elu-cifar-11-quarter
        export TEMP/nosuch --out x.onnx
        export TEMP/text.txt --out x.onnx
        export TEMP/empty --out x.onnx
        export TEMP/run --out x.zip
        export TEMP/run --out x.onnx --int8
        export TEMP/run --out x.onnx --int8 --calibrate TEMP/nosuch
        serve --model TEMP/nosuch
        serve --model TEMP/broken.onnx
        serve --model TEMP/run --port 99999
        serve --model TEMP/run --host 0.0.0.0
        serve --model TEMP/run --cert TEMP/nosuch --key TEMP/nosuch
        serve --model TEMP/run --token-file TEMP/nosuch
        generate TEMP/nosuch
        generate TEMP/run
        generate TEMP/text.txt
        generate TEMP/run --count 0
        data fetch nosuch
        data verify nosuch
        data look TEMP/nosuch
        data look TEMP/text.txt
        doctor more
        play --from TEMP/nosuch
        play --from TEMP/run
        play --games 0
        """
                .lines()
                .forEach(lines::add);
        return lines;
    }

    private void inputs(Path inputs) throws Exception {
        Shapes.draw(inputs);
        Files.createDirectories(inputs.resolve("empty"));
        Files.writeString(inputs.resolve("text.txt"), "A text.\n");
        Files.writeString(inputs.resolve("broken.json"), "{\"type\": \"Recipe\"");
        Files.write(inputs.resolve("broken.onnx"), new byte[] {8, 9, 0x7f, 1, 2, 3});
        Files.write(inputs.resolve("broken.pth"), new byte[] {'P', 'K', 3, 4, 0, 0});
        Files.write(inputs.resolve("broken.safetensors"), new byte[] {9, 0, 0, 0, 0, 0, 0, 0, '{'});
        for (String kind : List.of("a", "b")) {
            Path folder = Files.createDirectories(inputs.resolve("broken").resolve(kind));
            Files.write(folder.resolve("1.jpg"), new byte[] {-1, -40, -1, 0});
        }
        Path single = Files.createDirectories(inputs.resolve("single/only"));
        Files.copy(inputs.resolve("shapes/disc/1.png"), single.resolve("1.png"));
        Called run = Called.line(inputs, RUN + "--out TEMP/run");
        assertThat(run.code()).as(run.err()).isZero();
    }

    @Test
    void what_is_refused_leaves_nothing() throws Exception {
        Path inputs = Files.createDirectories(temp.resolve("inputs"));
        inputs(inputs);
        List<String> watched = new ArrayList<>();
        for (String name : List.of("work", "home", "tmp")) {
            watched.add(Files.createDirectories(temp.resolve(name)).toString());
        }
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData"));
        line.addAll(List.of("-Xmx1g", "-Djava.awt.headless=true"));
        line.add("-Duser.home=" + temp.resolve("home"));
        line.add("-Djava.io.tmpdir=" + temp.resolve("tmp"));
        line.add("-Dorg.bytedeco.javacpp.cachedir=" + Loader.getCacheDir());
        line.addAll(List.of("-cp", System.getProperty("java.class.path")));
        line.add(RefusedCommands.class.getName());
        line.add(inputs.toString());
        line.addAll(watched);
        line.add(inputs.toString());
        Path table = temp.resolve("table.txt");
        List<String> lines = lines();
        Files.write(table, lines);
        Path said = temp.resolve("said.txt");
        Path err = temp.resolve("err.txt");
        ProcessBuilder builder = new ProcessBuilder(line).directory(temp.resolve("work").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("XDG_"));
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "HEARTH_DATA"));
        builder.environment().put("HOME", temp.resolve("home").toString());
        builder.environment().put("TMPDIR", temp.resolve("tmp").toString());
        Process process =
                builder.redirectInput(table.toFile())
                        .redirectOutput(said.toFile())
                        .redirectError(err.toFile())
                        .start();
        assertThat(process.waitFor()).as(Files.readString(err)).isZero();
        List<String> answers = Files.readAllLines(said, StandardCharsets.UTF_8);
        assertThat(answers).hasSameSizeAs(lines);
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String[] parts = answers.get(i).split("\t", -1);
            List<String> left = new ArrayList<>(List.of(parts[3].split("\0")));
            // What was found out of this machine's libtorch, and Java's fonts.
            left.removeIf(
                    file ->
                            file.isEmpty()
                                    || file.matches(".*/home/\\.cache(/hearth(/engine.*)?)?")
                                    || file.contains("/home/.java"));
            boolean isRefused =
                    parts[0].equals("2")
                            && parts[2].contains(". Received: ")
                            && !parts[2].contains("The run failed: ");
            // Before the first, libtorch is loaded and checked.
            boolean isSlow = i > 0 && Double.parseDouble(parts[1]) > MOST_SECONDS;
            if (!isRefused || !left.isEmpty() || isSlow) {
                wrong.add(lines.get(i) + "\n    " + answers.get(i) + "\n    left " + left);
            }
        }
        System.out.println(lines.size() + " refused command lines");
        wrong.forEach(System.out::println);
        assertThat(wrong).as(String.join("\n", wrong)).isEmpty();
    }
}
