package dev.hearth.peers.dl4j;

import dev.hearth.peers.plan.Frame;
import dev.hearth.peers.plan.FrameworkAdapter;
import dev.hearth.peers.plan.Net;
import dev.hearth.peers.plan.Weight;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Vertices of a computation graph; values are their names, and arrays are their numbers. */
final class Dl4jAdapter implements FrameworkAdapter<String> {

    private final GraphBuilder graph;
    private final Net net;
    private final Map<String, INDArray> arrays = new HashMap<>();
    private int names;

    Dl4jAdapter(GraphBuilder graph, Net net) {
        this.graph = graph;
        this.net = net;
    }

    /** The net's arrays under the names of the graph's parameters. */
    Map<String, INDArray> arrays() {
        return arrays;
    }

    private Weight weight(String number) {
        return net.weights().get(Integer.parseInt(number));
    }

    private INDArray array(String number) {
        Weight weight = weight(number);
        return Nd4j.create(weight.values(), weight.extents(), 'c');
    }

    private INDArray row(String number) {
        Weight weight = weight(number);
        return Nd4j.create(weight.values(), new long[] {1, weight.values().length}, 'c');
    }

    private String layer(Layer layer, String x) {
        String name = "v" + names++;
        graph.addLayer(name, layer, x);
        return name;
    }

    @Override
    public String convolution(String x, String weight, Optional<String> bias, Frame frame) {
        String name =
                layer(
                        new ConvolutionLayer.Builder(frame.rows(), frame.columns())
                                .stride(frame.down(), frame.across())
                                .padding(frame.top(), frame.left())
                                .nOut(weight(weight).extents()[0])
                                .hasBias(bias.isPresent())
                                .activation(Activation.IDENTITY)
                                .build(),
                        x);
        arrays.put(name + "_W", array(weight));
        bias.ifPresent(number -> arrays.put(name + "_b", row(number)));
        return name;
    }

    @Override
    public String linear(String x, String weight, Optional<String> bias) {
        String name =
                layer(
                        new DenseLayer.Builder()
                                .nOut(weight(weight).extents()[0])
                                .hasBias(bias.isPresent())
                                .activation(Activation.IDENTITY)
                                .build(),
                        x);
        arrays.put(name + "_W", array(weight).transpose());
        bias.ifPresent(number -> arrays.put(name + "_b", row(number)));
        return name;
    }

    /** It learns γ with β, or neither; where Hearth has none, γ begins at 1. */
    @Override
    public String batchNorm(
            String x,
            Optional<String> scale,
            String shift,
            String mean,
            String variance,
            double epsilon,
            double momentum) {
        String name =
                layer(
                        new BatchNormalization.Builder(1 - momentum, false)
                                .eps(epsilon)
                                .useLogStd(false)
                                .build(),
                        x);
        scale.ifPresent(number -> arrays.put(name + "_gamma", row(number)));
        arrays.put(name + "_beta", row(shift));
        return name;
    }

    private String activation(String x, Activation activation) {
        return layer(new ActivationLayer.Builder().activation(activation).build(), x);
    }

    @Override
    public String relu(String x) {
        return activation(x, Activation.RELU);
    }

    @Override
    public String elu(String x) {
        return activation(x, Activation.ELU);
    }

    private String pool(String x, PoolingType type, Frame frame) {
        return layer(
                new SubsamplingLayer.Builder(type)
                        .kernelSize(frame.rows(), frame.columns())
                        .stride(frame.down(), frame.across())
                        .padding(frame.top(), frame.left())
                        .avgPoolIncludePadInDivisor(false)
                        .build(),
                x);
    }

    @Override
    public String maxPool(String x, Frame frame) {
        return pool(x, PoolingType.MAX, frame);
    }

    @Override
    public String meanPool(String x, Frame frame) {
        return pool(x, PoolingType.AVG, frame);
    }

    @Override
    public String globalMean(String x) {
        return layer(new GlobalPoolingLayer.Builder(PoolingType.AVG).build(), x);
    }

    /** The input is given flat. */
    @Override
    public String flatten(String x) {
        return x;
    }

    @Override
    public String dropout(String x, double rate) {
        return layer(new DropoutLayer.Builder(1 - rate).build(), x);
    }

    @Override
    public String concat(List<String> parts) {
        String name = "v" + names++;
        graph.addVertex(name, new MergeVertex(), parts.toArray(new String[0]));
        return name;
    }

    @Override
    public String add(String x, String y, double scale) {
        String scaled = "v" + names++;
        graph.addVertex(scaled, new ScaleVertex(scale), y);
        String name = "v" + names++;
        graph.addVertex(name, new ElementWiseVertex(ElementWiseVertex.Op.Add), x, scaled);
        return name;
    }
}
