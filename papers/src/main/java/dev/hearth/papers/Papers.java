package dev.hearth.papers;

import dev.hearth.experiments.Experiment;
import dev.hearth.experiments.ExperimentList;
import dev.hearth.papers.elu.EluAlpha;
import dev.hearth.papers.elu.EluAutoencoding;
import dev.hearth.papers.elu.EluCifar;
import dev.hearth.papers.elu.EluCourse;
import dev.hearth.papers.elu.EluEarly;
import dev.hearth.papers.elu.EluExact;
import dev.hearth.papers.elu.EluImageNetTraining;
import dev.hearth.papers.elu.EluLarge;
import dev.hearth.papers.elu.EluMnistBehaviour;
import dev.hearth.papers.elu.EluNoise;
import dev.hearth.papers.elu.EluOwnRates;
import dev.hearth.papers.elu.EluProjected;
import dev.hearth.papers.elu.EluScale;
import dev.hearth.papers.elu.EluTanh;
import dev.hearth.papers.fmp.FmpCifar;
import dev.hearth.papers.fmp.FmpCifarHundred;
import dev.hearth.papers.fmp.FmpExact;
import dev.hearth.papers.fmp.FmpFigure;
import dev.hearth.papers.fmp.FmpFormula;
import dev.hearth.papers.fmp.FmpHandwriting;
import dev.hearth.papers.fmp.FmpLong;
import dev.hearth.papers.fmp.FmpMnist;
import dev.hearth.papers.fmp.FmpScale;
import dev.hearth.papers.gan.GanCifar;
import dev.hearth.papers.gan.GanExact;
import dev.hearth.papers.gan.GanFaces;
import dev.hearth.papers.gan.GanFolder;
import dev.hearth.papers.gan.GanMnist;
import dev.hearth.papers.gan.GanOptimum;
import dev.hearth.papers.gan.GanTexture;
import dev.hearth.papers.gan.GanToys;
import dev.hearth.papers.inception.InceptionCounts;
import dev.hearth.papers.inception.InceptionDeath;
import dev.hearth.papers.inception.InceptionDepth;
import dev.hearth.papers.inception.InceptionDrawn;
import dev.hearth.papers.inception.InceptionImageNet;
import dev.hearth.papers.inception.InceptionOptimizer;
import dev.hearth.papers.inception.InceptionResidual;
import dev.hearth.papers.precision.PairedNet;
import dev.hearth.papers.precision.SameLearning;
import dev.hearth.papers.together.SemiSupervisedRecipe;
import dev.hearth.papers.together.TogetherBest;
import dev.hearth.papers.together.TogetherFactorial;
import dev.hearth.papers.together.TogetherLabels;
import dev.hearth.papers.together.TogetherTime;
import dev.hearth.papers.weightnorm.WeightNormAdamLengths;
import dev.hearth.papers.weightnorm.WeightNormCifar10;
import dev.hearth.papers.weightnorm.WeightNormDraw;
import dev.hearth.papers.weightnorm.WeightNormExact;
import dev.hearth.papers.weightnorm.WeightNormFlow;
import dev.hearth.papers.weightnorm.WeightNormLengths;
import dev.hearth.papers.weightnorm.WeightNormLogGain;
import dev.hearth.papers.weightnorm.WeightNormRaiders;
import dev.hearth.papers.weightnorm.WeightNormTime;
import dev.hearth.papers.weightnorm.WeightNormVae;
import dev.hearth.rl.DqnRun;
import dev.hearth.train.recipe.RecipeJson;
import dev.hearth.zoo.ModelRegistry;
import java.util.List;
import java.util.Map;

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
                    new EluNoise(),
                    new EluAlpha(),
                    new EluTanh(),
                    new EluEarly(),
                    new EluProjected(),
                    new EluCourse(),
                    new EluOwnRates(),
                    EluLarge.ten(),
                    EluLarge.hundred(),
                    new EluImageNetTraining(),
                    new FmpExact(),
                    new FmpFigure(),
                    new FmpMnist(),
                    new FmpCifar(),
                    new FmpScale(),
                    new FmpLong(),
                    new FmpFormula(),
                    new FmpCifarHundred(),
                    FmpHandwriting.assamese(),
                    FmpHandwriting.casia(),
                    new InceptionCounts(),
                    new InceptionResidual(),
                    new InceptionDepth(),
                    new InceptionDrawn(),
                    new InceptionDeath(),
                    new InceptionOptimizer(),
                    new InceptionImageNet(),
                    new GanExact(),
                    new GanOptimum(),
                    new GanToys(GanToys.Question.LINE),
                    new GanToys(GanToys.Question.RING),
                    new GanToys(GanToys.Question.RATIO),
                    new GanCifar(),
                    new GanTexture(),
                    new GanFaces(),
                    new GanFolder(),
                    GanMnist.asPublished(),
                    GanMnist.ours(),
                    new WeightNormExact(),
                    new WeightNormLengths(),
                    new WeightNormAdamLengths(),
                    new WeightNormLogGain(),
                    new WeightNormCifar10(),
                    new WeightNormTime(),
                    WeightNormVae.mnist(),
                    WeightNormVae.cifar(),
                    WeightNormFlow.mnist(),
                    WeightNormFlow.cifar(),
                    new WeightNormDraw(),
                    new WeightNormRaiders(),
                    new TogetherFactorial(),
                    new TogetherTime(),
                    new TogetherBest(),
                    TogetherLabels.mnist(),
                    TogetherLabels.cifar(),
                    new SameLearning(PairedNet.WEIGHT_NORM),
                    new SameLearning(PairedNet.FMP),
                    new SameLearning(PairedNet.INCEPTION),
                    new SameLearning(PairedNet.GAN),
                    new SameLearning(PairedNet.VAE));

    private static final Map<String, String> TITLES =
            Map.of(
                    "elu",
                    "Fast and accurate deep network learning by exponential linear units (Clevert,"
                            + " Unterthiner, Hochreiter 2015)",
                    "inception",
                    "Inception-v4, Inception-ResNet and the impact of residual connections on learning"
                            + " (Szegedy, Ioffe, Vanhoucke, Alemi 2016)",
                    "fmp",
                    "Fractional max-pooling (Graham 2014)",
                    "gan",
                    "Generative adversarial nets (Goodfellow et al. 2014)",
                    "weightnorm",
                    "Weight normalization: a simple reparameterization to accelerate training of"
                            + " deep neural networks (Salimans, Kingma 2016)",
                    "together",
                    "The five papers' ideas in one net, against each alone",
                    "precision",
                    "Learning in bfloat16 beside learning in float32");

    private Papers() {}

    /** All experiments, with the papers' titles. */
    public static ExperimentList all() {
        return new ExperimentList(EXPERIMENTS, TITLES);
    }

    /** All experiments, by paper. */
    public static List<Experiment> experiments() {
        return EXPERIMENTS;
    }

    /** Writes and reads recipes as JSON. */
    public static RecipeJson recipeJson() {
        return DqnRun.json(ModelRegistry.layerJson()).with(SemiSupervisedRecipe.class);
    }
}
