package dev.hearth.zoo.inception;

import static dev.hearth.nn.layers.Layers.avgPool;
import static dev.hearth.nn.layers.Layers.concat;
import static dev.hearth.nn.layers.Layers.dropout;
import static dev.hearth.nn.layers.Layers.globalAvgPool;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.named;
import static dev.hearth.nn.layers.Layers.repeat;
import static dev.hearth.nn.layers.Layers.sequence;
import static dev.hearth.zoo.inception.FigureLayers.branches;
import static dev.hearth.zoo.inception.FigureLayers.conv;
import static dev.hearth.zoo.inception.FigureLayers.halving;
import static dev.hearth.zoo.inception.FigureLayers.halvingPool;
import static dev.hearth.zoo.inception.FigureLayers.valid;

import dev.hearth.nn.Layer;
import dev.hearth.nn.PublishedWeights;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Inception-v4 as its weights were released (TF-Slim, ported to timm): the shapes, counts and cost of
 * {@link InceptionV4}, with three differences: the pool is the last of the branches; of two
 * kernels 1×n and n×1, the long branches have n×1 first (in the stem 1×7); in Inception-C, therefore,
 * 3×1 has 448 filters and 1×3 has 512.
 *
 * <p>Image [channels × height × width], from 75×75 on → vector [classes].
 *
 * <pre>{@code
 * Layer net = new InceptionV4Released(1000, 0.2);
 * }</pre>
 *
 * @param dropRate of the dropout before the logits; 0.2 in the paper
 */
public record InceptionV4Released(int classes, double dropRate) implements PublishedWeights {

    private static final Pattern STAGE =
            Pattern.compile("\\d+\\.(stem|inception-[abc]|reduction-[ab])\\.(.*)");
    private static final Pattern BLOCK = Pattern.compile("(\\d+)\\.(.*)");
    private static final Pattern HEAD = Pattern.compile("\\d+\\.(last_linear\\..*)");

    /** The index of each stage's first block among the 22 features of the port. */
    private static final Map<String, Integer> FIRST =
            Map.of(
                    "stem", 0,
                    "inception-a", 6,
                    "reduction-a", 10,
                    "inception-b", 11,
                    "reduction-b", 18,
                    "inception-c", 19);

    /** As in the paper, for ImageNet's 1000 classes. */
    public static InceptionV4Released asPublished() {
        return new InceptionV4Released(1000, 0.2);
    }

    @Override
    public Layer body() {
        return sequence(
                named("stem", stem()), // 3×299×299 → 384×35×35
                named("inception-a", repeat(4, inceptionA())),
                named("reduction-a", reductionA()), // → 1024×17×17
                named("inception-b", repeat(7, inceptionB())),
                named("reduction-b", reductionB()), // → 1536×8×8
                named("inception-c", repeat(3, inceptionC())),
                globalAvgPool(),
                dropout(dropRate),
                named("last_linear", linear(classes)));
    }

    private static Layer stem() {
        return sequence(
                halving(32, 3),
                valid(32, 3),
                conv(64, 3),
                concat(halvingPool(), named("conv", halving(96, 3))),
                branches(
                        sequence(conv(64, 1), valid(96, 3)),
                        sequence(conv(64, 1), conv(64, 1, 7), conv(64, 7, 1), valid(96, 3))),
                concat(named("conv", halving(192, 3)), halvingPool()));
    }

    private static Layer inceptionA() {
        return branches(
                conv(96, 1),
                sequence(conv(64, 1), conv(96, 3)),
                sequence(conv(64, 1), conv(96, 3), conv(96, 3)),
                sequence(avgPool(3), conv(96, 1)));
    }

    private static Layer reductionA() {
        return branches(
                halving(384, 3),
                sequence(conv(192, 1), conv(224, 3), halving(256, 3)),
                halvingPool());
    }

    private static Layer inceptionB() {
        return branches(
                conv(384, 1),
                sequence(conv(192, 1), conv(224, 1, 7), conv(256, 7, 1)),
                sequence(
                        conv(192, 1),
                        conv(192, 7, 1),
                        conv(224, 1, 7),
                        conv(224, 7, 1),
                        conv(256, 1, 7)),
                sequence(avgPool(3), conv(128, 1)));
    }

    private static Layer reductionB() {
        return branches(
                sequence(conv(192, 1), halving(192, 3)),
                sequence(conv(256, 1), conv(256, 1, 7), conv(320, 7, 1), halving(320, 3)),
                halvingPool());
    }

    private static Layer inceptionC() {
        return concat(
                named("branch0", conv(256, 1)),
                sequence(
                        named("branch1_0", conv(384, 1)),
                        concat(
                                named("branch1_1a", conv(256, 1, 3)),
                                named("branch1_1b", conv(256, 3, 1)))),
                sequence(
                        named("branch2_0", conv(384, 1)),
                        named("branch2_1", conv(448, 3, 1)),
                        named("branch2_2", conv(512, 1, 3)),
                        concat(
                                named("branch2_3a", conv(256, 1, 3)),
                                named("branch2_3b", conv(256, 3, 1)))),
                named("branch3", sequence(avgPool(3), conv(256, 1))));
    }

    @Override
    public String releasedName(String name) {
        Matcher head = HEAD.matcher(name);
        if (head.matches()) {
            return head.group(1);
        }
        Matcher stage = STAGE.matcher(name);
        if (!stage.matches()) {
            throw ReleasedNames.unknown("InceptionV4Released", name, "0.stem.0.0.conv.weight");
        }
        int feature = FIRST.get(stage.group(1));
        String rest = stage.group(2);
        Matcher block = BLOCK.matcher(rest);
        if (!stage.group(1).startsWith("reduction") && block.matches()) {
            feature += Integer.parseInt(block.group(1));
            rest = block.group(2);
        }
        return "features." + feature + "." + ReleasedNames.inside(rest);
    }
}
