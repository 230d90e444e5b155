package dev.hearth.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.data.BadDataException;
import dev.hearth.data.image.Interpolation;
import dev.hearth.data.transform.ChannelScale;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.data.transform.TestCrops;
import dev.hearth.inference.ForeignScorer;
import dev.hearth.inference.ImageClassifier;
import dev.hearth.onnx.ForeignModel;
import dev.hearth.onnx.OnnxModel;
import dev.hearth.onnx.OnnxNet;
import dev.hearth.tensor.Check;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/**
 * How an .onnx file that others made sees pictures: by options, else by its metadata of the same names
 * ({@code std} and {@code crop_pct} too), else as most are trained on ImageNet.
 */
final class OtherModel {

    private static final List<Double> MEAN = List.of(0.485, 0.456, 0.406);
    private static final List<Double> DEVIATION = List.of(0.229, 0.224, 0.225);

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description = "another's .onnx: its classes, one a line (default: its metadata labels)")
    private Path labels;

    @Option(
            names = "--side",
            paramLabel = "N",
            description = "another's .onnx: pixels of a square's side (default: as it says)")
    private Integer side;

    @Option(
            names = "--mean",
            paramLabel = "X",
            split = ",",
            description = "another's .onnx: of each channel (default: 0.485,0.456,0.406)")
    private List<Double> mean;

    @Option(
            names = "--deviation",
            paramLabel = "X",
            split = ",",
            description = "another's .onnx: of each channel (default: 0.229,0.224,0.225)")
    private List<Double> deviation;

    @Option(
            names = "--crop",
            paramLabel = "X",
            description =
                    "another's .onnx: the square's part of the resized shorter side (default: 0.875)")
    private Double crop;

    @Option(
            names = "--interpolation",
            paramLabel = "bilinear|bicubic",
            description = "another's .onnx: how pictures are resized (default: bilinear)")
    private Interpolation interpolation;

    /** Whether a model's classes are named, and not by itself as Hearth's own are. */
    boolean isMeant(OnnxModel model) {
        return !isOurs(model) && (labels != null || model.metadata().containsKey("labels"));
    }

    private static boolean isOurs(OnnxModel model) {
        return model.metadata().containsKey("hearth.view");
    }

    private boolean isAnyGiven() {
        return labels != null
                || side != null
                || mean != null
                || deviation != null
                || crop != null
                || interpolation != null;
    }

    /** Refuses options for a model whose classes nobody names. */
    void refuseUnnamed(Path file, OnnxModel model) {
        if (!isOurs(model) && isAnyGiven()) {
            throw Check.error(
                    "An .onnx file that others made needs names of its classes",
                    file + ", whose metadata have no labels",
                    "Name a file of them with --labels, one a line");
        }
    }

    void refuseOptions() {
        if (isAnyGiven()) {
            throw new IllegalArgumentException(
                    "--labels, --side, --mean, --deviation, --crop and --interpolation go with an"
                            + " .onnx file that others made. Received: one of them beside a model that"
                            + " says so itself. Leave it out.");
        }
    }

    ImageClassifier open(
            Path file, OnnxModel model, CommonOptions common, TestCrops crops, int batch) {
        int cores = common.threads().orElse(Runtime.getRuntime().availableProcessors());
        Map<String, String> said = model.metadata();
        List<String> names = labels != null ? lines(labels) : listed(said.get("labels"));
        int asked = side != null ? side : whole(said.get("side"));
        ForeignModel found = ForeignModel.probe(model, asked, cores, System.err::println);
        if (names.size() != found.classes()) {
            throw new BadDataException(
                    "A model needs a name for each of its classes",
                    names.size() + " names for the " + found.classes() + " numbers that come out",
                    found.classes() == names.size() + 1
                            ? "Put a name for the background before the others, if it has one"
                            : "Name another file with --labels");
        }
        InputSpec view =
                new InputSpec(
                        found.channels(),
                        found.side(),
                        crop != null
                                ? crop
                                : number(said.getOrDefault("crop", said.get("crop_pct")), 0.875),
                        kernel(said.get("interpolation")),
                        0,
                        1);
        ChannelScale scale = scale(found.channels(), said);
        System.err.printf(
                Locale.ROOT,
                "%s sees squares of %d, crop %s, %s, mean %s, deviation %s; options name others.%n",
                file.getFileName(),
                view.side(),
                view.fraction(),
                view.kernel().name().toLowerCase(Locale.ROOT),
                scale.mean(),
                scale.deviation());
        OnnxNet net = found.open(model, cores);
        String name = String.valueOf(file.getFileName()).replaceFirst("(?i)\\.onnx$", "");
        ForeignScorer scorer = new ForeignScorer(net, found);
        return ImageClassifier.of(
                name, view, Optional.of(scale), names, scorer, batch, crops, net::close);
    }

    private ChannelScale scale(int channels, Map<String, String> said) {
        List<Double> means = mean != null ? mean : numbers(said.get("mean"), MEAN);
        List<Double> deviations =
                deviation != null
                        ? deviation
                        : numbers(said.getOrDefault("deviation", said.get("std")), DEVIATION);
        return new ChannelScale(spread(means, channels), spread(deviations, channels));
    }

    /** One number stands for all channels; for grey, three become their mean. */
    private static List<Double> spread(List<Double> numbers, int channels) {
        if (numbers.size() == channels) {
            return numbers;
        } else if (numbers.size() == 1) {
            return Collections.nCopies(channels, numbers.get(0));
        } else if (channels == 1) {
            return List.of(numbers.stream().mapToDouble(x -> x).average().orElse(0));
        }
        throw new IllegalArgumentException(
                "--mean and --deviation need a number for each channel, or one for all. Received: "
                        + numbers
                        + " for "
                        + channels
                        + " channels. Use 0.485,0.456,0.406.");
    }

    private Interpolation kernel(String said) {
        if (interpolation != null) {
            return interpolation;
        }
        return said != null && said.toLowerCase(Locale.ROOT).contains("cubic")
                ? Interpolation.BICUBIC
                : Interpolation.BILINEAR;
    }

    private static int whole(String said) {
        return said == null ? 0 : (int) number(said, 0);
    }

    private static double number(String said, double otherwise) {
        return said == null ? otherwise : numbers(said, List.of()).get(0);
    }

    /** As {@code 0.5,0.5,0.5} or {@code [0.5, 0.5, 0.5]}. */
    private static List<Double> numbers(String said, List<Double> otherwise) {
        if (said == null) {
            return otherwise;
        }
        try {
            return Arrays.stream(said.replaceAll("[\\[\\]() ]", "").split(","))
                    .map(Double::valueOf)
                    .toList();
        } catch (NumberFormatException strange) {
            throw new BadDataException(
                    "A model's metadata name numbers",
                    said,
                    "Name them with options instead: --side, --mean, --deviation, --crop",
                    strange);
        }
    }

    private static List<String> lines(Path file) {
        try {
            // A mark of the byte order, with which some editors begin UTF-8, is part of no name.
            return Files.readString(file)
                    .replaceFirst("^\\uFEFF", "")
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
        } catch (IOException failure) {
            throw new BadDataException(
                    "--labels needs a file of classes in UTF-8, one a line",
                    file + ", which cannot be read: " + failure,
                    "Check its name and its letters",
                    failure);
        }
    }

    /** A list in JSON, or one a line. */
    private static List<String> listed(String text) {
        try {
            return new ObjectMapper().readValue(text, new TypeReference<List<String>>() {});
        } catch (JsonProcessingException plain) {
            return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
        }
    }
}
