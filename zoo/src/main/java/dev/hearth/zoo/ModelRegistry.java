package dev.hearth.zoo;

import dev.hearth.nn.Layer;
import dev.hearth.nn.Shape;
import dev.hearth.nn.json.LayerJson;
import dev.hearth.nn.layers.Elu;
import dev.hearth.nn.layers.IncrementDraw;
import dev.hearth.nn.layers.RegionOverlap;
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
import dev.hearth.zoo.inception.InceptionResNetV1;
import dev.hearth.zoo.inception.InceptionResNetV2;
import dev.hearth.zoo.inception.InceptionResNetV2Released;
import dev.hearth.zoo.inception.InceptionV4;
import dev.hearth.zoo.inception.InceptionV4Released;
import dev.hearth.zoo.inception.InceptionWide;
import dev.hearth.zoo.inception.ResidualWiring;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Models by name, and how their layers are written as JSON: explicit lists. */
public final class ModelRegistry {

    private ModelRegistry() {}

    /**
     * A model that can be described.
     *
     * @param about what it is, with its source
     * @param layer the letter
     * @param in what it is built for
     */
    public record Entry(String about, Layer layer, Shape in) {}

    /**
     * All models.
     *
     * @return by name, in the order of the papers
     */
    public static Map<String, Entry> models() {
        Map<String, Entry> models = new LinkedHashMap<>();
        Shape mnist = new Shape.Image(1, 28, 28);
        Shape cifar = new Shape.Image(3, 32, 32);
        models.put(
                "elu-mnist",
                new Entry(
                        "Clevert et al. 2015, §4.1.1: eight hidden layers of 128",
                        new EluMnist(8, 128, 10, new Elu()),
                        mnist));
        models.put(
                "elu-mnist-notes",
                new Entry(
                        "the notes' net: five hidden layers of 256",
                        new EluMnist(5, 256, 10, new Elu()),
                        mnist));
        models.put(
                "elu-autoencoder",
                new Entry(
                        "Clevert et al. 2015, §4.1.2: 1000-500-250-30 and back",
                        new EluAutoencoder(784, new Elu()),
                        mnist));
        models.put(
                "elu-cifar-11",
                new Entry(
                        "Clevert et al. 2015, §4.2: eleven convolutions",
                        new EluCifar11(1, 100, new Elu(), Normalization.NONE),
                        cifar));
        models.put(
                "elu-cifar-11-quarter",
                new Entry(
                        "the same at a quarter of the width",
                        new EluCifar11(4, 100, new Elu(), Normalization.NONE),
                        cifar));
        models.put(
                "elu-cifar-18",
                new Entry(
                        "Clevert et al. 2015, §4.3: the large net",
                        new EluCifar18(100, new Elu(), List.of(0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.0)),
                        cifar));
        models.put(
                "elu-imagenet",
                new Entry(
                        "Clevert et al. 2015, §4.4: fifteen layers",
                        new EluImageNet(1000, 2, new Elu()),
                        new Shape.Image(3, 224, 224)));
        Shape inception = new Shape.Image(3, 299, 299);
        models.put(
                "inception-v4",
                new Entry("Szegedy et al. 2016, fig. 9", InceptionV4.asPublished(), inception));
        models.put(
                "inception-v4-released",
                new Entry(
                        "the same in the order of the released weights (TF-Slim, timm)",
                        InceptionV4Released.asPublished(),
                        inception));
        models.put(
                "inception-resnet-v1",
                new Entry(
                        "Szegedy et al. 2016, fig. 15, left",
                        InceptionResNetV1.asPublished(),
                        inception));
        models.put(
                "inception-resnet-v2",
                new Entry(
                        "Szegedy et al. 2016, fig. 15, right, two misprints mended",
                        InceptionResNetV2.asPublished(),
                        inception));
        models.put(
                "inception-resnet-v2-released",
                new Entry(
                        "what was released under that name (TF-Slim, timm): another net",
                        InceptionResNetV2Released.asPublished(),
                        inception));
        models.put(
                "inception-miniature",
                new Entry(
                        "the residual twin at an eighth of the width, for small images",
                        new InceptionMiniature(ResidualWiring.RESIDUAL, 1, 0.2, 10, 0),
                        cifar));
        models.put(
                "inception-miniature-plain",
                new Entry(
                        "its plain twin of the same cost",
                        new InceptionMiniature(ResidualWiring.PLAIN, 1, 0.2, 10, 0),
                        cifar));
        models.put(
                "inception-wide",
                new Entry(
                        "a small net with sums of 1152 channels",
                        new InceptionWide(1152, 8, 0.1, 10),
                        cifar));
        fractional(models);
        Shape noise = new Shape.Vector(100);
        models.put(
                "gan-mnist-generator",
                new Entry(
                        "Goodfellow et al. 2014, code for MNIST: 1200-1200 ReLU",
                        new GanGenerator(GanGenerator.Images.MNIST),
                        noise));
        models.put(
                "gan-mnist-discriminator",
                new Entry("the same: maxout 240×5 twice", new GanDiscriminator(240), mnist));
        models.put(
                "gan-faces-generator",
                new Entry(
                        "the same for the Toronto faces, both stages",
                        new GanGenerator(GanGenerator.Images.FACES_SECOND_STAGE),
                        noise));
        models.put(
                "gan-faces-discriminator",
                new Entry(
                        "the same: maxout 1200×5 twice",
                        new GanDiscriminator(1200),
                        new Shape.Image(1, 48, 48)));
        models.put(
                "gan-cifar-generator",
                new Entry(
                        "the same for CIFAR-10, fully connected",
                        new GanGenerator(GanGenerator.Images.CIFAR),
                        noise));
        models.put(
                "gan-cifar-discriminator",
                new Entry("the same: maxout 1600×5 twice", new GanDiscriminator(1600), cifar));
        models.put(
                "gan-cifar-conv-generator",
                new Entry(
                        "the same for CIFAR-10, with a transposed convolution",
                        new GanConvGenerator(1),
                        noise));
        models.put(
                "gan-cifar-conv-discriminator",
                new Entry("the same: maxout convolutions", new GanConvDiscriminator(1), cifar));
        models.put(
                "weightnorm-cifar",
                new Entry(
                        "Salimans and Kingma 2016, table 2, weight norm with mean-only batch norm",
                        new WeightNormCifar(WeightMode.NORMALIZED, BiasKind.MEAN_ONLY_BATCH_NORM),
                        cifar));
        models.put(
                "weightnorm-cifar-quarter",
                new Entry(
                        "the same at a quarter of the width",
                        new WeightNormCifar(
                                4,
                                10,
                                WeightMode.NORMALIZED,
                                BiasKind.MEAN_ONLY_BATCH_NORM,
                                Double.POSITIVE_INFINITY),
                        cifar));
        models.put(
                "weightnorm-vae-mnist",
                new Entry(
                        "Salimans and Kingma 2016, §5.2, without the autoregressive flow",
                        new ConvVae(28, 1, 32, 1),
                        mnist));
        models.put(
                "weightnorm-vae-mnist-flow",
                new Entry(
                        "the same with two steps of inverse autoregressive flow",
                        new ConvVae(28, 1, 32, 1, 2),
                        mnist));
        models.put(
                "weightnorm-vae-cifar",
                new Entry(
                        "the same paper for CIFAR-10, one layer of code, a mean and a log scale a number",
                        new SpatialVae(32, 6, 160, 32, 2),
                        cifar));
        models.put(
                "weightnorm-draw",
                new Entry(
                        "Gregor et al. 2015, in 64 steps, as Salimans and Kingma 2016, §5.3, took it",
                        new DrawNet(64, 2, 5, 256, 100),
                        mnist));
        models.put(
                "nature-q",
                new Entry(
                        "Mnih et al. 2015, Atari, as Salimans and Kingma 2016, §5.4, took it",
                        new NatureDqn(6),
                        new Shape.Image(4, 84, 84)));
        models.put(
                "grid-q",
                new Entry(
                        "a small net that plays on a small grid",
                        new GridDqn(16, 64, 4),
                        new Shape.Image(6, 10, 10)));
        return models;
    }

