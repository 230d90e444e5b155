package dev.hearth.cli;

import static dev.hearth.nn.layers.Layers.globalAvgPool;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.sequence;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.data.BadDataException;
import dev.hearth.data.dataset.Idx;
import dev.hearth.data.download.Archives;
import dev.hearth.data.handwriting.AssameseFile;
import dev.hearth.data.image.PictureReader;
import dev.hearth.experiments.Outcome;
import dev.hearth.inference.TrainedModel;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.nn.fold.Folded;
import dev.hearth.nn.json.LayerJson;
import dev.hearth.onnx.OnnxModel;
import dev.hearth.onnx.OnnxNet;
import dev.hearth.papers.Papers;
import dev.hearth.papers.Recipes;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.train.checkpoint.Checkpoint;
import dev.hearth.train.log.CsvLog;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.run.Result;
import dev.hearth.weights.WeightFile;
import dev.hearth.zoo.fmp.FmpNotation;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged files of every format, read in this very process: each is read, or refused in three parts, within
 * seconds, and nothing is written. {@code -Dtests.mutations=1000000} sets how many inputs,
 * {@code -Dtests.mutations.from=N} goes on behind the first N: the input of a number is always the same.
 */
@Tag("long")
class MutationCampaignTest {

    private static final double MOST_SECONDS = 10;
    private static final int TOLD_EVERY = 10_000;

    /** A state dict of two tensors, as torch.save writes it. */
    private static final String TORCH =
            ""
                    + "UEsDBBQAAAAAAFMrfV1h22qo9QAAAPUAAAAQAAAAYXJjaGl2ZS9kYXRhLnBrbIACY2NvbGxlY3Rpb25z"
                    + "Ck9yZGVyZWREaWN0CnEAKVJxAShYCwAAAGNvbnYud2VpZ2h0cQJjdG9yY2guX3V0aWxzCl9yZWJ1aWxk"
                    + "X3RlbnNvcl92MgpxAygoWAcAAABzdG9yYWdlcQRjdG9yY2gKRmxvYXRTdG9yYWdlCnEFWAEAAAAwcQZY"
                    + "AwAAAGNwdXEHSwZ0cQhRSwBLAksDhnEJSwNLAYZxColoAClScQt0cQxScQ1YCQAAAGNvbnYuYmlhc3EO"
                    + "aAMoKGgEaAVYAQAAADFxD2gHSwJ0cRBRSwBLAoVxEUsBhXESiWgAKVJxE3RxFFJxFXUuUEsDBBQAAAAA"
                    + "AFMrfV2FPeMZBgAAAAYAAAARAAAAYXJjaGl2ZS9ieXRlb3JkZXJsaXR0bGVQSwMEFAAAAAAAUyt9XReQ"
                    + "55EYAAAAGAAAAA4AAABhcmNoaXZlL2RhdGEvMAAAAAAAAIA/AAAAQAAAQEAAAIBAAACgQFBLAwQUAAAA"
                    + "AABTK31dpO1OKggAAAAIAAAADgAAAGFyY2hpdmUvZGF0YS8xAADgQAAAAEFQSwMEFAAAAAAAUyt9XdGe"
                    + "Z1UCAAAAAgAAAA8AAABhcmNoaXZlL3ZlcnNpb24zClBLAQIUAxQAAAAAAFMrfV1h22qo9QAAAPUAAAAQ"
                    + "AAAAAAAAAAAAAACAAQAAAABhcmNoaXZlL2RhdGEucGtsUEsBAhQDFAAAAAAAUyt9XYU94xkGAAAABgAA"
                    + "ABEAAAAAAAAAAAAAAIABIwEAAGFyY2hpdmUvYnl0ZW9yZGVyUEsBAhQDFAAAAAAAUyt9XReQ55EYAAAA"
                    + "GAAAAA4AAAAAAAAAAAAAAIABWAEAAGFyY2hpdmUvZGF0YS8wUEsBAhQDFAAAAAAAUyt9XaTtTioIAAAA"
                    + "CAAAAA4AAAAAAAAAAAAAAIABnAEAAGFyY2hpdmUvZGF0YS8xUEsBAhQDFAAAAAAAUyt9XdGeZ1UCAAAA"
                    + "AgAAAA8AAAAAAAAAAAAAAIAB0AEAAGFyY2hpdmUvdmVyc2lvblBLBQYAAAAABQAFADIBAAD/AQAAAAA=";

    @TempDir private Path temp;

    /** Reads a file; what it returns does not matter. */
    @FunctionalInterface
    private interface Reader {
        void read(Path file) throws Exception;
    }

    private record Format(byte[] good, String ending, Reader reader) {}

