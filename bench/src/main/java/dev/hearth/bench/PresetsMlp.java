package dev.hearth.bench;

import dev.hearth.data.Batch;
import dev.hearth.nn.Model;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Hidden layers of ELU units and ten logits, of native linear layers. */
final class PresetsMlp extends PresetsClassifier {

    private final List<LinearImpl> layers = new ArrayList<>();

    PresetsMlp(Work work, int hidden, int units, Model network, Method method, double rate) {
        super("presets", work);
        List<Tensor> parameters = new ArrayList<>();
        int inputs = work.data().pixels().count();
        for (int i = 0; i <= hidden; i++) {
            LinearImpl layer = new LinearImpl(i == 0 ? inputs : units, i == hidden ? 10 : units);
            layers.add(layer);
            parameters.add(layer.weight());
            parameters.add(layer.bias());
        }
        begin(network, parameters, method, rate);
    }

    @Override
    Tensor logits(Batch batch) {
        Tensor x = Tensor.create(batch.images(), batch.count(), batch.pixels().count());
        for (int i = 0; i < layers.size() - 1; i++) {
            x = torch.elu(layers.get(i).forward(x));
        }
        return layers.get(layers.size() - 1).forward(x);
    }
}
