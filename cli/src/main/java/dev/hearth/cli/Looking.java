package dev.hearth.cli;

import dev.hearth.data.view.Crops;
import dev.hearth.export.pictures.Classifier;
import dev.hearth.train.Run;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How a model looks at pictures: the options of commands that let one do so. */
final class Looking {

    @Option(
            names = "--weights",
            paramLabel = "FILE",
            description = ".safetensors or .pth (default: the fetched ones)")
    private Path weights;

    @Option(
            names = "--crops",
            paramLabel = "1|12|144",
            defaultValue = "1",
            description = "squares of each picture to average over")
    private int crops;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "12",
            description = "squares at once")
    private int batch;

    /** Which squares. */
    Crops crops() {
        return Crops.of(crops);
    }

    /** Whether other weights or squares are asked for than those that a run has by itself. */
    boolean isAmended() {
        return weights != null || crops != 1;
    }

    /** The model of a name or folder, with the weights that were named. */
    Model.Opened open(String given, Path root, Run.Place place) {
        return Model.open(given, Optional.ofNullable(weights), root, place.device());
    }

    /** Who looks. */
    Classifier classifier(Model.Opened opened, Run.Place place) {
        return new Classifier(opened.net(), opened.letter().view(), place.device(), batch);
    }
}
