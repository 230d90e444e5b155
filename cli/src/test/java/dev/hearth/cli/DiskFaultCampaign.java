package dev.hearth.cli;

import dev.hearth.papers.Papers;
import dev.hearth.tensor.LibTorch;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A command again and again in one process over {@link FaultyFiles}: undisturbed, then with a fault at the
 * first change of a file, at the second, and so forth to the last, in each way that a disk fails. After each
 * fault the command is called again, and has to end as if nothing had happened.
 *
 * <p>Arguments: a folder, the kind, every how many changes (0 for one undisturbed call and no fault), and a file
 * that says how far the campaign is.
 */
final class DiskFaultCampaign {

    /** Commands that write, with WATCHED for the folder whose changes fail. */
    enum Kind {
        NET(
                "run elu/mnist-8x128/ELU --budget smoke --set corpus.training=64 --set"
                        + " corpus.testing=20 --set corpus.set=strokes --set epochs=2 --set batch=16"
                        + " --json --out WATCHED/out"),
        GAN("run TEMP/gan.json --json --out WATCHED/out"),
        DQN("run TEMP/dqn.json --json --out WATCHED/out"),
        REPRODUCE("reproduce --experiment elu/formula --out WATCHED/out"),
        PICTURES(
                "train --images TEMP/shapes --model elu-cifar-11-quarter --epochs 2 --batch 4"
                        + " --no-cache --json --out WATCHED/out"),
        CACHED_PICTURES(
                "train --images TEMP/shapes --model elu-cifar-11-quarter --epochs 1 --batch 4 --json"
                        + " --out WATCHED/out"),
        FEATURES(
                "train --images TEMP/shapes --weights TEMP/model --model elu-cifar-11-quarter"
                        + " --features --epochs 1 --batch 4 --no-cache --json --out WATCHED/out"),
        FINE_TUNING(
                "train --images TEMP/shapes --weights TEMP/model --model elu-cifar-11-quarter"
                        + " --freeze 1 --epochs 2 --batch 4 --no-cache --json --out WATCHED/out"),
        GENERATOR(
                "train --images TEMP/shapes --model gan --epochs 1 --batch 4 --json --out"
                        + " WATCHED/out"),
        PREVIEW(
                "train --images TEMP/shapes --model elu-cifar-11-quarter --preview"
                        + " WATCHED/sheet.png"),
        EVALUATE("evaluate --model TEMP/model --images TEMP/shapes --out WATCHED/out"),
        PREDICT("predict --model TEMP/model --csv --heat-map WATCHED/maps TEMP/shapes/disc"),
        EXPORT_SAFETENSORS("export TEMP/model --out WATCHED/net.safetensors"),
        EXPORT_ONNX("export TEMP/model --out WATCHED/net.onnx"),
        EXPORT_INT8("export TEMP/model --int8 --calibrate TEMP/shapes/disc --out WATCHED/net.onnx"),
        IMPORT("import TEMP/model.safetensors --model elu-cifar-11-quarter --out WATCHED/model"),
        GENERATE("generate TEMP/generator --count 4 --out WATCHED/grid.png"),
        REPORT("report --results TEMP/results --out WATCHED/report.html");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    private static final String MODEL =
            "train --images TEMP/shapes --model elu-cifar-11-quarter --epochs 1 --batch 4 --no-cache"
                    + " --out TEMP/model";
    private static final long NONE = Long.MAX_VALUE;

    private final Path temp;
    private final Kind kind;
    private final DiskFault fault;
    private final List<Path> below;
    private Map<String, String> wanted = Map.of();
    private final Set<String> unsteady = new TreeSet<>();
    private int wrong;

    private DiskFaultCampaign(Path temp, Kind kind, DiskFault fault) {
        this.temp = temp;
        this.kind = kind;
        this.fault = fault;
        this.below =
                kind == Kind.CACHED_PICTURES
                        ? List.of(watched(temp), cache())
                        : List.of(watched(temp));
    }

    private static Path watched(Path temp) {
        return temp.resolve("watched");
    }

    private static Path cache() {
        return Path.of(System.getProperty("user.home"), ".cache", "hearth", "pictures");
    }

    public static void main(String[] arguments) throws IOException {
        Path temp = Path.of(arguments[0]);
        FaultyFiles files = (FaultyFiles) FileSystems.getDefault().provider();
        LibTorch.threads(1);
        DiskFaultCampaign campaign =
                new DiskFaultCampaign(temp, Kind.valueOf(arguments[1]), files.fault());
        campaign.prepare();
        campaign.calm();
        int step = Integer.parseInt(arguments[2]);
        if (step > 0) {
            campaign.compare();
            campaign.run(step, Path.of(arguments[3]));
        }
        System.exit(campaign.wrong == 0 ? 0 : 1);
    }

    private void prepare() throws IOException {
        Shapes.draw(temp);
        Files.writeString(temp.resolve("gan.json"), Papers.recipeJson().write(SmallRecipes.gan(2)));
        Files.writeString(temp.resolve("dqn.json"), Papers.recipeJson().write(SmallRecipes.dqn(2)));
        if (kind.words.contains("TEMP/model")) {
            well(MODEL);
            well("export TEMP/model --out TEMP/model.safetensors");
        }
        if (kind == Kind.GENERATE) {
            well(
                    "train --images TEMP/shapes --model gan --epochs 1 --batch 4 --out"
                            + " TEMP/generator");
        }
        if (kind == Kind.REPORT) {
            well("reproduce --experiment elu/formula --out TEMP/results");
        }
    }

