package dev.hearth.papers.inception;

import static dev.hearth.train.recipe.Origin.ours;
import static dev.hearth.train.recipe.Origin.paper;

import dev.hearth.data.transform.RandomResizedCrop;
import dev.hearth.experiments.Budgets;
import dev.hearth.experiments.CurveFigure;
import dev.hearth.experiments.Job;
import dev.hearth.experiments.PaperExperiment;
import dev.hearth.experiments.Plan;
import dev.hearth.experiments.TrainingJob;
import dev.hearth.experiments.claim.Claim;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.EpochsToLoss;
import dev.hearth.experiments.claim.Evidence;
import dev.hearth.nn.Layer;
import dev.hearth.optim.AppliesTo;
import dev.hearth.optim.ClipNorm;
import dev.hearth.optim.L2;
import dev.hearth.optim.MovingAverage;
import dev.hearth.optim.RmsProp;
import dev.hearth.optim.WithMovingAverage;
import dev.hearth.optim.schedule.Exponential;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.Origin;
import dev.hearth.train.recipe.Preprocessing;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.zoo.inception.InceptionResNetV1;
import dev.hearth.zoo.inception.InceptionResNetV2;
import dev.hearth.zoo.inception.InceptionResNetV2Released;
import dev.hearth.zoo.inception.InceptionV3;
import dev.hearth.zoo.inception.InceptionV4;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The nets on ImageNet as published (Szegedy et al. 2016, §4 and §5; INC-6), for whoever has a copy
 * of it: {@code imagenet/train/CLASS/} and {@code imagenet/val/CLASS/} in the data folder. At smaller
 * budgets a few pictures go through the same recipe.
 */
public final class InceptionImageNet extends PaperExperiment {

    private static final String SET = "imagenet";
    private static final String TOP_FIVE = "topFiveError";
    private static final String DEVIATION = "one device instead of 20 replicas";

    public InceptionImageNet() {
        super("inception/imagenet", "the nets on ImageNet as published, for whoever has it");
    }

    private static Map<String, Layer> nets() {
        Map<String, Layer> nets = new LinkedHashMap<>();
        nets.put("inception-v3", InceptionV3.asPublished());
        nets.put("inception-v4", InceptionV4.asPublished());
        nets.put("inception-resnet-v1", InceptionResNetV1.asPublished());
        nets.put("inception-resnet-v2", InceptionResNetV2.asPublished());
        nets.put("inception-resnet-v2-released", InceptionResNetV2Released.asPublished());
        return nets;
    }

