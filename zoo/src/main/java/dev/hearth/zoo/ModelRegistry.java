package dev.hearth.zoo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.data.DidYouMean;
import dev.hearth.data.image.Interpolation;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.nn.Complexity;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Shape;
import dev.hearth.nn.json.LayerJson;
import dev.hearth.nn.layers.Elu;
import dev.hearth.nn.layers.IncrementDraw;
import dev.hearth.nn.layers.RegionOverlap;
import dev.hearth.tensor.Check;
import dev.hearth.zoo.elu.EluAutoencoder;
import dev.hearth.zoo.elu.EluCifar11;
import dev.hearth.zoo.elu.EluCifar18;
import dev.hearth.zoo.elu.EluImageNet;
import dev.hearth.zoo.elu.EluMnist;
import dev.hearth.zoo.elu.Normalization;
import dev.hearth.zoo.fmp.FmpNet;
import dev.hearth.zoo.fmp.FmpNets;
import dev.hearth.zoo.gan.GanConvDiscriminator;
import dev.hearth.zoo.gan.GanConvGenerator;
import dev.hearth.zoo.gan.GanDiscriminator;
import dev.hearth.zoo.gan.GanGenerator;
import dev.hearth.zoo.gan.GanToy;
import dev.hearth.zoo.inception.InceptionMiniature;
import dev.hearth.zoo.inception.InceptionResNetHalf;
import dev.hearth.zoo.inception.InceptionResNetV1;
import dev.hearth.zoo.inception.InceptionResNetV2;
import dev.hearth.zoo.inception.InceptionResNetV2Released;
import dev.hearth.zoo.inception.InceptionV3;
import dev.hearth.zoo.inception.InceptionV4;
import dev.hearth.zoo.inception.InceptionV4Released;
import dev.hearth.zoo.inception.InceptionWide;
import dev.hearth.zoo.inception.ResidualWiring;
import dev.hearth.zoo.together.CombinedNet;
import dev.hearth.zoo.together.Idea;
import dev.hearth.zoo.weightnorm.BiasKind;
import dev.hearth.zoo.weightnorm.ConvVae;
import dev.hearth.zoo.weightnorm.DrawNet;
import dev.hearth.zoo.weightnorm.DrawSampler;
import dev.hearth.zoo.weightnorm.FlowVariationalAutoencoder;
import dev.hearth.zoo.weightnorm.GridDqn;
import dev.hearth.zoo.weightnorm.InverseFlow;
import dev.hearth.zoo.weightnorm.NatureDqn;
import dev.hearth.zoo.weightnorm.SpatialVae;
import dev.hearth.zoo.weightnorm.VariationalAutoencoder;
import dev.hearth.zoo.weightnorm.WeightMode;
import dev.hearth.zoo.weightnorm.WeightNormCifar;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Models by name: their source, their input, and what is known of their weights.
 *
 * <pre>{@code
 * ModelRegistry.Entry entry = ModelRegistry.model("inception-v4-released");
 * Model model = Model.build(entry.layer(), entry.in(), new Seed(1), Device.CPU);
 * InputSpec input = entry.view().orElseThrow();      // 299×299, bicubic, in [−1, 1]
 * }</pre>
 */
public final class ModelRegistry {

    private static final Shape MNIST = new Shape.Image(1, 28, 28);
    private static final Shape.Image CIFAR = new Shape.Image(3, 32, 32);
    private static final Shape IMAGENET = new Shape.Image(3, 224, 224);
    private static final Shape INCEPTION = new Shape.Image(3, 299, 299);
    private static final Shape NOISE = new Shape.Vector(100);

    private static final RegionOverlap OVERLAPPING = RegionOverlap.OVERLAPPING;
    private static final IncrementDraw RANDOM = IncrementDraw.RANDOM;
    private static final BiasKind MEAN_ONLY = BiasKind.MEAN_ONLY_BATCH_NORM;
    private static final List<Double> DROPS = List.of(0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.0);

    /** The share of a picture's shorter side that the central crop keeps, unless an entry says another. */
    private static final double CROP = 0.875;

