package dev.hearth.onnx;

import static dev.hearth.nn.layers.Layers.conv;
import static dev.hearth.nn.layers.Layers.elu;
import static dev.hearth.nn.layers.Layers.flatten;
import static dev.hearth.nn.layers.Layers.globalAvgPool;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.sequence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnxruntime.OrtSession;
import dev.hearth.data.image.Interpolation;
import dev.hearth.data.image.Picture;
import dev.hearth.data.image.PictureReader;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.nn.Layer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An exported graph that prepares pictures, beside Pillow itself, which {@code python3} has to find
 * ({@code PYTHONPATH}); photographs, if {@code -Dphotographs} names a folder of them. Skipped, and said
 * so, where one is not there. What was measured is printed and written to {@code target/pillow.txt}.
 */
@Tag("long")
class PillowAgreementTest {

    private static final int COUNT = 500;

    @TempDir private Path temp;

    @BeforeAll
    static void pillow() throws Exception {
        boolean isThere;
        try {
            Process process =
                    new ProcessBuilder("python3", "-c", "import PIL.Image").inheritIO().start();
            isThere = process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException none) {
            isThere = false;
        }
        assumeTrue(isThere, "python3 with Pillow is not here: nothing is compared with it");
    }

    @Test
    void drawn_pictures() throws Exception {
        compare("drawn", 24, COUNT, i -> PreprocessingTest.drawn(i, 30 + i % 37, 28 + i % 53));
    }

    @Test
    void photographs() throws Exception {
        String folder = System.getProperty("photographs");
        assumeTrue(folder != null, "no folder of photographs: -Dphotographs=FOLDER");
        List<Path> files;
        try (Stream<Path> all = Files.walk(Path.of(folder))) {
            files = all.filter(PictureReader::isNamedAsPicture).sorted().toList();
        }
        assertThat(files).hasSizeGreaterThanOrEqualTo(COUNT);
        int step = files.size() / COUNT;
        compare("photographs", 128, COUNT, i -> new PictureReader().read(files.get(i * step)));
    }

    private interface Pictures {
        Picture at(int number);
    }

    private void compare(String what, int side, int count, Pictures pictures) throws Exception {
        InputSpec view = new InputSpec(3, side, 0.875, Interpolation.BICUBIC, 0.5, 0.5);
        Layer net = sequence(conv(16, 3), elu(), conv(24, 3), elu(), globalAvgPool(), linear(4));
        OnnxModel inner = PreprocessingTest.model(net, view);
        OnnxModel bare = PreprocessingTest.model(flatten(), view);
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            files.add(ppm(temp.resolve(i + ".ppm"), pictures.at(i)));
        }
        String version = prepared(files, side);
        int steps = 0;
        int ours = 0;
        long other = 0;
        int same = 0;
        int[] often = new int[4];
        try (OrtSession values = PreprocessingCheck.session(bare.withPreprocessing(view).bytes());
                OrtSession whole =
                        PreprocessingCheck.session(inner.withPreprocessing(view).bytes());
                OnnxNet twin = OnnxNet.open(inner.bytes(), 1)) {
            for (int i = 0; i < count; i++) {
                Picture picture = pictures.at(i);
                byte[] rgb = Files.readAllBytes(Path.of(files.get(i) + ".rgb"));
                Picture square = new Picture(side, side, 3, rgb);
                float[] right = new float[view.pixels().count()];
                view.scale(square, right, 0);
                float[] found = PreprocessingCheck.apply(values, picture);
                byte[] own = view.square(picture).bytes();
                for (int j = 0; j < right.length; j++) {
                    int apart = (int) Math.rint(Math.abs(found[j] - right[j]) * 255 * 0.5);
                    steps = Math.max(steps, apart);
                    other += apart > 0 ? 1 : 0;
                    ours = Math.max(ours, Math.abs((own[j] & 0xFF) - (rgb[j] & 0xFF)));
                }
                int wanted = greatest(twin.apply(right, 1, 3, side, side));
                same += wanted == greatest(PreprocessingCheck.apply(whole, picture)) ? 1 : 0;
                often[wanted]++;
            }
        }
        String words =
                String.format(
                        Locale.ROOT,
                        "%s, %d %s to %d: the graph at most %d of 255 off, %.2f %% of values by any;"
                                + " Hearth's own at most %d; first class the same in %d (of classes %s)%n",
                        version,
                        count,
                        what,
                        side,
                        steps,
                        100.0 * other / count / view.pixels().count(),
                        ours,
                        same,
                        IntStream.of(often).boxed().toList());
        System.out.print(words);
        Files.createDirectories(Path.of("target"));
        Files.writeString(Path.of("target", "pillow-" + what + ".txt"), words);
        assertThat(steps).as(words).isLessThanOrEqualTo(1);
        assertThat(ours).as(words).isZero();
        assertThat(same).as(words).isEqualTo(count);
    }

    private static int greatest(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            best = logits[i] > logits[best] ? i : best;
        }
        return best;
    }

    private static Path ppm(Path file, Picture picture) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            String head = "P6\n" + picture.width() + " " + picture.height() + "\n255\n";
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            out.write(picture.bytes());
        }
        return file;
    }

    /** Squares beside the files; what Pillow is called. */
    private String prepared(List<Path> files, int side) throws Exception {
        Path script = temp.resolve("pillow.py");
        try (InputStream in = PillowAgreementTest.class.getResourceAsStream("pillow.py")) {
            Files.write(script, in.readAllBytes());
        }
        Path names =
                Files.writeString(
                        temp.resolve("names.txt"),
                        files.stream().map(file -> file + "\n").collect(Collectors.joining()));
        Process process =
                new ProcessBuilder("python3", script.toString(), "" + side, "0.875")
                        .redirectInput(names.toFile())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said.strip();
    }
}