    private Recipe recipe(String net, Layer layer, Budget budget) {
        boolean whole = budget == Budget.PAPER;
        Origin small = ours("budget");
        return Recipe.named(name() + "/" + net)
                .corpus(
                        Budgets.part(SET, budget, new int[] {8, 8}, new int[] {64, 64}),
                        whole ? paper("§5: ILSVRC-2012") : small)
                .preparation(
                        new Preprocessing.AroundZero(), paper("as released: inputs in [−1, 1]"))
                .augment(
                        List.of(RandomResizedCrop.googLeNet(299)),
                        ours("the paper names none; GoogLeNet's (2015, §6), without its colours"))
                .model(
                        layer,
                        net.endsWith("released")
                                ? paper("TF-Slim's inception_resnet_v2.py")
                                : net.equals("inception-v3")
                                        ? ours(
                                                "its widths are TF-Slim's; without the auxiliary classifier")
                                        : paper("figs. 9 and 15, keep 0.8; scales as released"))
                .optimizer(
                        new WithMovingAverage(
                                RmsProp.tensorFlow(0.9, 1),
                                new MovingAverage(0.9999, MovingAverage.Beginning.GENTLE)),
                        paper(
                                "§4: RMSProp, decay 0.9, ε 1.0; evaluated with a running average, whose"
                                        + " decay it leaves open"))
                .rate(new Exponential(0.045).by(0.94).everyEpochs(2), paper("§4"))
                .modifiers(
                        List.of(new L2(4e-5, AppliesTo.WEIGHTS_ONLY), new ClipNorm(2)),
                        ours(
                                "L2 is TF-Slim's; the AAAI version names clipping, 2 is Inception-v3's"))
                .batch(
                        whole ? 32 : 4,
                        whole
                                ? ours("not given; the paper ran 20 replicas, 32 is Inception-v3's")
                                : small)
                .epochs(
                        whole ? 160 : 1,
                        whole ? ours("not given; about as in figs. 21 to 26") : small)
                .build();
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        boolean there = available.test(SET);
        Map<String, Layer> nets = nets();
        List<Job> jobs =
                TrainingJob.all(
                        there ? Budgets.pick(budget, 1, 1, 3) : 0,
                        nets.keySet(),
                        budget,
                        List.of(),
                        name -> recipe(name, nets.get(name), budget));
        List<ClaimCheck> checks = new ArrayList<>(checks(there && budget == Budget.PAPER));
        checks.add(
                InceptionClaims.ERRORS.untested(
                        InceptionImageNet::text,
                        there
                                ? "one crop of nets trained at this budget is not 144 crops of the paper's"
                                : "data not available: ImageNet; the recipes run on any copy of it"));
        return new Plan(
                there
                        ? "ImageNet as published"
                                + (budget == Budget.PAPER ? "" : ", a few pictures of it")
                        : "ImageNet is not here",
                DEVIATION,
                jobs,
                checks,
                List.of(
                        CurveFigure.linear("top-one", "Top-1 error, one crop", "testError", "%"),
                        CurveFigure.linear("top-five", "Top-5 error, one crop", TOP_FIVE, "%"),
                        CurveFigure.logarithmic(
                                "training-loss", "Training cross-entropy", "trainLoss", "nats")));
    }

    private static List<ClaimCheck> checks(boolean whole) {
        List<ClaimCheck> checks = new ArrayList<>();
        checks.add(
                sooner(
                        "on ImageNet Inception-ResNet-v1 lowers the errors in fewer epochs than Inception-v3",
                        "figs. 21 and 22: top-1 and top-5 error by epoch",
                        "inception-resnet-v1",
                        "inception-v3",
                        whole));
        checks.add(
                sooner(
                        "on ImageNet Inception-ResNet-v2 lowers the errors in fewer epochs than Inception-v4",
                        "figs. 23 and 24: top-1 and top-5 error by epoch",
                        "inception-resnet-v2",
                        "inception-v4",
                        whole));
        return checks;
    }

    /** Judged where the nets were trained as published; counted as not tested elsewhere. */
    private static ClaimCheck sooner(
            String statement, String figures, String residual, String plain, boolean whole) {
        Claim claim = new Claim(InceptionClaims.SPEED.id(), statement, figures);
        return whole
                ? claim.all(
                        DEVIATION,
                        epochs("top-1", "testError", 99.9, residual, plain),
                        epochs("top-5", TOP_FIVE, 99.5, residual, plain))
                : claim.untested(
                        evidence -> evidence.trials().isEmpty() ? "not run" : "a few steps",
                        "needs the nets trained on ImageNet, with --budget paper");
    }

    private static ClaimCheck epochs(
            String part, String metric, double guess, String residual, String plain) {
        return new EpochsToLoss(Claim.part(part), metric, guess, List.of(residual, plain), "");
    }

    private static String text(Evidence evidence) {
        return evidence.trials().isEmpty()
                ? "not run"
                : "top-1 error, one crop: "
                        + evidence.trials().stream()
                                .map(
                                        trial ->
                                                String.format(
                                                        Locale.ROOT,
                                                        "%s %.1f %%",
                                                        trial.arm(),
                                                        trial.metric("testError")))
                                .collect(Collectors.joining(", "));
    }
}
