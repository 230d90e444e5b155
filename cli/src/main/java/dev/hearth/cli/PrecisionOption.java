package dev.hearth.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.data.TerminalText;
import dev.hearth.nn.Precision;
import dev.hearth.tensor.Bfloat16;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.Device;
import dev.hearth.train.recipe.RunSpec;
import dev.hearth.train.run.PrecisionTrial;
import dev.hearth.train.run.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import picocli.CommandLine.Option;

/** {@code --precision}: in what a net computes while it is trained. */
final class PrecisionOption {

    /** Below it, what bfloat16 gains is not worth its rounding. */
    private static final double WORTH = 1.1;

    /** What may be asked for. */
    enum Choice {
        FLOAT32,
        BFLOAT16,
        AUTO
    }

    /** What was decided, and by what; no reason where it was asked for. */
    record Decision(Precision precision, String reason) {

        static final String OPTION = "--precision";

        /** As {@code --set} has it. */
        String setting() {
            return "precision=" + precision;
        }

        String word() {
            return precision.name().toLowerCase(Locale.ROOT);
        }

        /** For the terminal; empty without a reason. */
        String line() {
            return reason.isEmpty() ? "" : "Precision: " + word() + ", " + reason + ".";
        }
    }

    @Option(
            names = Decision.OPTION,
            paramLabel = "P",
            description =
                    "in what the net computes: float32, bfloat16 (faster convolutions on processors and"
                            + " GPUs of recent years; weights and loss stay in float32), or auto, which"
                            + " measures whether bfloat16 is right and faster here; a run that goes on keeps"
                            + " its own (default: the recipe's)")
    private Choice choice;

    boolean isGiven() {
        return choice != null;
    }

    /** Where each of several machines would decide by itself. */
    void refuseAuto() {
        if (choice == Choice.AUTO) {
            throw Check.error(
                    "--on needs one precision for all machines",
                    "--precision auto",
                    "Name float32 or bfloat16");
        }
    }

    /**
     * For a recipe, whose own step is measured; empty where the option is not given.
     *
     * @param folders where an earlier run of it may be, whose precision stays
     */
    Optional<Decision> decide(RunSpec recipe, Run.Place place, List<Path> folders) {
        return decide(
                place.device(),
                folders,
                "three of four steps of this recipe are at least %.2f times as fast in bfloat16 here",
                () ->
                        PrecisionTrial.timesAsFast(
                                with(recipe, place, Precision.FLOAT32),
                                with(recipe, place, Precision.BFLOAT16),
                                place));
    }

    private static RunSpec with(RunSpec recipe, Run.Place place, Precision precision) {
        return place.text().amendedAny(recipe, new Decision(precision, "").setting());
    }

    /** For nets of large convolutions, one of which is measured; empty where the option is not given. */
    Optional<Decision> decide(Device device, List<Path> folders) {
        return decide(
                device,
                folders,
                "a 3×3 convolution is %.2f times as fast in bfloat16 here",
                Bfloat16::timesAsFast);
    }

    /** What is measured only where nothing else decides, and how its figure is told. */
    private Optional<Decision> decide(
            Device device, List<Path> folders, String finding, DoubleSupplier timesAsFast) {
        if (choice == null) {
            return Optional.empty();
        }
        return Optional.of(
                switch (choice) {
                    case FLOAT32 -> new Decision(Precision.FLOAT32, "");
                    case BFLOAT16 -> new Decision(Precision.BFLOAT16, "");
                    case AUTO ->
                            settled(device, folders)
                                    .orElseGet(() -> measured(finding, timesAsFast.getAsDouble()));
                });
    }

    /** What needs no measurement. */
    private static Optional<Decision> settled(Device device, List<Path> folders) {
        for (Path folder : folders) {
            Optional<Precision> before = before(folder.resolve("recipe.json"));
            if (before.isPresent()) {
                String reason = "as the run in " + TerminalText.of(folder.toString()) + " began";
                return before.map(precision -> new Decision(precision, reason));
            }
        }
        if (!device.isCpu()) {
            return Optional.of(new Decision(Precision.BFLOAT16, "on " + device));
        }
        return Bfloat16.check().stream().allMatch(Bfloat16.Figure::isRight)
                ? Optional.empty()
                : Optional.of(new Decision(Precision.FLOAT32, "since bfloat16 is wrong here"));
    }

    private static Decision measured(String finding, double timesAsFast) {
        return new Decision(
                timesAsFast >= WORTH ? Precision.BFLOAT16 : Precision.FLOAT32,
                String.format(Locale.ROOT, finding, timesAsFast));
    }

    private static Optional<Precision> before(Path recipe) {
        if (!Files.isRegularFile(recipe)) {
            return Optional.empty();
        }
        try {
            JsonNode written = new ObjectMapper().readTree(recipe.toFile());
            // That of several workers has the recipe of one in it.
            JsonNode own = written.has("recipe") ? written.path("recipe") : written;
            String word = own.at("/precision/value").asText("");
            return Optional.of(
                    word.equals(Precision.BFLOAT16.name())
                            ? Precision.BFLOAT16
                            : Precision.FLOAT32);
        } catch (IOException damaged) {
            // The run itself says so.
            return Optional.empty();
        }
    }
}
