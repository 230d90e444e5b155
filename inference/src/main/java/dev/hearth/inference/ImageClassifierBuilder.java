package dev.hearth.inference;

import dev.hearth.data.BadDataException;
import dev.hearth.data.transform.TestCrops;
import dev.hearth.inference.ImageClassifier.Engine;
import dev.hearth.nn.Model;
import dev.hearth.nn.Precision;
import dev.hearth.nn.fold.Folded;
import dev.hearth.onnx.BatchNet;
import dev.hearth.onnx.ImageModelMetadata;
import dev.hearth.onnx.ModelOpener;
import dev.hearth.onnx.OnnxModel;
import dev.hearth.onnx.SelfTest;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.Device;
import dev.hearth.zoo.ModelRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Options of an {@link ImageClassifier}.
 *
 * <pre>{@code
 * try (ImageClassifier classifier =
 *         ImageClassifier.builder().engine(ImageClassifier.Engine.ONNX).threads(2).crops(TestCrops.TWELVE)
 *                 .load(Path.of("model.onnx"))) {
 *     Classification cat = classifier.classify(Path.of("cat.jpg"));
 * }
 * }</pre>
 */
public final class ImageClassifierBuilder {

    private static final System.Logger LOG = System.getLogger(ImageClassifier.class.getName());

    private Optional<Engine> engine = Optional.empty();
    private Device device = Device.CPU;
    private int threads;
    private TestCrops crops = TestCrops.ONE;
    private int tests = 1;
    private int batch = 12;
    private Precision precision = Precision.FLOAT32;
    private Optional<Path> weights = Optional.empty();
    private Path data = LocalFolders.data();
    private Consumer<String> notices = text -> LOG.log(System.Logger.Level.WARNING, text);

    ImageClassifierBuilder() {}

    /** What computes; by default ONNX Runtime if the model can be exported to ONNX, else libtorch. */
    public ImageClassifierBuilder engine(Engine chosen) {
        engine = Optional.of(chosen);
        return this;
    }

    /**
     * Where it is computed; the CPU by default. Any other device means libtorch, and neither {@link Engine#ONNX} nor
     * an {@code .onnx} file.
     */
    public ImageClassifierBuilder device(Device chosen) {
        device = chosen;
        return this;
    }

    /** Threads of one operation, above 0; by default as many as there are cores. */
    public ImageClassifierBuilder threads(int count) {
        if (count < 1) {
            throw Check.error("A classifier needs at least one thread", count, "Use 1 or more");
        }
        threads = count;
        return this;
    }

    /** How many crops of each picture are averaged; one by default. */
    public ImageClassifierBuilder crops(TestCrops scheme) {
        crops = scheme;
        return this;
    }

    /**
     * How many forward passes are averaged, for a model that draws random numbers when it is tested
     * (fractional max-pooling; Graham 2014, §3); one by default.
     */
    public ImageClassifierBuilder tests(int count) {
        tests = LibTorchLogitModel.checkTests(count);
        return this;
    }

    /** Crops in a batch, above 0, 12 by default: memory grows with it. */
    public ImageClassifierBuilder batch(int count) {
        batch = CropAverage.checkBatch(count);
        return this;
    }

    /**
     * In what an exported model computes on the CPU; float32 by default. In bfloat16 pictures take about half the
     * time on processors that multiply it (avx512_bf16, AMX), with {@code hearth-onednn} among the dependencies;
     * answers are float32 and differ by some 1 % of their norm. Where that is not possible ONNX Runtime computes it
     * in float32, or libtorch where the model has no ONNX graph, and a notice says why.
     */
    public ImageClassifierBuilder precision(Precision chosen) {
        precision = chosen;
        return this;
    }

    /** The file of weights, where the model is given by its name; by default the downloaded ones. */
    public ImageClassifierBuilder weights(Path file) {
        weights = Optional.of(file);
        return this;
    }

    /** Where downloaded weights are, by default {@link LocalFolders#data()}. */
    public ImageClassifierBuilder data(Path folder) {
        data = folder;
        return this;
    }

    /** Takes a sentence where a model is computed otherwise than was asked for; logged by default. */
    public ImageClassifierBuilder notices(Consumer<String> told) {
        notices = told;
        return this;
    }

    /** As {@link ImageClassifier#load}. */
    public ImageClassifier load(Path model) {
        return load(model.toString());
    }