    // spotless:off: a table
    private static final Map<String, Entry> MODELS = table(
            model("elu-mnist", "Clevert et al. 2015, §4.1.1: eight hidden layers of 128",
                    new EluMnist(8, 128, 10, new Elu()), MNIST),
            model("elu-mnist-notes", "the notes' net: five hidden layers of 256",
                    new EluMnist(5, 256, 10, new Elu()), MNIST),
            model("elu-autoencoder", "Clevert et al. 2015, §4.1.2: 1000-500-250-30 and back",
                    new EluAutoencoder(784, new Elu()), MNIST),
            model("elu-cifar-11", "Clevert et al. 2015, §4.2: eleven convolutions",
                    new EluCifar11(1, 100, new Elu(), Normalization.NONE), CIFAR),
            model("elu-cifar-11-quarter", "the same at a quarter of the width",
                    new EluCifar11(4, 100, new Elu(), Normalization.NONE), CIFAR),
            model("elu-cifar-18", "Clevert et al. 2015, §4.3: the large net",
                    new EluCifar18(100, new Elu(), DROPS), CIFAR),
            model("elu-imagenet", "Clevert et al. 2015, §4.4: fifteen layers",
                    new EluImageNet(1000, 2, new Elu()), IMAGENET),

            model("inception-v3", "Szegedy et al. 2015, table 1, as released, without the auxiliary classifier",
                    InceptionV3.asPublished(), INCEPTION),
            model("inception-v4", "Szegedy et al. 2016, fig. 9",
                    InceptionV4.asPublished(), INCEPTION),
            model("inception-v4-released", "the same in the order of the released weights (TF-Slim, timm)",
                    InceptionV4Released.asPublished(), INCEPTION).weights("inception-v4"),
            model("inception-resnet-v1", "Szegedy et al. 2016, fig. 15, left",
                    InceptionResNetV1.asPublished(), INCEPTION),
            model("inception-resnet-v2", "Szegedy et al. 2016, fig. 15, right, two misprints corrected",
                    InceptionResNetV2.asPublished(), INCEPTION),
            model("inception-resnet-v2-released", "the net released under that name (TF-Slim, timm), which is another",
                    InceptionResNetV2Released.asPublished(), INCEPTION).crop(0.8975).weights("inception-resnet-v2"),
            model("inception-resnet-half", "blocks of Inception-ResNet-v1, half as wide and fewer, sides 128 to 224",
                    new InceptionResNetHalf(2, 0.3, 0.2), new Shape.Image(3, 160, 160))
                    .purpose("photographs, trained on a CPU").sides(128, 224),
            model("inception-miniature", "Inception-ResNet-v2 at an eighth of the width, for small images",
                    new InceptionMiniature(ResidualWiring.RESIDUAL, 1, 0.2, 10, 0), CIFAR),
            model("inception-miniature-plain", "Inception-v4 at an eighth of the width, of the same cost",
                    new InceptionMiniature(ResidualWiring.PLAIN, 1, 0.2, 10, 0), CIFAR),
            model("inception-wide", "a small net with sums of 1152 channels",
                    new InceptionWide(1152, 8, 0.1, 10), CIFAR),

            fmp("fmp-mnist", "Graham 2014, §3.2: (32nC2−FMP√2)₆−C2−C1",
                    FmpNets.mnist(32, OVERLAPPING, RANDOM), 1),
            fmp("fmp-mnist-narrow", "the same with 8n filters",
                    FmpNets.mnist(8, OVERLAPPING, RANDOM), 1),
            fmp("fmp-mnist-mp2", "as many convolutions and parameters, 2×2 max-pooling",
                    FmpNets.halving(8, FmpNets.Halving.MP2, 10), 1),
            fmp("fmp-cifar-100", "Graham 2014, §3.3: (64nC2−FMP∛2)₁₂−C2−C1",
                    FmpNets.cifar100(OVERLAPPING, RANDOM), 3),
            fmp("fmp-cifar-10", "Graham 2014, §3.4: (160nC2−FMP∛2)₁₂−C2−C1, dropout to a half",
                    FmpNets.cifar10(), 3),
            fmp("fmp-assamese", "Graham 2014, §3.5: (32nC2−FMP√2)₁₀−C2−C1",
                    FmpNets.assamese(), 1),
            fmp("deepcnet-assamese", "the net that it was compared with: DeepCNet(6, 32)",
                    FmpNets.deepCnet(6, 32, 183), 1),

            model("gan-mnist-generator", "Goodfellow et al. 2014, code for MNIST: 1200-1200 ReLU",
                    new GanGenerator(GanGenerator.Images.MNIST), NOISE),
            model("gan-mnist-discriminator", "the same: maxout 240×5 twice",
                    new GanDiscriminator(240), MNIST),
            model("gan-faces-generator", "the same for the Toronto faces, both stages",
                    new GanGenerator(GanGenerator.Images.FACES_SECOND_STAGE), NOISE),
            model("gan-faces-discriminator", "the same: maxout 1200×5 twice",
                    new GanDiscriminator(1200), new Shape.Image(1, 48, 48)),
            model("gan-cifar-generator", "the same for CIFAR-10, fully connected",
                    new GanGenerator(GanGenerator.Images.CIFAR), NOISE),
            model("gan-cifar-discriminator", "the same: maxout 1600×5 twice",
                    new GanDiscriminator(1600), CIFAR),
            model("gan-cifar-conv-generator", "the same for CIFAR-10, with a transposed convolution",
                    new GanConvGenerator(1), NOISE),
            model("gan-cifar-conv-discriminator", "the same: maxout convolutions",
                    new GanConvDiscriminator(1), CIFAR),

            model("weightnorm-cifar", "Salimans and Kingma 2016, table 2, weight norm with mean-only batch norm",
                    new WeightNormCifar(WeightMode.NORMALIZED, MEAN_ONLY), CIFAR),
            model("weightnorm-cifar-quarter", "the same at a quarter of the width",
                    new WeightNormCifar(4, 10, WeightMode.NORMALIZED, MEAN_ONLY, Double.POSITIVE_INFINITY), CIFAR),
            model("weightnorm-vae-mnist", "Salimans and Kingma 2016, §5.2, without the autoregressive flow",
                    new ConvVae(28, 1, 32, 1), MNIST),
            model("weightnorm-vae-mnist-flow", "the same with two steps of inverse autoregressive flow",
                    new ConvVae(28, 1, 32, 1, 2), MNIST),
            model("weightnorm-vae-cifar", "the same paper for CIFAR-10, one layer of code, mean and log scale per number",
                    new SpatialVae(32, 6, 160, 32, 2), CIFAR),
            model("weightnorm-draw", "Gregor et al. 2015, in 64 steps, as in Salimans and Kingma 2016, §5.3",
                    new DrawNet(64, 2, 5, 256, 100), MNIST),
            model("nature-q", "Mnih et al. 2015, Atari, as in Salimans and Kingma 2016, §5.4",
                    new NatureDqn(6), new Shape.Image(4, 84, 84)),
            model("grid-q", "a small net that plays on a small grid",
                    new GridDqn(16, 64, 4), new Shape.Image(6, 10, 10)),

            model("combined-cifar", "the five papers' ideas in one net of 16 million multiply-adds",
                    CombinedNet.ofCost(16_000_000, CIFAR, 10, EnumSet.allOf(Idea.class)), CIFAR));
    // spotless:on

