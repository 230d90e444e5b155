package dev.hearth.peers.dl4j;

import dev.hearth.peers.plan.Burst;
import dev.hearth.peers.plan.Kind;
import dev.hearth.peers.plan.PeerProtocol;
import dev.hearth.peers.plan.Plan;
import dev.hearth.peers.plan.UnsupportedException;
import java.io.IOException;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** The process of Deeplearning4j. */
public final class Dl4jPeer {

    private Dl4jPeer() {}

    /**
     * The entry.
     *
     * @param arguments the plan's folder
     * @throws IOException if the driver cannot be heard
     */
    public static void main(String[] arguments) throws IOException {
        PeerProtocol.serve(arguments, System.getProperty("peer.version"), Dl4jPeer::stretch);
    }

    private static Burst stretch(Plan plan) {
        if (plan.kind() == Kind.POOL) {
            throw new UnsupportedException("no fractional max-pool in Deeplearning4j");
        } else if (plan.kind() == Kind.GAME) {
            throw new UnsupportedException("no maxout layer in Deeplearning4j");
        }
        ComputationGraph graph = graph(plan);
        long size = plan.image().stream().reduce(1L, (a, b) -> a * b);
        long[] shape = isFlat(plan) ? new long[] {plan.batch(), size} : plan.shape();
        if (plan.kind() == Kind.INFERENCE) {
            return () -> {
                INDArray x = Nd4j.create(plan.images().get(0), shape, 'c');
                return Burst.square(graph.output(false, x)[0].data().asFloat());
            };
        }
        return () -> {
            double sum = 0;
            for (int i = 0; i < plan.batches(); i++) {
                INDArray x = Nd4j.create(plan.images().get(i), shape, 'c');
                INDArray y = oneHot(plan.labels().get(i), plan.classes());
                graph.fit(new INDArray[] {x}, new INDArray[] {y});
                sum += graph.score();
            }
            return sum / plan.batches();
        };
    }

    private static INDArray oneHot(int[] labels, int classes) {
        float[] values = new float[labels.length * classes];
        IntStream.range(0, labels.length).forEach(i -> values[i * classes + labels[i]] = 1);
        return Nd4j.create(values, new long[] {labels.length, classes}, 'c');
    }

    private static boolean isFlat(Plan plan) {
        return plan.net().steps().get(0).word().equals("flatten");
    }

    private static IUpdater updater(Plan plan) {
        return switch (plan.method()) {
            case SGD -> new Sgd(plan.rate());
            // It has no plain momentum; Nesterov's costs as much.
            case MOMENTUM -> new Nesterovs(plan.rate(), plan.momentum());
            case ADAM -> new org.nd4j.linalg.learning.config.Adam(plan.rate());
        };
    }

    private static ComputationGraph graph(Plan plan) {
        GraphBuilder builder =
                new NeuralNetConfiguration.Builder()
                        .seed(1)
                        .updater(updater(plan))
                        .graphBuilder()
                        .addInputs("in");
        Dl4jAdapter dialect = new Dl4jAdapter(builder, plan.net());
        String last =
                plan.net()
                        .say(
                                dialect,
                                "in",
                                IntStream.range(0, plan.net().weights().size())
                                        .mapToObj(Integer::toString)
                                        .toList());
        if (plan.kind() == Kind.TRAIN) {
            builder.addLayer(
                    "loss",
                    new LossLayer.Builder(LossFunctions.LossFunction.MCXENT)
                            .activation(Activation.SOFTMAX)
                            .build(),
                    last);
            last = "loss";
        }
        long channels = plan.image().get(0);
        long rows = plan.image().get(1);
        long columns = plan.image().get(2);
        builder.setOutputs(last)
                .setInputTypes(
                        isFlat(plan)
                                ? InputType.feedForward(channels * rows * columns)
                                : InputType.convolutional(rows, columns, channels));
        builder.validateOutputLayerConfig(false);
        ComputationGraph graph = new ComputationGraph(builder.build());
        graph.init();
        dialect.arrays().forEach(graph::setParam);
        return graph;
    }
}
