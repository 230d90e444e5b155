package dev.hearth.papers;

import dev.hearth.data.augment.Affine;
import dev.hearth.data.augment.Brightness;
import dev.hearth.data.augment.CentreField;
import dev.hearth.data.augment.Chain;
import dev.hearth.data.augment.Colour;
import dev.hearth.data.augment.PadCropFlip;
import dev.hearth.data.augment.RandomResizedCrop;
import dev.hearth.data.augment.Shift;
import dev.hearth.nn.Letters;
import dev.hearth.papers.elu.EluAutoencoding;
import dev.hearth.papers.elu.EluCifar;
import dev.hearth.papers.elu.EluExact;
import dev.hearth.papers.elu.EluMnistBehaviour;
import dev.hearth.papers.elu.EluScale;
import dev.hearth.papers.fmp.FmpCifar;
import dev.hearth.papers.fmp.FmpExact;
import dev.hearth.papers.fmp.FmpFigure;
import dev.hearth.papers.fmp.FmpLong;
import dev.hearth.papers.fmp.FmpMnist;
import dev.hearth.papers.fmp.FmpScale;
import dev.hearth.papers.gan.GanCifar;
import dev.hearth.papers.gan.GanExact;
import dev.hearth.papers.gan.GanFaces;
import dev.hearth.papers.gan.GanMnist;
import dev.hearth.papers.gan.GanOptimum;
import dev.hearth.papers.gan.GanToys;
import dev.hearth.papers.inception.InceptionCounts;
import dev.hearth.papers.inception.InceptionDepth;
import dev.hearth.papers.inception.InceptionImageNet;
import dev.hearth.papers.inception.InceptionOptimizer;
import dev.hearth.papers.inception.InceptionResidual;
import dev.hearth.papers.weightnorm.WeightNormCifar10;
import dev.hearth.papers.weightnorm.WeightNormDraw;
import dev.hearth.papers.weightnorm.WeightNormExact;
import dev.hearth.papers.weightnorm.WeightNormLengths;
import dev.hearth.papers.weightnorm.WeightNormRaiders;
import dev.hearth.papers.weightnorm.WeightNormTime;
import dev.hearth.papers.weightnorm.WeightNormVae;
import dev.hearth.train.play.CourseText;
import dev.hearth.train.play.Raiders;
import dev.hearth.train.recipe.RecipeText;
import dev.hearth.zoo.elu.EluAutoencoder;
import dev.hearth.zoo.elu.EluCifar11;
import dev.hearth.zoo.elu.EluCifar18;
import dev.hearth.zoo.elu.EluImageNet;
import dev.hearth.zoo.elu.EluMnist;
import dev.hearth.zoo.fmp.FmpNet;
import dev.hearth.zoo.gan.GanConvDiscriminator;
import dev.hearth.zoo.gan.GanConvGenerator;
import dev.hearth.zoo.gan.GanDiscriminator;
import dev.hearth.zoo.gan.GanGenerator;
import dev.hearth.zoo.gan.GanToy;
import dev.hearth.zoo.gan.UntiedBias;
import dev.hearth.zoo.inception.InceptionMiniature;
import dev.hearth.zoo.inception.InceptionResNetV1;
import dev.hearth.zoo.inception.InceptionResNetV2;
import dev.hearth.zoo.inception.InceptionResNetV2Released;
import dev.hearth.zoo.inception.InceptionV4;
import dev.hearth.zoo.inception.InceptionV4Released;
import dev.hearth.zoo.inception.InceptionWide;
import dev.hearth.zoo.weightnorm.ConvVae;
import dev.hearth.zoo.weightnorm.DrawNet;
import dev.hearth.zoo.weightnorm.DrawSampler;
import dev.hearth.zoo.weightnorm.FlowingVariational;
import dev.hearth.zoo.weightnorm.GridQ;
import dev.hearth.zoo.weightnorm.InverseFlow;
import dev.hearth.zoo.weightnorm.NatureQ;
import dev.hearth.zoo.weightnorm.SpatialVae;
import dev.hearth.zoo.weightnorm.Variational;
import dev.hearth.zoo.weightnorm.WeightNormCifar;
import java.util.List;