    private ModelRegistry() {}

    /**
     * A model of the registry.
     *
     * @param about its source, and what it is
     * @param in the shape of one example
     * @param view how a picture becomes an input: resized bicubically, cropped in the middle, scaled to
     *     [−1, 1]; for square inputs of one or three channels
     * @param purpose what it is for, in a few words
     * @param leastSide the smallest side of square pictures that it was made for
     * @param mostSide the largest one
     * @param pretrained where its published weights are; such a layer is a {@link
     *     dev.hearth.nn.PublishedWeights}, which knows the names of their tensors
     */
    public record Entry(
            String name,
            String about,
            Layer layer,
            Shape in,
            Optional<InputSpec> view,
            String purpose,
            int leastSide,
            int mostSide,
            Optional<PretrainedWeights> pretrained) {

        private Entry crop(double fraction) {
            return new Entry(
                    name,
                    about,
                    layer,
                    in,
                    view.map(v -> v.of(v.side(), fraction)),
                    purpose,
                    leastSide,
                    mostSide,
                    pretrained);
        }

        private Entry purpose(String other) {
            return new Entry(name, about, layer, in, view, other, leastSide, mostSide, pretrained);
        }

        private Entry sides(int least, int most) {
            return new Entry(name, about, layer, in, view, purpose, least, most, pretrained);
        }

        private Entry weights(String dataset) {
            return new Entry(
                    name,
                    about,
                    layer,
                    in,
                    view,
                    "photographs, from released weights",
                    leastSide,
                    mostSide,
                    Optional.of(new PretrainedWeights(dataset)));
        }

        /** Whether it was made for square pictures of a side, and its layers can compute them. */
        public boolean takes(int side) {
            if (side < leastSide || side > mostSide || view.isEmpty()) {
                return false;
            }
            try {
                layer.out(new Shape.Image(view.get().channels(), side, side));
                return true;
            } catch (IllegalArgumentException refused) {
                return false;
            }
        }

        /** What the layer costs for one input. */
        public Complexity cost() {
            return layer.cost(in);
        }

        /**
         * The layer with another count of classes.
         *
         * @throws IllegalArgumentException if it has no component {@code classes}
         */
        public Layer withClasses(int classes) {
            LayerJson json = layerJson();
            try {
                if (json.mapper().readTree(json.write(layer)) instanceof ObjectNode node
                        && node.path("classes").isInt()) {
                    return json.readLayer(node.put("classes", classes).toString());
                }
            } catch (JsonProcessingException impossible) {
                throw new IllegalStateException(impossible);
            }
            throw Check.error(
                    "Labelled pictures need a model with a count of classes",
                    name,
                    "Use a classifier, such as elu-cifar-11");
        }
    }

