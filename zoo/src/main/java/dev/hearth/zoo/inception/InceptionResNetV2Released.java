package dev.hearth.zoo.inception;

import static dev.hearth.nn.layers.Layers.avgPool;
import static dev.hearth.nn.layers.Layers.dropout;
import static dev.hearth.nn.layers.Layers.globalAvgPool;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.named;
import static dev.hearth.nn.layers.Layers.relu;
import static dev.hearth.nn.layers.Layers.repeat;
import static dev.hearth.nn.layers.Layers.residual;
import static dev.hearth.nn.layers.Layers.sequence;
import static dev.hearth.zoo.inception.FigureLayers.branches;
import static dev.hearth.zoo.inception.FigureLayers.conv;
import static dev.hearth.zoo.inception.FigureLayers.halving;
import static dev.hearth.zoo.inception.FigureLayers.halvingPool;
import static dev.hearth.zoo.inception.FigureLayers.lin;
import static dev.hearth.zoo.inception.FigureLayers.valid;

import dev.hearth.nn.Layer;
import dev.hearth.nn.PublishedWeights;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Inception-ResNet-v2 as it was released (TF-Slim's {@code inception_resnet_v2.py}, ported to timm),
 * which is not the paper's net: the stem is that of Inception-v3, then 10, 20 and 10 blocks instead
 * of 5, 10 and 5, the last one with scale 1 and without ReLU, and a 1×1 convolution with 1536 filters
 * before the average. 55,843,464 parameters and 13.16 billion multiply-adds at 3×299×299
 * with 1000 classes. Without the auxiliary head that TF-Slim trains.
 *
 * <p>Image [channels × height × width], from 75×75 on → vector [classes].
 *
 * <pre>{@code
 * Layer net = new InceptionResNetV2Released(1000, 0.2, ResidualScales.RELEASED);
 * }</pre>
 *
 * @param dropRate of the dropout before the logits
 * @param scales of the residuals of all blocks but the last
 */
public record InceptionResNetV2Released(int classes, double dropRate, ResidualScales scales)
        implements PublishedWeights {

    private static final Pattern PART =
            Pattern.compile("\\d+\\.((?:conv2d_|mixed_)\\w+|repeat\\w*\\.\\d+|block8)\\.(.*)");
    private static final Pattern HEAD = Pattern.compile("\\d+\\.(classif\\..*)");

    /** As released, for ImageNet's 1000 classes. */
    public static InceptionResNetV2Released asPublished() {
        return new InceptionResNetV2Released(1000, 0.2, ResidualScales.RELEASED);
    }

    @Override
    public Layer body() {
        return sequence(
                named("conv2d_1a", halving(32, 3)), // 3×299×299 → 32×149×149
                named("conv2d_2a", valid(32, 3)),
                named("conv2d_2b", conv(64, 3)),
                named("maxpool_3a", halvingPool()),
                named("conv2d_3b", conv(80, 1)),
                named("conv2d_4a", valid(192, 3)),
                named("maxpool_5a", halvingPool()), // → 192×35×35
                named("mixed_5b", mixed5b()), // → 320×35×35
                named("repeat", repeat(10, sequence(block35(), relu()))),
                named("mixed_6a", mixed6a()), // → 1088×17×17
                named("repeat_1", repeat(20, sequence(block17(), relu()))),
                named("mixed_7a", mixed7a()), // → 2080×8×8
                named("repeat_2", repeat(9, sequence(block8(scales.c()), relu()))),
                named("block8", block8(1)),
                named("conv2d_7b", conv(1536, 1)),
                globalAvgPool(),
                dropout(dropRate),
                named("classif", linear(classes)));
    }

    private static Layer mixed5b() {
        return branches(
                conv(96, 1),
                sequence(conv(48, 1), conv(64, 5)),
                sequence(conv(64, 1), conv(96, 3), conv(96, 3)),
                sequence(avgPool(3), conv(64, 1)));
    }

    private Layer block35() {
        return damped(
                scales.a(),
                320,
                branches(
                        conv(32, 1),
                        sequence(conv(32, 1), conv(32, 3)),
                        sequence(conv(32, 1), conv(48, 3), conv(64, 3))));
    }

    private static Layer mixed6a() {
        return branches(
                halving(384, 3),
                sequence(conv(256, 1), conv(256, 3), halving(384, 3)),
                halvingPool());
    }

    private Layer block17() {
        return damped(
                scales.b(),
                1088,
                branches(conv(192, 1), sequence(conv(128, 1), conv(160, 1, 7), conv(192, 7, 1))));
    }

    private static Layer mixed7a() {
        return branches(
                sequence(conv(256, 1), halving(384, 3)),
                sequence(conv(256, 1), halving(288, 3)),
                sequence(conv(256, 1), conv(288, 3), halving(320, 3)),
                halvingPool());
    }

    private static Layer block8(double scale) {
        return damped(
                scale,
                2080,
                branches(conv(192, 1), sequence(conv(192, 1), conv(224, 1, 3), conv(256, 3, 1))));
    }

    private static Layer damped(double scale, int filters, Layer branches) {
        return residual(scale, sequence(branches, named("conv2d", lin(filters))));
    }

    @Override
    public String releasedName(String name) {
        Matcher head = HEAD.matcher(name);
        if (head.matches()) {
            return head.group(1);
        }
        Matcher part = PART.matcher(name);
        if (!part.matches()) {
            throw ReleasedNames.unknown(
                    "InceptionResNetV2Released", name, "0.conv2d_1a.0.conv.weight");
        }
        return part.group(1) + "." + ReleasedNames.inside(part.group(2));
    }
}
