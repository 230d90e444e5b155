package dev.hearth.cli;

import dev.hearth.data.BadDataException;
import dev.hearth.data.DidYouMean;
import dev.hearth.data.TerminalText;
import dev.hearth.data.dataset.FileNames;
import dev.hearth.inference.OnnxExport;
import dev.hearth.nn.Model;
import dev.hearth.nn.fold.Folded;
import dev.hearth.onnx.OnnxModel;
import dev.hearth.papers.Papers;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Scope;
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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Weights and models out. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = {
            "Writes a trained model's numbers as safetensors, in timm's names where the model has"
                    + " such, else in Hearth's; or the whole model as ONNX, folded, with its classes"
                    + " and how it sees pictures.",
            "DIR is a folder that import, train or run made; of a game's run the generator is written,"
                    + " as ONNX."
        })
final class ExportCommand implements Callable<Integer> {

    /** Whose names the tensors get. */
    enum Names {
        TIMM,
        HEARTH
    }

    /** What is written. */
    enum Format {
        SAFETENSORS,
        ONNX
    }

    /** Enough for ranges; more pictures change little. */
    private static final int CALIBRATING = 64;

    /** Names of formats that are not written. */
    private static final Set<String> OTHERS =
            Set.of(".pt", ".pth", ".ckpt", ".bin", ".tar", ".pkl", ".pickle");

