package dev.hearth.inference;

import dev.hearth.data.BadDataException;
import dev.hearth.data.dataset.FileNames;
import dev.hearth.data.image.PictureReader;
import dev.hearth.nn.ChildLayer;
import dev.hearth.nn.Model;
import dev.hearth.nn.fold.Folded;
import dev.hearth.nn.layers.FractionalMaxPool2d;
import dev.hearth.onnx.ModelOpener;
import dev.hearth.onnx.OnnxModel;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Scope;
import dev.hearth.train.recipe.RecipeJson;
import dev.hearth.train.task.TrainedGenerator;
import dev.hearth.weights.TensorNaming;
import dev.hearth.weights.WeightExporter;
import dev.hearth.zoo.ModelRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Writes the model of a folder to one file, for other programs or computers. Nothing half-written is
 * left behind.
 *
 * <pre>{@code
 * ModelExport export = ModelExport.of(Path.of("runs/photos"));
 * export.onnx(Path.of("photos.onnx"));                              // float32
 * export.onnxInt8(Path.of("photos.int8.onnx"), Path.of("photos"));  // 8 bits, calibrated on pictures
 * export.safetensors(Path.of("photos.safetensors"), ModelExport.Names.HEARTH);
 * }</pre>
 */
public final class ModelExport {

    /** Whose names the tensors of a file of weights get. */
    public enum Names {
        /** timm's if it has the model, else Hearth's. */
        BEST_KNOWN,
        /** Those of timm. */
        TIMM,
        /** Those of the model's own parameters. */
        HEARTH
    }

    /** More pictures change the ranges little. */
    private static final int CALIBRATING = 64;

    private static final System.Logger LOG = System.getLogger(ModelExport.class.getName());

    private final Path folder;
    private final int threads = Runtime.getRuntime().availableProcessors();
    private final Consumer<String> notices;
    private final boolean preprocessing;

    private ModelExport(Path folder, Consumer<String> notices, boolean preprocessing) {
        this.folder = folder;
        this.notices = notices;
        this.preprocessing = preprocessing;
    }

    /**
     * The export of a folder's model.
     *
     * @param folder of a trained model, or of the training run of a classifier or a GAN
     */
    public static ModelExport of(Path folder) {
        return new ModelExport(folder, text -> LOG.log(System.Logger.Level.WARNING, text), false);
    }

    /** The same with a receiver of sentences about ONNX Runtime; they are logged by default. */
    public ModelExport notices(Consumer<String> told) {
        return new ModelExport(folder, told, preprocessing);
    }

    /**
     * The same whose ONNX models contain the preparation of pictures, for programs in other languages:
     * see {@link OnnxModel#withPreprocessing}. Hearth opens them as it opens others.
     */
    public ModelExport withPreprocessing() {
        return new ModelExport(folder, notices, true);
    }

    private void write(OnnxModel graph, TrainedModel description, Path out) {
        long fractional =
                ChildLayer.all(description.layer(), TrainedModel.in(description.view())).stream()
                        .filter(each -> each.layer() instanceof FractionalMaxPool2d)
                        .count();
        if (fractional > 0) {
            notices.accept(
                    "The regions of its "
                            + fractional
                            + " fractional max-pools are fixed: those of one test. Averages of several"
                            + " tests need the folder itself.");
        }
        (preprocessing ? graph.withPreprocessing(description.view()) : graph).write(out);
    }

    /** Whether the folder is that of a GAN's run, of which the generator is exported. */
    public boolean isGenerator() {
        return TrainedGenerator.isIn(folder, json());
    }

