package dev.hearth.architecture;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A piece of Java as documents print it: whole classes, members, or statements. It becomes a
 * compilation unit by what a reader would add without being told: imports, a method around it, and
 * variables of types that the names tell.
 *
 * @param name of the unit, unique
 * @param where the file that prints it
 * @param home the package whose names it uses first
 * @param code as printed
 */
record Example(String name, String where, String home, String code) {

    /**
     * A variable that examples take for granted.
     *
     * @param where a part of the path of those files, all if empty
     * @param name the variable
     * @param type as a declaration has it
     */
    record Free(String where, String name, String type) {}

    /** The first line that fits counts. */
    private static final List<Free> FREE =
            List.of(
                    new Free("nn/layers/Stages", "net", "Layer"),
                    new Free("optim/loss/CrossEntropy", "labels", "int[]"),
                    new Free("optim/loss", "net", "Model"),
                    new Free("optim/loss", "labels", "Tensor"),
                    new Free("train/metric", "labels", "int[]"),
                    new Free("train/metric", "logits", "float[]"),
                    new Free("train/metric/ExampleRows", "test", "Dataset"),
                    new Free("train/metric/NearestExample", "train", "Dataset"),
                    new Free("train/metric", "samples", "Tensor"),
                    new Free("train/metric", "validation", "Tensor"),
                    new Free("train/metric/ParzenWindow", "test", "Tensor"),
                    new Free("train/metric", "real", "Tensor"),
                    new Free("train/metric", "generated", "Tensor"),
                    new Free("train/log/PictureSheet", "samples", "Tensor"),
                    new Free(
                            "train/log/AnimatedGif",
                            "frames",
                            "List<java.awt.image.BufferedImage>"),
                    new Free("train/task/TrainedGenerator", "text", "RecipeJson"),
                    new Free("train/task/NeighbourSheet", "generator", "TrainedGenerator"),
                    new Free("train/task/NeighbourSheet", "datasets", "DatasetProvider"),
                    new Free("train/log/TensorBoardLog", "image", "java.awt.image.BufferedImage"),
                    new Free("", "images", "Tensor"),
                    new Free("", "logits", "Tensor"),
                    new Free("", "labels", "int[]"),
                    new Free("", "predicted", "Tensor"),
                    new Free("", "wanted", "Tensor"),
                    new Free("", "pictures", "Tensor"),
                    new Free("", "code", "Tensor"),
                    new Free("", "loss", "Tensor"),
                    new Free("", "forward", "Forward"),
                    new Free("", "decoder", "Forward"),
                    new Free("", "net", "Model"),
                    new Free("", "pass", "Context"),
                    new Free("", "seed", "Seed"),
                    new Free("", "step", "long"),
                    new Free("", "epoch", "long"),
                    new Free("", "batch", "int"),
                    new Free("", "stepper", "OptimizerState"),
                    new Free("", "fresh", "OptimizerState"),
                    new Free("", "rates", "StepHyperparameters"),
                    new Free("", "folder", "java.nio.file.Path"),
                    new Free("", "path", "java.nio.file.Path"),
                    new Free("", "bytes", "byte[]"),
                    new Free("", "experiments", "ExperimentList"),
                    new Free("", "epochs", "double[]"),
                    new Free("", "seed1", "double[]"),
                    new Free("", "seed2", "double[]"),
                    new Free("", "seed3", "double[]"),
                    new Free("", "eluErrors", "double[]"),
                    new Free("", "reluErrors", "double[]"));

    /** What else examples call without showing it. */
    private static final String AROUND = "static void evaluate(Model net) {}";

    private static final Pattern WHOLE = Pattern.compile("^(package|import) .*", Pattern.DOTALL);

    private static final Pattern MEMBERS =
            Pattern.compile(
                    "^(/\\*\\*.*?\\*/\\s*)?(@\\w+\\s+)*((public|private|static|final|abstract|sealed) )*"
                            + "((class|record|interface|enum) \\w+|[\\w.<>\\[\\]]+ \\w+\\([^;]*?\\)"
                            + "(\\s*throws [\\w, ]+)? \\{).*",
                    Pattern.DOTALL);

    private static final Pattern IMPORT =
            Pattern.compile("^import [^;]+;\\s*?\\n", Pattern.MULTILINE);

    private static final Pattern TOP =
            Pattern.compile(
                    "^public (?:\\w+ )*(?:class|record|interface|enum) (\\w+)", Pattern.MULTILINE);

    /** The unit's qualified name. */
    String unit() {
        return "examples." + name + "." + simpleName();
    }

    private String simpleName() {
        Matcher top = TOP.matcher(code);
        return isWhole() && top.find() ? top.group(1) : "Example";
    }

    private boolean isWhole() {
        return WHOLE.matcher(code.strip()).matches() && TOP.matcher(code).find();
    }

    /** The unit's text. */
    String text(Set<String> packages, Set<String> ownTypes) {
        String start = "package examples." + name + ";\n";
        if (isWhole()) {
            return start + code;
        }
        Matcher imports = IMPORT.matcher(code);
        String own = imports.results().map(m -> m.group()).collect(Collectors.joining());
        String rest = IMPORT.matcher(code).replaceAll("").strip();
        Set<String> names = new TreeSet<>();
        ownTypes.forEach(type -> names.add("import " + type + ";\n"));
        packages.forEach(each -> names.add("import " + each + ".*;\n"));
        String unit = start + own + String.join("", names) + "final class Example {\n" + AROUND;
        return MEMBERS.matcher(rest).matches()
                ? unit + "\n" + rest + "\n}\n"
                : unit
                        + "\nvoid example("
                        + variables(rest)
                        + ") throws Exception {\n"
                        + rest
                        + "\n}\n}\n";
    }

    private String variables(String body) {
        Set<String> seen = new TreeSet<>();
        return FREE.stream()
                .filter(free -> where.contains(free.where()))
                .filter(free -> isUsed(body, free.name()) && seen.add(free.name()))
                .map(free -> free.type() + " " + free.name())
                .collect(Collectors.joining(", "));
    }

    private static boolean isUsed(String body, String name) {
        String quiet = body.replaceAll("\"[^\"\n]*\"", "\"\"").replaceAll("//[^\n]*", "");
        boolean used = Pattern.compile("(?<![\\w.])" + name + "\\b(?!\\()").matcher(quiet).find();
        boolean declared =
                Pattern.compile("[\\w>\\]] " + name + "\\s*(=[^=]|:|;|->|,|\\))")
                                .matcher(quiet)
                                .find()
                        && Pattern.compile(
                                        "(?<!return)(?<!new)[ (\n^](var|[A-Za-z][\\w.<>\\[\\]]*) "
                                                + name
                                                + "\\s*(=[^=]|:)")
                                .matcher("\n" + quiet)
                                .find();
        return used && !declared;
    }
}