    private static void fractional(Map<String, Entry> models) {
        FmpNet mnist = FmpNets.mnist(32, RegionOverlap.OVERLAPPING, IncrementDraw.RANDOM);
        FmpNet narrow = FmpNets.mnist(8, RegionOverlap.OVERLAPPING, IncrementDraw.RANDOM);
        FmpNet halves = FmpNets.halving(8, FmpNets.Halving.MP2, 10);
        FmpNet hundred = FmpNets.cifar100(RegionOverlap.OVERLAPPING, IncrementDraw.RANDOM);
        FmpNet ten = FmpNets.cifar10();
        FmpNet assamese = FmpNets.assamese();
        FmpNet deep = FmpNets.deepCnet(6, 32, 183);
        models.put(
                "fmp-mnist",
                new Entry("Graham 2014, §3.2: (32nC2−FMP√2)₆−C2−C1", mnist, mnist.in(1)));
        models.put("fmp-mnist-narrow", new Entry("the same with 8n filters", narrow, narrow.in(1)));
        models.put(
                "fmp-mnist-mp2",
                new Entry(
                        "as many convolutions and parameters, 2×2 max-pooling",
                        halves,
                        halves.in(1)));
        models.put(
                "fmp-cifar-100",
                new Entry("Graham 2014, §3.3: (64nC2−FMP∛2)₁₂−C2−C1", hundred, hundred.in(3)));
        models.put(
                "fmp-cifar-10",
                new Entry(
                        "Graham 2014, §3.4: (160nC2−FMP∛2)₁₂−C2−C1, dropout to a half",
                        ten,
                        ten.in(3)));
        models.put(
                "fmp-assamese",
                new Entry("Graham 2014, §3.5: (32nC2−FMP√2)₁₀−C2−C1", assamese, assamese.in(1)));
        models.put(
                "deepcnet-assamese",
                new Entry("what that was compared with: DeepCNet(6, 32)", deep, deep.in(1)));
    }

    /**
     * How layers are written and read: the whole vocabulary, and the nets here.
     *
     * @return immutable
     */
    public static LayerJson layerJson() {
        return LayerJson.standard()
                .with(
                        EluMnist.class,
                        EluAutoencoder.class,
                        EluCifar11.class,
                        EluCifar18.class,
                        EluImageNet.class,
                        InceptionV4.class,
                        InceptionV4Released.class,
                        InceptionResNetV1.class,
                        InceptionResNetV2.class,
                        InceptionResNetV2Released.class,
                        InceptionMiniature.class,
                        InceptionWide.class,
                        FmpNet.class,
                        GanGenerator.class,
                        GanDiscriminator.class,
                        GanConvGenerator.class,
                        GanConvDiscriminator.class,
                        GanToy.class,
                        WeightNormCifar.class,
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