    private void well(String words) {
        Called said = line(words);
        if (said.code() != 0) {
            throw new IllegalStateException(words + ": " + said);
        }
    }

    private Called line(String words) {
        String threads =
                words.matches("(run|train|reproduce|evaluate|predict) .*") ? " --threads 1" : "";
        return Called.line(temp, words.replace("WATCHED", watched(temp).toString()) + threads);
    }

    private void clear() throws IOException {
        for (Path each : below) {
            if (Files.exists(each)) {
                try (Stream<Path> all = Files.walk(each)) {
                    for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(file);
                    }
                }
            }
        }
        Files.createDirectories(watched(temp));
    }

    /** What it is without faults, and how many changes it makes. */
    private void calm() throws IOException {
        clear();
        fault.begin(DiskFault.Mode.ONCE, NONE, below);
        well(kind.words);
        fault.end();
        wanted = RunOutputs.of(watched(temp));
        System.out.println(kind + ": " + fault.count() + " changes, " + fault.writes() + " writes");
    }

    /** What differs between two calls without faults. */
    private void compare() throws IOException {
        clear();
        well(kind.words);
        Map<String, String> again = RunOutputs.of(watched(temp));
        wanted.forEach(
                (file, held) -> {
                    if (!held.equals(again.get(file))) {
                        unsteady.add(file);
                    }
                });
        System.out.println(kind + ": files " + wanted.keySet() + ", compared by name " + unsteady);
    }

    private void run(int step, Path progress) throws IOException {
        Map<String, Long> done = read(progress);
        for (DiskFault.Mode mode : DiskFault.Mode.values()) {
            String key = kind + " " + mode;
            long first = done.getOrDefault(key, 1L);
            int failed = 0;
            int survived = 0;
            while (first > 0) {
                int code = one(mode, first);
                failed += code == 1 ? 1 : 0;
                survived += code == 0 ? 1 : 0;
                first = code < 0 ? 0 : first + step;
                done.put(key, first);
                keep(progress, done);
            }
            System.out.println(key + ": " + failed + " ended with 1, " + survived + " went on");
        }
    }

    /** The number of the next fault by kind and mode, 0 where all are done. */
    private static Map<String, Long> read(Path progress) throws IOException {
        Map<String, Long> done = new TreeMap<>();
        if (Files.exists(progress)) {
            for (String line : Files.readAllLines(progress)) {
                int last = line.lastIndexOf(' ');
                done.put(line.substring(0, last), Long.parseLong(line.substring(last + 1)));
            }
        }
        return done;
    }

    private static void keep(Path progress, Map<String, Long> done) throws IOException {
        Files.write(
                progress,
                done.entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).toList());
    }

    /** The exit code of the disturbed call; negative where there are fewer changes. */
    private int one(DiskFault.Mode mode, long first) throws IOException {
        clear();
        fault.begin(mode, first, below);
        Called said = line(kind.words);
        fault.end();
        if (fault.fired().isEmpty()) {
            return -1;
        }
        String at = kind + " " + mode + " " + first + " (" + fault.fired() + ")";
        if (said.code() == 1) {
            check(
                    said.err().contains(". Received: ")
                            && said.err().contains(mode.said())
                            && !said.err().contains("\tat "),
                    at + " said " + said.err());
        } else {
            check(said.code() == 0, at + " ended with " + said.code() + ": " + said.err());
        }
        lost(at);
        boolean canRemove = mode != DiskFault.Mode.FAILING && !fault.fired().startsWith("DELETE");
        if (canRemove) {
            check(
                    RunOutputs.of(watched(temp)).keySet().stream()
                            .noneMatch(file -> file.endsWith(".part")),
                    at + " left a file written in part");
        }
        if (said.code() == 0) {
            same(at + ", which went on,");
            return 0;
        }
        Called again = line(kind.words);
        check(again.code() == 0, at + ", called again, ended with " + again.code() + ": " + again);
        same(at + ", called again,");
        return 1;
    }

    /** What had its name when the disk failed still has it, a checkpoint perhaps that of an earlier one. */
    private void lost(String at) throws IOException {
        for (Map.Entry<Path, Integer> each : fault.renamed().entrySet()) {
            String name = each.getKey().getFileName().toString();
            Set<Integer> there = new HashSet<>();
            List<String> names =
                    name.equals("checkpoint.safetensors")
                            ? List.of(name, "checkpoint.1.safetensors", "checkpoint.2.safetensors")
                            : List.of(name);
            for (String one : names) {
                Path file = Path.of(each.getKey().toString()).resolveSibling(one);
                if (Files.exists(file)) {
                    there.add(Arrays.hashCode(Files.readAllBytes(file)));
                }
            }
            boolean isEarlier = name.matches("checkpoint\\.\\d\\.safetensors");
            check(isEarlier || there.contains(each.getValue()), at + " lost " + name);
        }
    }

    private void same(String at) throws IOException {
        Map<String, String> came = RunOutputs.of(watched(temp));
        check(
                came.keySet().equals(wanted.keySet()),
                at + " has " + came.keySet() + " instead of " + wanted.keySet());
        wanted.forEach(
                (file, held) ->
                        check(
                                unsteady.contains(file)
                                        || !came.containsKey(file)
                                        || held.equals(came.get(file)),
                                at + " has another " + file));
    }

    private void check(boolean holds, String otherwise) {
        if (!holds) {
            wrong++;
            System.out.println("WRONG " + otherwise.strip().replace("\n", "\\n"));
        }
    }
}
