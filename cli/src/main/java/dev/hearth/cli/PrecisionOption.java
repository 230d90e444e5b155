package dev.hearth.cli;

import dev.hearth.nn.Precision;
import dev.hearth.tensor.Bfloat16;
import dev.hearth.tensor.Device;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;

/** {@code --precision}: in what a net computes while it is trained. */
final class PrecisionOption {

    /** What may be asked for. */
    enum Choice {
        FLOAT32,
        BFLOAT16,
        AUTO
    }

    @Option(
            names = "--precision",
            paramLabel = "P",
            description =
                    "in what the net computes: float32, bfloat16 (faster convolutions on processors and"
                            + " GPUs of recent years; weights and loss stay in float32), or auto, which"
                            + " measures whether bfloat16 is right and faster here (default: the recipe's)")
    private Choice choice;

    /** As {@code --set} would have it; empty where the option is not given. */
    List<String> settings(Device device) {
        return choice == null ? List.of() : List.of("precision=" + chosen(device));
    }

    /** What auto was decided by; empty where it was not asked for. */
    String reason(Device device) {
        if (choice != Choice.AUTO) {
            return "";
        }
        String by =
                device.isCpu()
                        ? String.format(
                                Locale.ROOT,
                                "a 3×3 convolution is %.2f times as fast in bfloat16 here",
                                Bfloat16.timesAsFast())
                        : "on " + device;
        return "Precision: " + chosen(device).name().toLowerCase(Locale.ROOT) + ", " + by + ".";
    }

    private Precision chosen(Device device) {
        return switch (choice) {
            case FLOAT32 -> Precision.FLOAT32;
            case BFLOAT16 -> Precision.BFLOAT16;
            case AUTO ->
                    device.isCpu() && !Bfloat16.pays() ? Precision.FLOAT32 : Precision.BFLOAT16;
        };
    }
}