    private static Entry model(String name, String about, Layer layer, Shape in) {
        Optional<InputSpec> view = Optional.empty();
        if (in instanceof Shape.Image image
                && image.height() == image.width()
                && (image.channels() == 1 || image.channels() == 3)) {
            view =
                    Optional.of(
                            new InputSpec(
                                    image.channels(),
                                    image.height(),
                                    CROP,
                                    Interpolation.BICUBIC,
                                    0.5,
                                    0.5));
        }
        return new Entry(
                name,
                about,
                layer,
                in,
                view,
                purpose(name, in),
                1,
                InputSpec.MOST_SIDE,
                Optional.empty());
    }

    private static String purpose(String name, Shape in) {
        if (name.endsWith("generator")) {
            return "images from noise";
        } else if (name.endsWith("discriminator")) {
            return "the generator's opponent";
        } else if (name.contains("vae") || name.contains("draw") || name.contains("autoencoder")) {
            return "images given back, and new ones";
        } else if (name.endsWith("-q")) {
            return "values of actions";
        }
        int side = in instanceof Shape.Image image ? image.height() : 0;
        if (side > 100 && in.count() > 100_000) {
            return "photographs, on a GPU";
        }
        boolean isColour = in instanceof Shape.Image image && image.channels() == 3;
        return (isColour ? "small pictures, " : "digits and signs, ") + side + " pixels";
    }

    private static Entry fmp(String name, String about, FmpNet net, int channels) {
        return model(name, about, net, net.in(channels));
    }

    private static Map<String, Entry> table(Entry... entries) {
        Map<String, Entry> models = new LinkedHashMap<>();
        for (Entry entry : entries) {
            models.put(entry.name(), entry);
        }
        return Collections.unmodifiableMap(models);
    }

    /** All models by name, in the order of the papers. */
    public static Map<String, Entry> models() {
        return MODELS;
    }

    /**
     * A model by name.
     *
     * @throws IllegalArgumentException if there is none of that name; the message has the nearest
     */
    public static Entry model(String name) {
        Entry entry = MODELS.get(name);
        if (entry == null) {
            throw Check.error(
                    "A model is given by its name in the registry",
                    name,
                    DidYouMean.question(name, MODELS.keySet()) + "./hearth list prints the names");
        }
        return entry;
    }

    /** How layers are written as JSON and read: the layers of {@code nn}, and the models of this module. */
    public static LayerJson layerJson() {
        return LayerJson.standard()
                .with(
                        EluMnist.class,
                        EluAutoencoder.class,
                        EluCifar11.class,
                        EluCifar18.class,
                        EluImageNet.class,
                        InceptionV3.class,
                        InceptionV4.class,
                        InceptionV4Released.class,
                        InceptionResNetV1.class,
                        InceptionResNetV2.class,
                        InceptionResNetV2Released.class,
                        InceptionMiniature.class,
                        InceptionResNetHalf.class,
                        InceptionWide.class,
                        FmpNet.class,
                        GanGenerator.class,
                        GanDiscriminator.class,
                        GanConvGenerator.class,
                        GanConvDiscriminator.class,
                        GanToy.class,
                        WeightNormCifar.class,
                        CombinedNet.class,
                        NatureDqn.class,
                        GridDqn.class,
                        VariationalAutoencoder.class,
                        FlowVariationalAutoencoder.class,
                        InverseFlow.class,
                        SpatialVae.class,
                        ConvVae.class,
                        DrawNet.class,
                        DrawSampler.class);
    }
}
