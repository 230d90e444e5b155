package org.example.hearth;

import dev.hearth.data.Batch;
import dev.hearth.data.Batches;
import dev.hearth.data.LastBatch;
import dev.hearth.data.Loader;
import dev.hearth.data.Order;
import dev.hearth.nn.Context;
import dev.hearth.nn.Model;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.task.PostTrainingMetric;
import java.util.Map;

/**
 * A metric of the trained model, which joins the run's result: {@code mirrorAgreement}, the percentage of
 * test images whose predicted class is that of their mirror image.
 */
public record MirrorAgreement() implements PostTrainingMetric {

    @Override
    public Map<String, Double> look(Model model, DatasetProvider.Sets sets, Seed seed) {
        Device device = model.parameters().values().device();
        Context context = Context.testing(seed);
        Loader loader =
                new Loader(sets.testing(), 100, seed).order(Order.AS_STORED).last(LastBatch.KEEP);
        double same = 0;
        try (NoGrad noGrad = NoGrad.open();
                Batches batches = loader.epoch(0).open()) {
            for (Batch batch : batches) {
                try (Scope scope = Scope.open()) {
                    Tensor images = batch.on(device).images();
                    Tensor plain = model.apply(images, context).argmax(1);
                    Tensor mirrored = model.apply(images.flip(3), context).argmax(1);
                    same += plain.eq(mirrored).to(images.dtype()).sum().item();
                }
            }
        }
        return Map.of("mirrorAgreement", 100 * same / sets.testing().size());
    }
}
