package dev.hearth.peers.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.hearth.peers.plan.Burst;
import dev.hearth.peers.plan.Kind;
import dev.hearth.peers.plan.PeerProtocol;
import dev.hearth.peers.plan.Plan;
import dev.hearth.peers.plan.UnsupportedException;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.Map;

/** The process of ONNX Runtime: the net as a graph, with all of its optimisations. */
public final class OnnxPeer {

    private OnnxPeer() {}

    /**
     * The entry.
     *
     * @param arguments the plan's folder
     * @throws IOException if the driver cannot be heard
     */
    public static void main(String[] arguments) throws IOException {
        PeerProtocol.serve(arguments, System.getProperty("peer.version"), OnnxPeer::stretch);
    }

    private static Burst stretch(Plan plan) {
        if (plan.kind() != Kind.INFERENCE) {
            throw new UnsupportedException("ONNX Runtime's Java package does not train");
        }
        try {
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            OrtSession.SessionOptions options = new OrtSession.SessionOptions();
            options.setIntraOpNumThreads(plan.threads());
            options.setInterOpNumThreads(1);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            // Like OpenMP's threads under the passive policy, its own must not spin beside others.
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            OrtSession session = environment.createSession(OnnxAdapter.model(plan), options);
            return () -> run(environment, session, plan);
        } catch (OrtException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static double run(OrtEnvironment environment, OrtSession session, Plan plan) {
        try (OnnxTensor x =
                        OnnxTensor.createTensor(
                                environment, FloatBuffer.wrap(plan.images().get(0)), plan.shape());
                OrtSession.Result result = session.run(Map.of("x", x))) {
            FloatBuffer logits = ((OnnxTensor) result.get(0)).getFloatBuffer();
            float[] values = new float[logits.remaining()];
            logits.get(values);
            return Burst.square(values);
        } catch (OrtException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
