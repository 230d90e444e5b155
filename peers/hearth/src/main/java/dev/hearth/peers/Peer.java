package dev.hearth.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who does the work; Hearth is the first and the measure of the others. */
enum Peer {
    /** This project. */
    HEARTH("Hearth", "hearth", "HearthPeer", "hearth-train"),
    /** The libtorch bindings that Hearth stands on. */
    PRESETS("JavaCPP presets of libtorch", "presets", "presets.PresetsPeer", "pytorch"),
    /** Deep Java Library. */
    DJL("DJL, PyTorch engine", "djl", "djl.DjlPeer", "pytorch-engine"),
    /** ONNX Runtime. */
    ONNX("ONNX Runtime", "onnx", "onnx.OnnxPeer", "onnxruntime"),
    /** Deeplearning4j. */
    DL4J("Deeplearning4j", "dl4j", "dl4j.Dl4jPeer", "deeplearning4j-nn"),
    /** TensorFlow for Java. */
    TENSORFLOW("TensorFlow-Java", "tensorflow", "tensorflow.TensorFlowPeer", "tensorflow-core-api"),
    /** PyTorch in Python. */
    PYTHON("PyTorch in Python", "python", "", "");

    private final String title;
    private final String room;
    private final String main;
    private final String artifact;

    Peer(String title, String room, String main, String artifact) {
        this.title = title;
        this.room = room;
        this.main = main;
        this.artifact = artifact;
    }

    String title() {
        return title;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Its process. */
    List<String> command(Path home, Path plan, PeerEffort depth) throws IOException {
        if (this == PYTHON) {
            return List.of("python3", home.resolve("python/peer.py").toString(), plan.toString());
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