    /**
     * Loads a folder, an {@code .onnx} file, or a model of the registry by its name, such as {@code
     * inception-v4}, whose weights are here.
     *
     * @throws BadDataException if a file is missing, broken, or not a classifier's
     * @throws IllegalArgumentException if there is no such model, or an option does not go with it
     */
    public ImageClassifier load(String model) {
        if (precision != Precision.FLOAT32
                && (engine.equals(Optional.of(Engine.LIBTORCH)) || !device.isCpu())) {
            throw Check.error(
                    "bfloat16 is for models that are exported to ONNX, on the CPU",
                    "the engine libtorch, or another device",
                    "Leave one of them out");
        }
        if (engine.equals(Optional.of(Engine.ONNX)) && !device.isCpu()) {
            throw Check.error(
                    "ONNX Runtime computes on the CPU",
                    "the engine onnx on " + device,
                    "Leave out the engine or the device");
        }
        Path file = Path.of(model);
        boolean isOnnx = model.toLowerCase(Locale.ROOT).endsWith(".onnx");
        if (isOnnx && Files.isRegularFile(file)) {
            return ofOnnxFile(file);
        }
        boolean wantsOnnx = engine.orElse(Engine.ONNX) == Engine.ONNX && device.isCpu();
        if (wantsOnnx && weights.isEmpty() && TrainedModel.isIn(file)) {
            TrainedModel description = TrainedModel.read(file, ModelRegistry.layerJson());
            Optional<Map<String, float[]>> arrays = description.arrays(file);
            if (arrays.isPresent()) {
                Optional<ImageClassifier> found =
                        withOnnxRuntime(description, arrays.get(), () -> selfTest(file));
                if (found.isPresent()) {
                    return found.get();
                }
                wantsOnnx = false;
            }
        }
        ModelThread thread = ModelThread.start(threads);
        boolean keeps = false;
        try {
            LoadedModel loaded = thread.call(() -> LoadedModel.load(model, weights, data, device));
            if (wantsOnnx) {
                Model net = loaded.net();
                Optional<ImageClassifier> found =
                        thread.call(
                                () ->
                                        withOnnxRuntime(
                                                loaded.description(),
                                                net.arrays(),
                                                () -> SelfTest.of(net, SelfTest.FLOATS)));
                if (found.isPresent()) {
                    return found.get();
                }
            }
            LogitModel libTorch = thread.call(() -> folded(loaded));
            keeps = true;
            return new ImageClassifier(
                    loaded.description().name(),
                    loaded.description().view(),
                    loaded.description().classes(),
                    new OnThread(libTorch, thread),
                    batch,
                    crops,
                    thread::close);
        } finally {
            if (!keeps) {
                thread.close();
            }
        }
    }

    /** A libtorch model as any thread may call it. */
    private record OnThread(LogitModel model, ModelThread thread) implements LogitModel {

        @Override
        public float[] logits(float[] squares, int count) {
            return thread.call(() -> model.logits(squares, count));
        }

        @Override
        public HeatMap heatMap(float[] square, int label) {
            return thread.call(() -> model.heatMap(square, label));
        }

        @Override
        public boolean endsInSoftmax() {
            return model.endsInSoftmax();
        }
    }

    private LogitModel folded(LoadedModel loaded) {
        Model net = loaded.net();
        Folded folded = Folded.of(net.layer(), net.in(), net.arrays());
        Model fast = Model.of(folded.layer(), net.in(), folded.arrays(), device);
        return new LibTorchLogitModel(fast, tests);
    }

    private ImageClassifier ofOnnxFile(Path file) {
        if (weights.isPresent() || engine.equals(Optional.of(Engine.LIBTORCH)) || !device.isCpu()) {
            throw Check.error(
                    "An .onnx file has its own weights and is computed by ONNX Runtime, on the CPU",
                    file + " with weights of another file, the engine libtorch or another device",
                    "Leave them out");
        }
        OnnxModel model = OnnxModel.read(file).withoutPreprocessing();
        ImageModelMetadata metadata = ImageModelMetadata.of(model.metadata());
        checkTests();
        return classifier(metadata, model, opener(notices).open(model, cores(), precision));
    }

    /** What a folder's model computes with libtorch, which is loaded for it. */
    private SelfTest selfTest(Path folder) {
        try (ModelThread thread = ModelThread.start(threads)) {
            return thread.call(
                    () -> SelfTest.of(LoadedModel.load(folder, Device.CPU).net(), SelfTest.FLOATS));
        }
    }

    /**
     * Empty where the model cannot be exported, or is computed wrongly, unless the engine was asked for.
     *
     * @param test what the model computes; asked for only if ONNX Runtime has not been compared with it
     *     here
     */
    private Optional<ImageClassifier> withOnnxRuntime(
            TrainedModel description, Map<String, float[]> arrays, Supplier<SelfTest> test) {
        OnnxModel model;
        BatchNet net;
        try {
            model = OnnxExport.graph(description, arrays, precision);
        } catch (BadDataException unknownLayer) {
            orThrow(unknownLayer);
            if (precision != Precision.FLOAT32) {
                notices.accept(
                        "Not in bfloat16: "
                                + unknownLayer.getMessage()
                                + " libtorch computes the model in float32.");
            }
            return Optional.empty();
        }
        checkTests();
        try {
            net = opener(notices).open(model, cores(), precision, () -> Optional.of(test.get()));
        } catch (BadDataException wrong) {
            orThrow(wrong);
            notices.accept(wrong.getMessage() + " libtorch computes it now.");
            return Optional.empty();
        }
        return Optional.of(
                classifier(
                        new ImageModelMetadata(
                                description.name(), description.view(), description.classes()),
                        model,
                        net));
    }

    private void orThrow(BadDataException failure) {
        if (engine.isPresent()) {
            throw failure;
        }
    }

    private ImageClassifier classifier(ImageModelMetadata metadata, OnnxModel model, BatchNet net) {
        OnnxLogitModel logits =
                new OnnxLogitModel(
                        net, metadata.view(), model.endsInSoftmax(), metadata.classes().size());
        return new ImageClassifier(
                metadata.name(),
                metadata.view(),
                metadata.classes(),
                logits,
                batch,
                crops,
                net::close);
    }

    /** A model that ONNX Runtime can compute draws no random numbers. */
    private void checkTests() {
        if (tests > 1) {
            throw LibTorchLogitModel.sameAgain(tests);
        }
    }

    private int cores() {
        return threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
    }

    /** Each model is compared once on a kind of processor, which Hearth's cache remembers. */
    static ModelOpener opener(Consumer<String> notices) {
        return new ModelOpener(Optional.of(LocalFolders.cache().resolve("models")), notices);
    }
}
