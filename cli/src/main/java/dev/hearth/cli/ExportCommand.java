package dev.hearth.cli;

import dev.hearth.data.DidYouMean;
import dev.hearth.data.TerminalText;
import dev.hearth.inference.LoadedModel;
import dev.hearth.inference.ModelExport;
import dev.hearth.tensor.Check;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a model to one file. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = {
            "Writes a trained model to one file: its weights as safetensors, or all of it as ONNX.",
            "Safetensors have timm's tensor names if timm has the model, else Hearth's. An ONNX file"
                    + " has the classes and the preparation of pictures in its metadata.",
            "Of a GAN training run the generator is written, as ONNX."
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

    /** Endings of formats that are not written. */
    private static final Set<String> OTHERS =
            Set.of(".pt", ".pth", ".ckpt", ".bin", ".tar", ".pkl", ".pickle");

    @Parameters(paramLabel = "DIR", description = "a folder that import, train or run made")
    private Path folder;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            required = true,
            description = "a name that ends in .safetensors or .onnx")
    private Path out;

    @Option(
            names = "--format",
            paramLabel = "safetensors|onnx",
            description = "what is written (default: as the name of --out ends)")
    private Format format;

    @Option(
            names = "--names",
            paramLabel = "timm|hearth",
            description =
                    "tensor names of safetensors (default: timm's if it has the model, else"
                            + " Hearth's)")
    private Names names;

    @Option(
            names = "--int8",
            description = "ONNX in 8-bit integers: a quarter as large, faster, nearly as accurate")
    private boolean eight;

    @Option(
            names = "--calibrate",
            paramLabel = "DIR",
            description = "pictures like those to be classified, for --int8")
    private Path pictures;

    @Option(
            names = "--with-preprocessing",
            description =
                    "ONNX whose input is the bytes of a decoded picture, [batch × height × width ×"
                            + " 3], of any size: for programs in other languages")
    private boolean preprocessing;

    @Override
    public Integer call() {
        boolean onnx =
                format == null
                        ? out.toString().toLowerCase(Locale.ROOT).endsWith(".onnx")
                        : format == Format.ONNX;
        check(onnx);
        ModelExport plain = ModelExport.of(folder).notices(Words::notice);
        ModelExport export = preprocessing ? plain.withPreprocessing() : plain;
        boolean generator = onnx && export.isGenerator();
        if (!generator && !LoadedModel.isIn(folder)) {
            throw Check.error(
                    "export needs a folder that holds a model",
                    folder + ", without model.json or a run's checkpoint",
                    "Make one with ./hearth import, train or run");
        }
        if (!onnx) {
            ModelExport.Names chosen =
                    names == null
                            ? ModelExport.Names.BEST_KNOWN
                            : ModelExport.Names.valueOf(names.name());
            boolean own = export.safetensors(out, chosen) == ModelExport.Names.HEARTH;
            System.out.println(
                    "The weights are in "
                            + out
                            + ", with "
                            + (own ? "Hearth's" : "timm's")
                            + " tensor names");
        } else if (eight) {
            int seen = export.onnxInt8(out, pictures);
            System.out.println(
                    "The model is in " + out + ", in 8 bits, calibrated on " + seen + " pictures");
        } else {
            String name = TerminalText.of(export.onnx(out));
            System.out.println(
                    generator
                            ? "The generator of " + name + " is in " + out
                            : name + " is in " + out + ", in float32");
        }
        if (onnx && !generator) {
            System.out.println("Try ./hearth predict --model " + out + " picture.jpg");
        }
        return 0;
    }

    private void check(boolean onnx) {
        String ending = out.toString().toLowerCase(Locale.ROOT).replaceFirst(".*[./\\\\]", ".");
        boolean other = ending.equals(onnx ? ".safetensors" : ".onnx");
        List<String> known = List.of(".onnx", ".safetensors");
        if (format == null && !OTHERS.contains(ending) && !known.contains(ending)) {
            throw Check.error(
                    "--out needs a name that ends in .onnx or .safetensors",
                    out,
                    DidYouMean.question(ending, known) + "Or give --format");
        }
        if (OTHERS.contains(ending) || other) {
            throw Check.error(
                    "--out needs a name that fits the format, " + (onnx ? "ONNX" : "safetensors"),
                    out + (other ? "" : ", which other programs would take for PyTorch's format"),
                    onnx
                            ? "Call it model.onnx"
                            : "Call it weights.safetensors; safetensors.torch.load_file reads it in"
                                    + " Python");
        }
        if (onnx && names != null) {
            throw Check.error(
                    "--names goes with safetensors",
                    "--names with ONNX, whose tensors have the model's own names",
                    "Leave it out");
        }
        if (preprocessing && !onnx) {
            throw Check.error(
                    "--with-preprocessing goes with ONNX",
                    "--with-preprocessing with safetensors, which hold weights alone",
                    "Leave it out, or use --out model.onnx");
        }
        if (eight != (pictures != null) || eight && !onnx) {
            throw Check.error(
                    "--int8 goes with --calibrate, and with ONNX",
                    (eight ? "--int8" : "--calibrate")
                            + (eight && pictures != null
                                    ? " with safetensors"
                                    : " without the other"),
                    "Use --out model.onnx --int8 --calibrate DIR");
        }
    }
}
