package dev.hearth.zoo.elu;

import dev.hearth.nn.Composite;
import dev.hearth.nn.Layer;
import dev.hearth.tensor.Check;
import java.util.List;

/**
 * The large net of CIFAR-10 and CIFAR-100 (Clevert et al. 2015, §4.3): [1×384×3] [1×384×1, 1×384×2,
 * 2×640×2] [1×640×1, 3×768×2] [1×768×1, 2×896×2] [1×896×3, 2×1024×2] [1×1024×1, 1×1152×2] [1×1152×1]
 * [1×100×1]. The paper counts 18 convolutions; the list has 19 with the classifier. The paper gives
 * seven dropout rates for eight stacks; here the first seven have them. 39.3 million parameters, 1.5
 * billion multiply-adds.
 *
 * <p>Image 3×32×32 → vector [classes].
 *
 * @param activation behind each convolution but the last
 * @param drops dropout behind the first seven stacks; the paper's final phase has 0, .1, .2, .3, .4,
 *     .5, 0
 */
public record EluCifar18(int classes, Layer activation, List<Double> drops) implements Composite {

    /** Refuses another count of rates than seven. */
    public EluCifar18 {
        drops = List.copyOf(drops);
        if (drops.size() != 7) {
            throw Check.error(
                    "EluCifar18 needs seven dropout rates", drops, "Use 0 where there is none");
        }
    }

    @Override
    public Layer body() {
        return new ConvStacks(activation, Normalization.NONE)
                .layers(1, 384, 3)
                .pool()
                .drop(drops.get(0))
                .layers(1, 384, 1)
                .layers(1, 384, 2)
                .layers(2, 640, 2)
                .pool()
                .drop(drops.get(1))
                .layers(1, 640, 1)
                .layers(3, 768, 2)
                .pool()
                .drop(drops.get(2))
                .layers(1, 768, 1)
                .layers(2, 896, 2)
                .pool()
                .drop(drops.get(3))
                .layers(1, 896, 3)
                .layers(2, 1024, 2)
                .pool()
                .drop(drops.get(4))
                .layers(1, 1024, 1)
                .layers(1, 1152, 2)
                .drop(drops.get(5))
                .layers(1, 1152, 1)
                .drop(drops.get(6))
                .logits(classes);
    }
}
