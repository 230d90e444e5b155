package org.example.hearth;

import dev.hearth.data.Batch;
import dev.hearth.data.BatchTensors;
import dev.hearth.data.Batches;
import dev.hearth.data.Dataset;
import dev.hearth.data.Loader;
import dev.hearth.nn.Context;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.optim.OptimizerState;
import dev.hearth.optim.StepHyperparameters;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** A training loop of one's own, without recipes: the model, the data and the optimizer by themselves. */
public final class OwnLoop {

    private OwnLoop() {}

    /** Trains a classifier and returns each epoch's mean loss. */
    public static List<Double> train(Layer layer, Dataset training, int epochs, Device device) {
        Seed seed = new Seed(1);
        int side = training.pixels().height();
        List<Double> losses = new ArrayList<>();
        try (Scope scope = Scope.open()) {
            Model model =
                    Model.build(
                            layer, new Shape.Image(1, side, side), seed.child("weights"), device);
            OptimizerState optimizer = new Lion(0.9, 0.99).over(model.parameters());
            Loader loader = new Loader(training, 20, seed.child("data"));
            for (int epoch = 0; epoch < epochs; epoch++) {
                double sum = 0;
                try (Batches batches = loader.epoch(epoch).open()) {
                    for (Batch batch : batches) {
                        try (Scope step = Scope.open()) { // closing it frees the step's tensors
                            BatchTensors on = batch.on(device);
                            Context context = Context.training(seed.child(optimizer.steps()));
                            Tensor output = model.apply(on.images(), context);
                            Tensor loss = new FocalLoss(2).of(output, on.labels());
                            model.parameters().clearGradients();
                            loss.backward();
                            optimizer.step(StepHyperparameters.of(0.002));
                            sum += loss.item();
                        }
                    }
                }
                losses.add(sum / loader.batches());
            }
        }
        return losses;
    }
}
