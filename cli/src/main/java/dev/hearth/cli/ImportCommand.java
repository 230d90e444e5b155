package dev.hearth.cli;

import dev.hearth.data.BadDataException;
import dev.hearth.data.TerminalText;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Scope;
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

/** Weights in. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = {
            "Reads trained numbers from a file, and makes a folder that predict, evaluate, train and"
                    + " export understand.",
            "FILE is safetensors, or a state dict that torch.save wrote, in timm's names or in"
                    + " Hearth's."
        })
final class ImportCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = ".safetensors, .pth or .pt")
    private Path file;

    @Option(
            names = "--model",
            paramLabel = "M",
            description =
                    "such as inception-v4 or inception-resnet-v2-released (default: the one that the"
                            + " file names, as those of export do)")
    private String model;

    @Option(names = "--out", paramLabel = "DIR", description = "default: models/M")
    private Path out;

    @Override
    public Integer call() {
        Path folder;
        try (var room = Scope.open()) {
            ModelReference.Opened opened =
                    ModelReference.imported(Optional.ofNullable(model), file, Device.CPU);
            String name = opened.letter().name();
            folder = out != null ? out : RunFolder.below(Path.of("models"), name);
            if (Files.exists(folder.resolve("checkpoint.safetensors"))) {
                throw new BadDataException(
                        "A model that comes in needs a folder of its own",
                        folder + ", the folder of a run, whose model it would replace",
                        "Name another folder with --out");
            }
            opened.letter().write(folder, opened.net(), ModelRegistry.layerJson());
            var parameters = opened.net().parameters();
            System.out.printf(
                    Locale.ROOT,
                    "%s of %d classes: %d tensors with %,d learned numbers came from %s%n",
                    TerminalText.of(name),
                    opened.letter().classes().size(),
                    parameters.entries().size() + parameters.stateEntries().size(),
                    parameters.count(),
                    file);
        }
        System.out.println("The model is in " + folder + ": model.json, weights.safetensors");
        System.out.println("Try ./hearth predict --model " + folder + " picture.jpg");
        return 0;
    }
}
