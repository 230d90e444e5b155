package dev.hearth.onnx;

import static dev.hearth.nn.layers.Layers.linear;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtEnvironment;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.nn.fold.Folded;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.EnvironmentVariables;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** ONNX Runtime's own shutdown hook ends its environment; ours must not feel it. */
@Timeout(60)
class EnvironmentHoldTest {

    /** Computes and opens sessions while the process ends, when ONNX Runtime's hook has run. */
    static final class Ending {

        private Ending() {}

        public static void main(String[] arguments) throws IOException {
            byte[] model = Files.readAllBytes(Path.of(arguments[0]));
            OnnxNet net = OnnxNet.open(model, 2);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> late(net)));
            System.exit(0);
        }

        private static void late(OnnxNet net) {
            try {
                Thread.sleep(300);
                // A batch of more than one for each thread opens another session.
                System.out.println(net.apply(new float[16], 8, 2).length);
                net.close();
                System.out.println("closed");
            } catch (InterruptedException | RuntimeException failure) {
                System.out.println(failure);
            }
        }
    }

    @Test
    void sessions_compute_open_and_close_while_the_process_ends(@TempDir Path temp)
            throws Exception {
        Path file = temp.resolve("net.onnx");
        try (var room = Scope.open()) {
            Model net = Model.build(linear(3), new Shape.Vector(2), new Seed(1), Device.CPU);
            Folded folded = Folded.of(net.layer(), net.in(), net.arrays());
            OnnxModel.of("net", folded, net.in(), Map.of()).write(file);
        }
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Ending.class.getName(),
                                file.toString())
                        .redirectError(temp.resolve("warnings").toFile()) // the JDK's own
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(said.lines()).containsExactly("24", "closed");
        assertThat(process.exitValue()).isZero();
    }

    @Test
    void this_onnx_runtime_has_the_call() {
        EnvironmentVariables.unlessSet("ORT_DISABLE_TELEMETRY", "1"); // as Sessions does
        assertThat(EnvironmentHold.take(OrtEnvironment.getEnvironment())).isTrue();
    }
}
