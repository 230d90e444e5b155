package dev.hearth.cli;

import dev.hearth.export.weights.Naming;
import dev.hearth.export.weights.Outlet;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Scope;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Weights out. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description =
                "Writes a trained model's numbers as safetensors, in timm's names where the model has"
                        + " such, else in Hearth's.")
final class ExportWeights implements Callable<Integer> {

    /** Whose names the tensors get. */
    enum Names {
        TIMM,
        HEARTH
    }

    @Parameters(paramLabel = "DIR", description = "as import or train made it")
    private String folder;

    @Option(names = "--out", paramLabel = "FILE", required = true, description = ".safetensors")
    private Path out;

    @Option(
            names = "--names",
            paramLabel = "timm|hearth",
            description = "default: timm's where the model has them")
    private Names names;

    @Override
    public Integer call() {
        try (var room = Scope.open()) {
            if (!Model.isFolder(folder)) {
                throw new IllegalArgumentException(
                        "export needs a folder that holds a model. Received: "
                                + folder
                                + ", without model.json. Make one with ./hearth import or ./hearth"
                                + " train.");
            }
            Model.Opened opened = Model.open(folder, Optional.empty(), Where.cache(), Device.CPU);
            Optional<Naming> released = Naming.released(opened.letter().layer());
            if (names == Names.TIMM && released.isEmpty()) {
                throw new IllegalArgumentException(
                        "--names timm needs a model that timm has. Received: "
                                + opened.letter().name()
                                + ". Leave the option out.");
            }
            Naming naming = names == Names.HEARTH ? Naming.OWN : released.orElse(Naming.OWN);
            new Outlet(naming, Map.of("format", "pt")).of(opened.net(), out);
            System.out.println(
                    opened.letter().name()
                            + " is in "
                            + out
                            + (naming == Naming.OWN ? ", in Hearth's names" : ", in timm's names"));
        }
        return 0;
    }
}
