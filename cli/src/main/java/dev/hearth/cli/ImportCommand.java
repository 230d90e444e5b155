package dev.hearth.cli;

import dev.hearth.data.BadDataException;
import dev.hearth.data.TerminalText;
import dev.hearth.inference.LoadedModel;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Scope;
import dev.hearth.train.checkpoint.Checkpoint;
import dev.hearth.train.run.RunFolder;
import dev.hearth.zoo.ModelRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a model's folder from a file of weights. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = {
            "Reads trained weights from a file and makes a folder that predict, evaluate, train and"
                    + " export take.",
            "FILE is safetensors, or a state dict that torch.save wrote, with timm's tensor names or"
                    + " Hearth's. No code in it is run."
        })
final class ImportCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "a .safetensors, .pth or .pt file")
    private Path file;

    @Option(
            names = "--model",
            paramLabel = "M",
            description =
                    "the model's name, such as inception-v4 (default: the one that the file"
                            + " describes, as files of export do)")
    private String model;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "folder of the model (default: models/M)")
    private Path out;

    @Override
    public Integer call() {
        Path folder;
        try (var scope = Scope.open()) {
            LoadedModel loaded =
                    LoadedModel.ofWeights(Optional.ofNullable(model), file, Device.CPU);
            String name = loaded.description().name();
            folder = out != null ? out : RunFolder.below(Path.of("models"), name);
            if (Files.exists(folder.resolve(Checkpoint.FILE))) {
                throw new BadDataException(
                        "An imported model needs a folder of its own",
                        folder + ", the folder of a run, whose model it would replace",
                        "Name another folder with --out");
            }
            loaded.description().write(folder, loaded.net(), ModelRegistry.layerJson());
            var parameters = loaded.net().parameters();
            System.out.printf(
                    Locale.ROOT,
                    "%s of %d classes: %d tensors with %,d weights read from %s%n",
                    TerminalText.of(name),
                    loaded.description().classes().size(),
                    parameters.entries().size() + parameters.stateEntries().size(),
                    parameters.count(),
                    file);
        }
        System.out.println("The model is in " + folder + ": model.json, weights.safetensors");
        System.out.println("Try ./hearth predict --model " + folder + " picture.jpg");
        return 0;
    }
}