    /**
     * Writes an ONNX model in float32, with its class names and its view of pictures in the metadata; of a
     * GAN's run the generator, with the law of its noise. It is compared with the model here, and again
     * wherever it is opened first. Fractional max-pools get the regions of the first test.
     *
     * @return the model's name
     * @throws BadDataException if the folder holds no model, a layer has no ONNX converter, or ONNX
     *     Runtime computes something else
     */
    public String onnx(Path out) {
        ModelOpener opener = ImageClassifierBuilder.opener(notices);
        if (!isGenerator()) {
            return with(
                    model -> {
                        OnnxModel graph =
                                new OnnxExport(model.description(), model.net())
                                        .inFloats(opener, threads);
                        write(graph, model.description(), out);
                        return model.description().name();
                    });
        }
        if (preprocessing) {
            throw Check.error(
                    "An export with the preparation of pictures needs a classifier of pictures",
                    folder + ", the run of a generator",
                    "Export it without");
        }
        try (var scope = Scope.open()) {
            TrainedGenerator generator = TrainedGenerator.open(folder, json(), Device.CPU);
            Model net = generator.network();
            String name = generator.recipe().name();
            String noise = generator.recipe().noise().value().law().name();
            OnnxModel graph =
                    OnnxModel.of(
                            name,
                            Folded.of(net.layer(), net.in(), net.arrays()),
                            net.in(),
                            Map.of("hearth.model", name, "hearth.noise", noise));
            OnnxExport.compared(graph, net, opener, threads).write(out);
            return name;
        }
    }

    /**
     * Writes an ONNX model in 8-bit integers, about a quarter as large, calibrated on up to 64 pictures.
     *
     * @param pictures a folder of pictures like those to be classified, in folders of any depth
     * @return how many pictures it was calibrated on
     * @throws BadDataException as {@link #onnx}, or if there are no pictures or the logits differ too much
     */
    public int onnxInt8(Path out, Path pictures) {
        if (isGenerator()) {
            throw Check.error(
                    "An 8-bit export needs a classifier of pictures",
                    folder + ", the run of a generator",
                    "Export it in float32");
        }
        List<Path> calibrating = calibrating(pictures);
        return with(
                model -> {
                    OnnxModel graph =
                            new OnnxExport(model.description(), model.net())
                                    .inEightBits(calibrating, threads);
                    write(graph, model.description(), out);
                    return calibrating.size();
                });
    }

    /**
     * Writes the weights as safetensors. The file describes its model: {@link LoadedModel#ofWeights} reads
     * it without the folder.
     *
     * @return whose names the tensors have
     * @throws IllegalArgumentException if timm's names are wanted of a model that timm does not have
     */
    public Names safetensors(Path out, Names names) {
        return with(
                model -> {
                    TrainedModel description = model.description();
                    Optional<TensorNaming> timm = TensorNaming.released(description.layer());
                    if (names == Names.TIMM && timm.isEmpty()) {
                        throw Check.error(
                                "timm's tensor names need a model that timm has",
                                description.name(),
                                "Use Hearth's names");
                    }
                    boolean own = names == Names.HEARTH || timm.isEmpty();
                    Map<String, String> metadata =
                            new HashMap<>(description.metadata(ModelRegistry.layerJson()));
                    metadata.put("format", "pt");
                    new WeightExporter(own ? TensorNaming.OWN : timm.get(), metadata)
                            .of(model.net(), out);
                    return own ? Names.HEARTH : Names.TIMM;
                });
    }

    private <T> T with(Function<LoadedModel, T> work) {
        try (var scope = Scope.open()) {
            return work.apply(LoadedModel.load(folder, Device.CPU));
        }
    }

    private static RecipeJson json() {
        return RecipeJson.of(ModelRegistry.layerJson());
    }

    /** Pictures spread evenly over the folder. */
    private static List<Path> calibrating(Path pictures) {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(pictures)) {
            files.filter(PictureReader::isNamedAsPicture)
                    .sorted(Comparator.comparing(Path::toString, FileNames.ORDER))
                    .forEach(found::add);
        } catch (IOException failure) {
            throw new BadDataException(
                    "The calibration needs a folder of pictures",
                    pictures + (Files.exists(pictures) ? ", unreadable" : ", which is not there"),
                    "Name one with pictures in it",
                    failure);
        }
        List<Path> chosen = new ArrayList<>();
        int count = Math.min(CALIBRATING, found.size());
        for (int i = 0; i < count; i++) {
            chosen.add(found.get((int) ((long) i * found.size() / count)));
        }
        return chosen;
    }
}