/** All experiments, in the order of the papers: an explicit list. */
public final class Papers {

    private static final List<Experiment> EXPERIMENTS =
            List.of(
                    new EluExact(),
                    EluMnistBehaviour.asPublished(),
                    EluMnistBehaviour.asInTheNotes(),
                    new EluAutoencoding(),
                    EluCifar.ten(),
                    EluCifar.hundred(),
                    new EluScale(),
                    new FmpExact(),
                    new FmpFigure(),
                    new FmpMnist(),
                    new FmpCifar(),
                    new FmpScale(),
                    new FmpLong(),
                    new InceptionCounts(),
                    new InceptionResidual(),
                    new InceptionDepth(),
                    new InceptionOptimizer(),
                    new InceptionImageNet(),
                    new GanExact(),
                    new GanOptimum(),
                    new GanToys(GanToys.Question.LINE),
                    new GanToys(GanToys.Question.RING),
                    new GanToys(GanToys.Question.RATIO),
                    new GanCifar(),
                    new GanFaces(),
                    GanMnist.asPublished(),
                    GanMnist.ours(),
                    new WeightNormExact(),
                    new WeightNormLengths(),
                    new WeightNormCifar10(),
                    new WeightNormTime(),
                    WeightNormVae.mnist(),
                    WeightNormVae.cifar(),
                    new WeightNormDraw(),
                    new WeightNormRaiders());

    private Papers() {}

    /**
     * All experiments.
     *
     * @return by paper
     */
    public static List<Experiment> experiments() {
        return EXPERIMENTS;
    }

    /**
     * The papers that have experiments.
     *
     * @return their words
     */
    public static List<String> papers() {
        return EXPERIMENTS.stream().map(Experiment::paperWord).distinct().toList();
    }

    /**
     * A paper's title.
     *
     * @param paper its word
     * @return as printed, with authors and year
     */
    public static String title(String paper) {
        return switch (paper) {
            case "elu" ->
                    "Fast and accurate deep network learning by exponential linear units (Clevert,"
                            + " Unterthiner, Hochreiter 2015)";
            case "inception" ->
                    "Inception-v4, Inception-ResNet and the impact of residual connections on learning"
                            + " (Szegedy, Ioffe, Vanhoucke, Alemi 2016)";
            case "fmp" -> "Fractional max-pooling (Graham 2014)";
            case "gan" -> "Generative adversarial nets (Goodfellow et al. 2014)";
            case "weightnorm" ->
                    "Weight normalization: a simple reparameterization to accelerate training of"
                            + " deep neural networks (Salimans, Kingma 2016)";
            default -> paper;
        };
    }

    /**
     * Every letter that a recipe of ours may hold.
     *
     * @return the whole vocabulary and the zoo
     */
    public static Letters letters() {
        return Letters.standard()
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
                        UntiedBias.class,
                        GanToy.class,
                        WeightNormCifar.class,
                        NatureQ.class,
                        GridQ.class,
                        Variational.class,
                        FlowingVariational.class,
                        InverseFlow.class,
                        SpatialVae.class,
                        ConvVae.class,
                        DrawNet.class,
                        DrawSampler.class);
    }

    /**
     * How recipes are written and read.
     *
     * @return the codec
     */
    public static RecipeText text() {
        return new RecipeText(
                letters(),
                List.of(
                        PadCropFlip.class,
                        Affine.class,
                        Colour.class,
                        Brightness.class,
                        CentreField.class,
                        Chain.class,
                        RandomResizedCrop.class,
                        Shift.class));
    }

    /**
     * How courses are written and read.
     *
     * @return the codec
     */
    public static CourseText courses() {
        return new CourseText(letters(), List.of(Raiders.class));
    }
}