    @Parameters(paramLabel = "DIR", description = "as import, train or run made it")
    private String folder;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            required = true,
            description = ".safetensors or .onnx")
    private Path out;

    @Option(
            names = "--format",
            paramLabel = "safetensors|onnx",
            description = "default: as the file's name ends, else safetensors")
    private Format format;

    @Option(
            names = "--names",
            paramLabel = "timm|hearth",
            description = "default: timm's where the model has them")
    private Names names;

    @Option(
            names = "--int8",
            description = "ONNX in eight bits: a quarter as large, faster, nearly the same")
    private boolean eight;

    @Option(
            names = "--calibrate",
            paramLabel = "DIR",
            description = "pictures such as the model will see, for --int8")
    private Path pictures;

    @Override
    public Integer call() {
        boolean onnx =
                format == null
                        ? out.toString().toLowerCase(Locale.ROOT).endsWith(".onnx")
                        : format == Format.ONNX;
        check(onnx);
        try (var room = Scope.open()) {
            if (!ModelReference.isFolder(folder)) {
                throw new IllegalArgumentException(
                        "export needs a folder that holds a model. Received: "
                                + folder
                                + ", without model.json or a run's checkpoint. Make one with"
                                + " ./hearth import, train or run.");
            }
            if (onnx && TrainedGenerator.isIn(Path.of(folder), Papers.recipeJson())) {
                return generator();
            }
            ModelReference.Opened opened =
                    ModelReference.open(folder, Optional.empty(), DataOption.cache(), Device.CPU);
            return onnx ? model(opened) : weights(opened);
        }
    }

    private void check(boolean onnx) {
        String ending = out.toString().toLowerCase(Locale.ROOT).replaceFirst(".*[./\\\\]", ".");
        boolean other = ending.equals(onnx ? ".safetensors" : ".onnx");
        List<String> known = List.of(".onnx", ".safetensors");
        if (format == null && !OTHERS.contains(ending) && !known.contains(ending)) {
            throw new IllegalArgumentException(
                    "--out needs a name that ends in .onnx or .safetensors, which says what is"
                            + " written. Received: "
                            + out
                            + ". "
                            + DidYouMean.question(ending, known)
                            + "Or say --format.");
        }
        if (OTHERS.contains(ending) || other) {
            throw new IllegalArgumentException(
                    "--out needs a name that says what is written, "
                            + (onnx ? "ONNX" : "safetensors")
                            + ". Received: "
                            + out
                            + (other ? "" : ", which others would take for PyTorch's own format")
                            + ". Call it "
                            + (onnx ? "model.onnx" : "weights.safetensors")
                            + (onnx ? "." : "; safetensors.torch.load_file reads it in Python."));
        }
        if (onnx && names != null) {
            throw new IllegalArgumentException(
                    "--names goes with safetensors. Received: it beside ONNX, whose weights have the"
                            + " net's own names. Leave it out.");
        }
        if (eight != (pictures != null) || eight && !onnx) {
            throw new IllegalArgumentException(
                    "--int8 goes with --calibrate, and with ONNX. Received: "
                            + (eight ? "--int8" : "--calibrate")
                            + (eight && pictures != null
                                    ? " beside safetensors"
                                    : " without the other")
                            + ". Say --out model.onnx --int8 --calibrate DIR.");
        }
    }

    private int model(ModelReference.Opened opened) {
        OnnxExport export = new OnnxExport(opened.letter(), opened.net());
        int threads = Runtime.getRuntime().availableProcessors();
        List<Path> seen = eight ? calibrating() : List.of();
        (eight
                        ? export.inEightBits(seen, threads)
                        : export.inFloats(LoadedClassifier.opening(), threads))
                .write(out);
        System.out.println(
                TerminalText.of(opened.letter().name())
                        + " is in "
                        + out
                        + (eight
                                ? ", in eight bits, calibrated on " + seen.size() + " pictures"
                                : ", in float32"));
        System.out.println("Try ./hearth predict --model " + out + " picture.jpg");
        return 0;
    }

    /** Pictures of the folder, evenly from all of it. */
    private List<Path> calibrating() {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(pictures)) {
            files.filter(file -> file.toString().matches("(?i).*\\.(jpe?g|png)"))
                    .sorted(Comparator.comparing(Path::toString, FileNames.ORDER))
                    .forEach(found::add);
        } catch (IOException failure) {
            throw new BadDataException(
                    "--calibrate needs a folder of pictures",
                    pictures + (Files.exists(pictures) ? ", unreadable" : ", which is not there"),
                    "Name one with JPEG or PNG files in it",
                    failure);
        }
        if (found.size() <= CALIBRATING) {
            return found;
        }
        List<Path> some = new ArrayList<>();
        for (int i = 0; i < CALIBRATING; i++) {
            some.add(found.get((int) ((long) i * found.size() / CALIBRATING)));
        }
        return some;
    }

    private int generator() {
        if (eight) {
            throw new IllegalArgumentException(
                    "--int8 needs a model that looks at pictures. Received: "
                            + folder
                            + ", which makes them. Leave it out.");
        }
        TrainedGenerator generator =
                TrainedGenerator.open(Path.of(folder), Papers.recipeJson(), Device.CPU);
        Model net = generator.network();
        String name = generator.recipe().name();
        String noise = generator.recipe().noise().value().law().name();
        OnnxModel graph =
                OnnxModel.of(
                        name,
                        Folded.of(net.layer(), net.in(), net.arrays()),
                        net.in(),
                        Map.of("hearth.model", name, "hearth.noise", noise));
        int threads = Runtime.getRuntime().availableProcessors();
        OnnxExport.compared(graph, net, LoadedClassifier.opening(), threads).write(out);
        System.out.println(
                "The generator of " + TerminalText.of(name) + " is in " + out + ", noise " + noise);
        return 0;
    }

    private int weights(ModelReference.Opened opened) {
        Optional<TensorNaming> released = TensorNaming.released(opened.letter().layer());
        if (names == Names.TIMM && released.isEmpty()) {
            throw new IllegalArgumentException(
                    "--names timm needs a model that timm has. Received: "
                            + opened.letter().name()
                            + ". Leave the option out.");
        }
        TensorNaming naming =
                names == Names.HEARTH ? TensorNaming.OWN : released.orElse(TensorNaming.OWN);
        Map<String, String> metadata =
                new HashMap<>(opened.letter().metadata(ModelRegistry.layerJson()));
        metadata.put("format", "pt");
        new WeightExporter(naming, metadata).of(opened.net(), out);
        System.out.println(
                TerminalText.of(opened.letter().name())
                        + " is in "
                        + out
                        + (naming == TensorNaming.OWN
                                ? ", in Hearth's names"
                                : ", in timm's names"));
        return 0;
    }
}
