package dev.hearth.cli;

// Above 400 lines, because each format stands with an example of it.

import static dev.hearth.nn.layers.Layers.globalAvgPool;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.sequence;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.data.dataset.Cifar;
import dev.hearth.data.dataset.Idx;
import dev.hearth.data.dataset.ImageFolder;
import dev.hearth.data.dataset.PictureCache;
import dev.hearth.data.dataset.Split;
import dev.hearth.data.download.Archives;
import dev.hearth.data.handwriting.AssameseFile;
import dev.hearth.data.handwriting.Casia;
import dev.hearth.data.handwriting.Rasteriser;
import dev.hearth.data.image.PictureReader;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.experiments.Outcome;
import dev.hearth.inference.LoadedModel;
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
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.train.checkpoint.Checkpoint;
import dev.hearth.train.dataset.PictureSplit;
import dev.hearth.train.log.CsvLog;
import dev.hearth.train.log.TensorBoardLog;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.run.Result;
import dev.hearth.weights.WeightFile;
import dev.hearth.zoo.ModelRegistry;
import dev.hearth.zoo.fmp.FmpNotation;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.SizeTPointer;
import org.bytedeco.leptonica.PIX;
import org.bytedeco.leptonica.global.leptonica;

/** A good file of each format that Hearth reads, and what reads it. HEIC and Parquet have readers of their own. */
final class MutationFormats {

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

    /** Reads a file; what it returns does not matter. */
    @FunctionalInterface
    interface Reader {
        void read(Path file) throws Exception;
    }

    /**
     * A format.
     *
     * @param good a file of it
     * @param file where it lies, in a folder of its own, with the files that belong to it
     */
    record Format(byte[] good, Path file, Reader reader) {}

    private final Path temp;
    private final Path root;
    private final Map<String, Format> formats = new LinkedHashMap<>();

    private MutationFormats(Path temp) {
        this.temp = temp;
        this.root = temp.resolve("inputs");
    }

    /** All formats by name; their files are below {@code temp/inputs}. */
    static Map<String, Format> in(Path temp) throws Exception {
        MutationFormats all = new MutationFormats(temp);
        all.pictures();
        all.dataSets();
        all.run();
        all.recipes();
        all.photographs();
        return all.formats;
    }

    private void add(String name, byte[] good, String file, Reader reader) throws IOException {
        Path folder = Files.createDirectories(root.resolve(name.replace(' ', '-')));
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        formats.put(name, new Format(good, path, reader));
    }

    private void pictures() throws Exception {
        PictureReader reader = new PictureReader();
        for (String kind : List.of("png", "jpg", "gif", "bmp", "tiff")) {
            add(kind, picture(kind), "bad." + kind, reader::read);
        }
        add("progressive jpg", progressive(), "bad.jpg", reader::read);
        add("lossy webp", webp(false), "bad.webp", reader::read);
        add("lossless webp", webp(true), "bad.webp", reader::read);
        Path folder = Files.createDirectories(temp.resolve("inputs/picture-cache/set/class"));
        Files.write(folder.resolve("1.png"), picture("png"));
        Reader cached =
                file ->
                        ImageFolder.open(folder.getParent(), InputSpec.unscaled(16, 1))
                                .cached(new PictureCache(file.getParent()))
                                .read(0, new float[3 * 16 * 16], 0);
        Path cache = temp.resolve("cache");
        cached.read(cache.resolve("any"));
        try (Stream<Path> files = Files.list(cache)) {
            Path pack =
                    files.filter(file -> file.toString().endsWith(".pictures"))
                            .findFirst()
                            .orElseThrow();
            add("picture cache", Files.readAllBytes(pack), "cache/" + pack.getFileName(), cached);
        }
    }

    private void dataSets() throws IOException {
        add("IDX", idx(), "bad-idx3-ubyte", Idx::read);
        add("gzipped IDX", gzip(idx()), "bad.gz", Idx::read);
        add("gzip of tar", gzip(tar()), "bad.tgz", this::unpacked);
        add(
                "tar within gzip",
                tar(),
                "bad.tar",
                file -> {
                    Path packed = temp.resolve("packed.tgz");
                    Files.write(packed, gzip(Files.readAllBytes(file)));
                    unpacked(packed);
                });
        byte[] names = "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n".getBytes(StandardCharsets.UTF_8);
        Reader cifar = file -> Cifar.ten(file.getParent(), Split.TEST);
        byte[] records = new byte[2 * 3073];
        add("CIFAR-10", records, "test_batch.bin", cifar);
        Files.write(formats.get("CIFAR-10").file().resolveSibling("batches.meta.txt"), names);
        add("class names", names, "batches.meta.txt", cifar);
        Files.write(formats.get("class names").file().resolveSibling("test_batch.bin"), records);
        add(
                "CASIA",
                new byte[] {
                    24,
                    0,
                    (byte) 0xA1,
                    (byte) 0xB0,
                    0,
                    0,
                    1,
                    0,
                    10,
                    0,
                    20,
                    0,
                    30,
                    0,
                    40,
                    0,
                    -1,
                    -1,
                    0,
                    0,
                    -1,
                    -1,
                    -1,
                    -1
                },
                "train/1001-c.pot",
                file ->
                        Casia.read(
                                        file.getParent().getParent(),
                                        Split.TRAIN,
                                        new Rasteriser(40, 0.7))
                                .read(0, new float[1600], 0));
        String strokes =
                "CHARACTER_NAME digit\nSTROKE_COUNT 1\nX Y T N\nPEN_DOWN\n 10 20 0 1\n 11 25 0 1\nPEN_UP\nEND_CHARACTER\n";
        add(
                "pen strokes",
                strokes.getBytes(StandardCharsets.UTF_8),
                "bad.txt",
                file -> AssameseFile.parse(text(file), "bad"));
        add("torch", Base64.getDecoder().decode(TORCH), "bad.pth", MutationFormats::weights);
    }