    @Test
    void every_input_is_read_or_refused() throws Exception {
        LibTorch.threads(1);
        Map<String, Format> formats = formats();
        // Whoever writes out of its folder is seen: it is the only one of its parent.
        Path folder = Files.createDirectories(temp.resolve("inputs/inner"));
        List<String> names = List.copyOf(formats.keySet());
        for (Map.Entry<String, Format> each : formats.entrySet()) {
            Path file = folder.resolve("good" + each.getValue().ending());
            Files.write(file, each.getValue().good());
            each.getValue().reader().read(file);
            Files.delete(file);
        }
        long from = Long.getLong("tests.mutations.from", 0);
        long count = Long.getLong("tests.mutations", 20_000);
        Map<String, int[]> counts = new LinkedHashMap<>();
        List<String> wrong = new ArrayList<>();
        for (long i = from; i < from + count; i++) {
            String name = names.get((int) (i % names.size()));
            int[] of = counts.computeIfAbsent(name, each -> new int[2]);
            of[one(name, formats.get(name), i, folder, wrong)]++;
            if ((i + 1) % TOLD_EVERY == 0) {
                System.out.println("mutations: " + (i + 1) + ", wrong: " + wrong.size());
            }
        }
        counts.forEach(
                (name, of) ->
                        System.out.println(name + ": " + of[0] + " read, " + of[1] + " refused"));
        assertThat(wrong).isEmpty();
        try (var left = Files.list(temp.resolve("inputs"))) {
            assertThat(left).containsExactly(folder);
        }
    }

