package dev.hearth.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who does the work; Hearth is the first and the measure of the others. */
enum Peer {
    /** This project. */
    HEARTH("Hearth", "hearth", "HearthPeer", "hearth-train", Variant.PLAIN),
    /** The same in mixed precision. */
    HEARTH_BFLOAT16("Hearth, bfloat16", "hearth", "HearthPeer", "hearth-train", Variant.BFLOAT16),
    /** The libtorch bindings that Hearth stands on. */
    PRESETS(
            "JavaCPP presets of libtorch",
            "presets",
            "presets.PresetsPeer",
            "pytorch",
            Variant.PLAIN),
    /** Deep Java Library. */
    DJL("DJL, PyTorch engine", "djl", "djl.DjlPeer", "pytorch-engine", Variant.PLAIN),
    /** ONNX Runtime. */
    ONNX("ONNX Runtime", "onnx", "onnx.OnnxPeer", "onnxruntime", Variant.PLAIN),
    /** Deeplearning4j. */
    DL4J("Deeplearning4j", "dl4j", "dl4j.Dl4jPeer", "deeplearning4j-nn", Variant.PLAIN),
    /** TensorFlow for Java, as it comes: with oneDNN. */
    TENSORFLOW(
            "TensorFlow-Java",
            "tensorflow",
            "tensorflow.TensorFlowPeer",
            "tensorflow-core-api",
            Variant.PLAIN),
    /** With its own kernels in the place of oneDNN's. */
    TENSORFLOW_EIGEN(
            "TensorFlow-Java, oneDNN off",
            "tensorflow",
            "tensorflow.TensorFlowPeer",
            "tensorflow-core-api",
            Variant.EIGEN),
    /** With its rewrite of the graph. */
    TENSORFLOW_BFLOAT16(
            "TensorFlow-Java, oneDNN's bfloat16 rewrite",
            "tensorflow",
            "tensorflow.TensorFlowPeer",
            "tensorflow-core-api",
            Variant.BFLOAT16),
    /** PyTorch in Python. */
    PYTHON("PyTorch in Python", "python", "", "", Variant.PLAIN),
    /** Its forward passes in autocast. */
    PYTHON_BFLOAT16("PyTorch in Python, autocast", "python", "", "", Variant.BFLOAT16);

    /** How a framework is asked to compute. */
    enum Variant {
        /** As it comes. */
        PLAIN,
        /** In mixed precision. */
        BFLOAT16,
        /** Without oneDNN. */
        EIGEN
    }

    private final String title;
    private final String room;
    private final String main;
    private final String artifact;
    private final Variant variant;

    Peer(String title, String room, String main, String artifact, Variant variant) {
        this.title = title;
        this.room = room;
        this.main = main;
        this.artifact = artifact;
        this.variant = variant;
    }

    Variant variant() {
        return variant;
    }

    /** Whether it is Hearth, in whatever precision. */
    boolean isHearth() {
        return this == HEARTH || this == HEARTH_BFLOAT16;
    }

    /** What its process finds in its environment, beside what all find. */
    Map<String, String> environment() {
        return switch (this) {
            case TENSORFLOW, TENSORFLOW_BFLOAT16 -> Map.of("TF_ENABLE_ONEDNN_OPTS", "1");
            case TENSORFLOW_EIGEN -> Map.of("TF_ENABLE_ONEDNN_OPTS", "0");
            default -> Map.of();
        };
    }

    String title() {
        return title;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Its process. */
    List<String> command(Path home, Path plan, PeerEffort depth) throws IOException {
        if (room.equals("python")) {
            return List.of(
                    "python3",
                    home.resolve("python/peer.py").toString(),
                    plan.toString(),
                    variant.name());
        }
        Path target = home.resolve(room).resolve("target").toAbsolutePath();
        String jars = Files.readString(target.resolve("classpath.txt")).strip();
        Path own = target.resolve("hearth-peers-" + room + "-0.1.0-SNAPSHOT.jar");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-XX:+UseSerialGC",
                        "-Xmx3g",
                        // Room off the heap, where the bindings would allow no more than the heap.
                        "-Dorg.bytedeco.javacpp.maxbytes=12g",
                        "-Dorg.bytedeco.javacpp.maxphysicalbytes=16g",
                        "-Djava.awt.headless=true",
                        "-XX:ErrorFile=" + target.resolve("crash.log"),
                        // What comes with the jars is enough; nothing is fetched.
                        "-Dai.djl.offline=true",
                        "-DDJL_CACHE_DIR=" + target.resolve("cache"),
                        "-Dpeer.version=" + version(jars),
                        "-Dpeer.variant=" + variant,
                        "-cp",
                        own + ":" + jars,
                        "dev.hearth.peers." + main,
                        plan.toString(),
                        depth.name()));
        return command;
    }

    private String version(String jars) {
        Matcher matcher =
                Pattern.compile("/" + artifact + "-([0-9][^/:]*?)\\.jar(:|$)").matcher(jars);
        return matcher.find() ? matcher.group(1) : "unknown";
    }
}