    /** What a run leaves: checkpoint, log, events, result, and its net as ONNX. */
    private void run() throws Exception {
        Called said =
                Called.line(
                        temp,
                        "run elu/mnist-8x128/ELU --budget smoke --set corpus.training=64 --set"
                                + " corpus.testing=20 --set corpus.set=strokes --set epochs=1 --set"
                                + " model.units=4 --out TEMP/run");
        assertThat(said.code()).as(said.err()).isZero();
        Path run = temp.resolve("run");
        List<String> header = List.of(Files.readAllLines(run.resolve("log.csv")).get(0).split(","));
        List<String> columns = header.subList(3, header.size());
        add("checkpoint", run.resolve("checkpoint.safetensors"), MutationFormats::checkpoint);
        add("log", run.resolve("log.csv"), file -> CsvLog.rows(file, columns));
        add("result", run.resolve("result.json"), Result::read);
        try (Stream<Path> files = Files.list(run)) {
            Path events =
                    files.filter(file -> file.getFileName().toString().startsWith("events."))
                            .findFirst()
                            .orElseThrow();
            add("events", events, this::events);
        }
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
        add("ONNX", onnx.bytes(), "bad.onnx", MutationFormats::onnx);
        Path results = Path.of("..", "papers", "elu", "results", "mnist-8x128.json");
        add("outcome", results, Outcome::read);
    }

    private void add(String name, Path good, Reader reader) throws IOException {
        add(name, Files.readAllBytes(good), good.getFileName().toString(), reader);
    }

    private void recipes() throws IOException {
        var recipe = Recipes.all(Budget.SMOKE, set -> true).get("elu/mnist-8x128/ELU");
        byte[] text = Papers.recipeJson().write(recipe).getBytes(StandardCharsets.UTF_8);
        add("recipe", text, "bad.json", file -> Papers.recipeJson().readAny(text(file)));
        byte[] layer =
                LayerJson.standard()
                        .write(sequence(globalAvgPool(), linear(3)))
                        .getBytes(StandardCharsets.UTF_8);
        add("layer", layer, "bad.json", file -> LayerJson.standard().readLayer(text(file)));
        byte[] notation = "(10nC2-FMP√2)6-C2-C1-out".getBytes(StandardCharsets.UTF_8);
        add("notation", notation, "bad.txt", file -> FmpNotation.parse(text(file)));
    }

    /** What a training on pictures of one's own leaves: the model's description, its weights, the split. */
    private void photographs() throws Exception {
        Shapes.draw(temp);
        Called said =
                Called.line(
                        temp,
                        "train --images TEMP/shapes --model elu-cifar-11-quarter --batch 4 --epochs 1"
                                + " --no-cache --threads 1 --out TEMP/photos");
        assertThat(said.code()).as(said.err()).isZero();
        Path run = temp.resolve("photos");
        add("split", run.resolve("split.csv"), file -> PictureSplit.read(file.getParent()));
        add("description", run.resolve("model.json"), MutationFormats::model);
        Path description = formats.get("description").file();
        add("weights", run.resolve("weights.safetensors"), MutationFormats::model);
        Path weights = formats.get("weights").file();
        Files.copy(
                run.resolve("weights.safetensors"),
                description.resolveSibling("weights.safetensors"));
        Files.copy(run.resolve("model.json"), weights.resolveSibling("model.json"));
    }

    private static void model(Path file) {
        TrainedModel.read(file.getParent(), ModelRegistry.layerJson());
        try (Scope scope = Scope.open()) {
            LoadedModel.load(file.getParent(), Device.CPU);
        }
    }

    /** A run that is resumed goes on in a file of its own behind them. */
    private void events(Path file) throws IOException {
        try (TensorBoardLog log =
                TensorBoardLog.open(file.getParent(), InstantSource.system(), 3)) {
            assertThat(log).isNotNull();
        } finally {
            try (Stream<Path> files = Files.list(file.getParent())) {
                files.filter(each -> !each.equals(file)).forEach(each -> each.toFile().delete());
            }
        }
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

    private static BufferedImage picture() {
        BufferedImage image = new BufferedImage(24, 16, BufferedImage.TYPE_INT_RGB);
        image.createGraphics().fillRect(3, 3, 9, 9);
        image.setRGB(20, 10, Color.RED.getRGB());
        return image;
    }

    private static byte[] picture(String kind) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(ImageIO.write(picture(), kind, out)).isTrue();
        return out.toByteArray();
    }

    private static byte[] progressive() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (ImageOutputStream to = ImageIO.createImageOutputStream(out)) {
            writer.setOutput(to);
            ImageWriteParam how = writer.getDefaultWriteParam();
            how.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
            writer.write(null, new IIOImage(picture(), null, null), how);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }

    private static byte[] webp(boolean lossless) {
        PIX pix = leptonica.pixCreate(24, 16, 32);
        leptonica.pixSetPixel(pix, 3, 4, 0xFF804000);
        try (PointerPointer<BytePointer> data = new PointerPointer<>(1);
                SizeTPointer size = new SizeTPointer(1)) {
            leptonica.pixWriteMemWebP(data, size, pix, 90, lossless ? 1 : 0);
            BytePointer bytes = data.get(BytePointer.class, 0);
            byte[] file = new byte[(int) size.get()];
            bytes.get(file);
            leptonica.lept_free(bytes);
            return file;
        } finally {
            leptonica.pixDestroy(pix);
        }
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