    /** 0 where it was read, 1 where it was refused. */
    private static int one(String name, Format format, long i, Path folder, List<String> wrong)
            throws IOException {
        byte[] bad =
                Mutator.damaged(format.good(), new Seed(20).child("mutation").child(i).stream());
        Path file = folder.resolve("bad" + format.ending());
        Files.write(file, bad);
        long begun = System.nanoTime();
        int refused = 0;
        try {
            format.reader().read(file);
        } catch (BadDataException | IllegalArgumentException said) {
            refused = 1;
            if (!String.valueOf(said.getMessage()).contains(". Received: ")
                    || said.getMessage().indexOf('\u001b') >= 0) {
                wrong.add(name + " " + i + ": " + said);
            }
        } catch (Throwable other) {
            wrong.add(name + " " + i + ": " + other + " at " + other.getStackTrace()[0]);
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        if (seconds > MOST_SECONDS) {
            wrong.add(name + " " + i + " took " + seconds + " s");
        }
        return refused;
    }

    private Map<String, Format> formats() throws Exception {
        Map<String, Format> formats = new LinkedHashMap<>();
        PictureReader pictures = new PictureReader();
        formats.put("PNG", new Format(picture("png"), ".png", pictures::read));
        formats.put("JPEG", new Format(picture("jpg"), ".jpg", pictures::read));
        formats.put("IDX", new Format(idx(), "-idx3-ubyte", Idx::read));
        formats.put("gzipped IDX", new Format(gzip(idx()), ".gz", Idx::read));
        formats.put("gzip of tar", new Format(gzip(tar()), ".tgz", this::unpacked));
        formats.put(
                "tar within gzip",
                new Format(
                        tar(),
                        ".tar",
                        file -> {
                            Path packed = file.resolveSibling("packed.tgz");
                            Files.write(packed, gzip(Files.readAllBytes(file)));
                            unpacked(packed);
                        }));
        formats.put(
                "torch",
                new Format(
                        Base64.getDecoder().decode(TORCH), ".pth", MutationCampaignTest::weights));
        run(formats);
        recipes(formats);
        Path results = Path.of("..", "papers", "elu", "results", "mnist-8x128.json");
        formats.put("outcome", new Format(Files.readAllBytes(results), ".json", Outcome::read));
        String strokes =
                "CHARACTER_NAME digit\nSTROKE_COUNT 1\nX Y T N\nPEN_DOWN\n 10 20 0 1\n 11 25 0 1\nPEN_UP\nEND_CHARACTER\n";
        formats.put(
                "pen strokes",
                new Format(
                        strokes.getBytes(StandardCharsets.UTF_8),
                        ".txt",
                        MutationCampaignTest::strokes));
        return formats;
    }

    /** What a run leaves: checkpoint, log, result, model in two formats. */
    private void run(Map<String, Format> formats) throws Exception {
        Called said =
                Called.line(
                        temp,
                        "run elu/mnist-8x128/ELU --budget smoke --set corpus.training=64 --set"
                                + " corpus.testing=20 --set corpus.set=strokes --set epochs=1 --set"
                                + " model.units=4 --out TEMP/run");
        assertThat(said.code()).as(said.err()).isZero();
        Path run = temp.resolve("run");
        List<String> header = Files.readAllLines(run.resolve("log.csv"));
        List<String> columns =
                List.of(header.get(0).split(",")).subList(3, header.get(0).split(",").length);
        formats.put(
                "checkpoint",
                of(run.resolve("checkpoint.safetensors"), MutationCampaignTest::checkpoint));
        formats.put("log", of(run.resolve("log.csv"), file -> CsvLog.rows(file, columns)));
        formats.put("result", of(run.resolve("result.json"), Result::read));
        OnnxModel onnx;
        try (Scope scope = Scope.open()) {
            Model net =
                    Model.build(
                            sequence(globalAvgPool(), linear(3)),
                            new Shape.Image(3, 8, 8),
                            new Seed(1),
                            Device.CPU);
            onnx =
                    OnnxModel.of(
                            "net",
                            Folded.of(net.layer(), net.in(), net.arrays()),
                            net.in(),
                            Map.of());
        }
        formats.put("ONNX", new Format(onnx.bytes(), ".onnx", MutationCampaignTest::onnx));
    }

    private static Format of(Path file, Reader reader) throws IOException {
        String name = file.getFileName().toString();
        return new Format(Files.readAllBytes(file), name.substring(name.lastIndexOf('.')), reader);
    }

    private static void recipes(Map<String, Format> formats) {
        var recipe = Recipes.all(Budget.SMOKE, set -> true).get("elu/mnist-8x128/ELU");
        byte[] text = Papers.recipeJson().write(recipe).getBytes(StandardCharsets.UTF_8);
        formats.put(
                "recipe",
                new Format(text, ".json", file -> Papers.recipeJson().readAny(text(file))));
        byte[] layer =
                LayerJson.standard()
                        .write(sequence(globalAvgPool(), linear(3)))
                        .getBytes(StandardCharsets.UTF_8);
        formats.put(
                "layer",
                new Format(layer, ".json", file -> LayerJson.standard().readLayer(text(file))));
        byte[] notation = "(10nC2-FMP√2)6-C2-C1-out".getBytes(StandardCharsets.UTF_8);
        formats.put(
                "notation", new Format(notation, ".txt", file -> FmpNotation.parse(text(file))));
    }

    private static void weights(Path file) {
        try (WeightFile weights = WeightFile.open(file)) {
            weights.tensors().forEach(each -> weights.stream(each.name(), 64, chunk -> {}));
        }
    }

    private static void checkpoint(Path file) {
        Checkpoint.recipes(file);
        weights(file);
        try (WeightFile weights = WeightFile.open(file)) {
            TrainedModel.in(weights, LayerJson.standard());
        }
    }

    private static void onnx(Path file) {
        try (OnnxNet net = OnnxNet.open(OnnxModel.read(file).bytes(), 1)) {
            assertThat(net).isNotNull();
        }
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    private static void strokes(Path file) throws IOException {
        AssameseFile.parse(text(file), "bad");
    }

    /** Into a folder that is emptied again. */
    private void unpacked(Path file) throws IOException {
        Path into = temp.resolve("unpacked");
        try {
            new Archives(1 << 20, 100).unpack(file, into);
        } finally {
            if (Files.exists(into)) {
                try (var all = Files.walk(into)) {
                    all.sorted(Comparator.reverseOrder()).forEach(each -> each.toFile().delete());
                }
            }
        }
    }

    private static byte[] picture(String kind) throws IOException {
        BufferedImage image = new BufferedImage(24, 16, BufferedImage.TYPE_INT_RGB);
        image.createGraphics().fillRect(3, 3, 9, 9);
        image.setRGB(20, 10, Color.RED.getRGB());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, kind, out);
        return out.toByteArray();
    }

    private static byte[] idx() {
        byte[] bytes = new byte[16 + 3 * 16];
        bytes[2] = 8;
        bytes[3] = 3;
        bytes[7] = 3;
        bytes[11] = 4;
        bytes[15] = 4;
        return bytes;
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream packed = new GZIPOutputStream(out)) {
            packed.write(bytes);
        }
        return out.toByteArray();
    }

    private static byte[] tar() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TarArchiveOutputStream packed = new TarArchiveOutputStream(out)) {
            for (String name : List.of("unpacked/a.txt", "unpacked/folder/b.txt")) {
                TarArchiveEntry entry = new TarArchiveEntry(name);
                entry.setSize(40);
                packed.putArchiveEntry(entry);
                packed.write(new byte[40]);
                packed.closeArchiveEntry();
            }
        }
        return out.toByteArray();
    }
}
