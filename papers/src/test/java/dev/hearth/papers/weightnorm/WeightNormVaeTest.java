package dev.hearth.papers.weightnorm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.experiments.Job;
import dev.hearth.experiments.Plan;
import dev.hearth.experiments.RunFileFigure;
import dev.hearth.experiments.TrainingJob;
import dev.hearth.experiments.claim.Evidence;
import dev.hearth.experiments.claim.Finding;
import dev.hearth.experiments.claim.Trial;
import dev.hearth.experiments.claim.Verdict;
import dev.hearth.optim.Adamax;
import dev.hearth.optim.MovingAverage;
import dev.hearth.optim.WithMovingAverage;
import dev.hearth.optim.loss.Likelihood;
import dev.hearth.optim.loss.NegativeElbo;
import dev.hearth.optim.loss.Posterior;
import dev.hearth.papers.Papers;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.LibTorch;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.run.Result;
import dev.hearth.train.run.Run;
import dev.hearth.zoo.weightnorm.ConvVae;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WeightNormVaeTest {

    @TempDir private Path temp;

    /** A run that was at these figures after its two epochs. */
    private static Trial trial(String metric, String arm, long seed, double first, double last) {
        return new Trial(
                arm,
                seed,
                Map.of(metric, last),
                List.of(Map.of(metric, first), Map.of(metric, last)));
    }

    private static Finding judged(
            VaeImages images, double plainFirst, double plainLast, double first, double last) {
        List<Trial> trials = new ArrayList<>();
        double unit = images.guess() / 1000;
        for (long seed = 1; seed <= 3; seed++) {
            double jitter = 0.1 * seed * unit;
            trials.add(
                    trial(
                            images.metric(),
                            "plain",
                            seed,
                            plainFirst * unit + jitter,
                            plainLast * unit - jitter));
            trials.add(trial(images.metric(), "WN", seed, first * unit + 2 * jitter, last * unit));
        }
        return WeightNormVae.checks(images, "").get(0).judge(new Evidence("vae", trials));
    }

    @ParameterizedTest
    @EnumSource(VaeImages.class)
    void sooner_and_lower_confirms_and_the_contrary_refutes(VaeImages images) {
        Finding better = judged(images, 400, 160, 340, 140);
        assertThat(better.id()).isEqualTo("WN-6");
        assertThat(better.verdict()).as(better.why()).isEqualTo(Verdict.CONFIRMED);
        assertThat(better.measured()).contains(images.unit());
        assertThat(judged(images, 340, 140, 400, 160).verdict()).isEqualTo(Verdict.REFUTED);
        assertThat(judged(images, 400, 140, 340, 160).verdict())
                .as("lower at first alone")
                .isEqualTo(Verdict.REFUTED);
        assertThat(judged(images, 400, 140, 400, 140).verdict())
                .as("alike")
                .isEqualTo(Verdict.INCONCLUSIVE);
    }

    @ParameterizedTest
    @EnumSource(VaeImages.class)
    void nets_that_guess_decide_nothing(VaeImages images) {
        Finding idle = judged(images, 1100, 1040, 1090, 1020);
        assertThat(idle.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(idle.why()).contains("not trained enough to tell");
    }

    @Test
    void without_photographs_nothing_is_trained_and_without_digits_strokes_stand_in() {
        Plan plan = WeightNormVae.cifar().plan(Budget.SHORT, set -> false);
        assertThat(plan.jobs()).isEmpty();
        Finding none = plan.checks().get(0).judge(new Evidence("vae", List.of()));
        assertThat(none.verdict()).isEqualTo(Verdict.NOT_TESTED);
        assertThat(WeightNormVae.mnist().plan(Budget.SHORT, set -> false).deviation())
                .startsWith("strokes stands in for mnist; ");
    }

    @Test
    void the_published_net_flows_and_is_averaged_over_ten_epochs() {
        Job job = WeightNormVae.mnist().plan(Budget.PAPER, set -> true).jobs().get(0);
        Recipe recipe = (Recipe) ((TrainingJob) job).recipe();
        assertThat(recipe.model().value()).isEqualTo(new ConvVae(28, 1, 32, 1, 2));
        assertThat(recipe.loss().value())
                .isEqualTo(new NegativeElbo(32, Likelihood.BERNOULLI, Posterior.DRAWN));
        assertThat(recipe.optimizer().value())
                .isEqualTo(new WithMovingAverage(new Adamax(), MovingAverage.overEpochs(10, 600)));
    }

    @ParameterizedTest
    @EnumSource(VaeImages.class)
    void a_small_run_lowers_the_bound_and_leaves_pictures(VaeImages images) throws IOException {
        LibTorch.threads(1);
        boolean digits = images == VaeImages.MNIST;
        WeightNormVae experiment = digits ? WeightNormVae.mnist() : WeightNormVae.cifar();
        Plan plan = experiment.plan(Budget.SMOKE, set -> !digits);
        Job job = plan.jobs().get(1);
        assertThat(job.arm()).isEqualTo("WN");
        Recipe recipe = (Recipe) ((TrainingJob) job).recipe();
        List<String> settings =
                digits
                        ? List.of("model.layer.divisor=8")
                        : List.of(
                                "corpus.set=strokes", "model.layer.side=28", "model.layer.said=2");
        for (String setting :
                Stream.concat(
                                settings.stream(),
                                Stream.of(
                                        "corpus.training=120",
                                        "corpus.testing=20",
                                        "batch=20",
                                        "epochs=2"))
                        .toList()) {
            recipe = Papers.recipeJson().amended(recipe, setting);
        }
        NegativeElbo bound = (NegativeElbo) recipe.loss().value();
        if (!digits) {
            // The code of 28×28 images is smaller than that of 32×32.
            bound = new NegativeElbo(4 * 7 * 7, bound.likelihood());
            recipe = Papers.recipeJson().amended(recipe, "loss.latent=" + bound.latent());
        }
        Run.Place place =
                new Run.Place(
                        new DatasetProvider(temp, temp.resolve("cache")),
                        Papers.recipeJson(),
                        Device.CPU);
        Path runs = temp.resolve("runs");
        List<RunFileFigure> left = new ArrayList<>();
        plan.pictures().stream()
                .filter(each -> each instanceof RunFileFigure picture && picture.arm().equals("WN"))
                .forEach(each -> left.add((RunFileFigure) each));
        assertThat(left).hasSize(3);
        Path file = temp.resolve("copy.png");
        Evidence evidence = new Evidence("vae", List.of());
        assertThatThrownBy(() -> left.get(0).draw(evidence, runs, place, file))
                .hasMessageStartingWith(
                        "A RunFileFigure needs the file that the run of WN, seed 1,");
        Result result =
                new Run(
                                recipe,
                                Budget.SMOKE,
                                1,
                                runs.resolve("WN").resolve("1"),
                                List.of(new VaeFigures(bound)))
                        .execute(place, List.of());
        double first = result.history().get(0).get("testLoss");
        double last = result.metrics().get("testLoss");
        assertThat(last).isLessThan(first);
        assertThat(result.metrics().get("testBits"))
                .isCloseTo(last / 784 / Math.log(2), within(1e-9));
        assertThat(result.metrics().get("divergence")).isPositive().isLessThan(last);
        assertThat(result.metrics().get("activeUnits")).isBetween(1.0, (double) bound.latent());
        for (RunFileFigure picture : left) {
            picture.draw(evidence, runs, place, file);
            BufferedImage image = ImageIO.read(file.toFile());
            int width = image.getWidth();
            int height = image.getHeight();
            assertThat(width).as(picture.word()).isGreaterThan(500);
            assertThat(
                            Arrays.stream(
                                            image.getRaster()
                                                    .getPixels(0, 0, width, height, (int[]) null))
                                    .distinct()
                                    .count())
                    .as("shades of " + picture.word())
                    .isGreaterThan(20);
        }
    }
}
