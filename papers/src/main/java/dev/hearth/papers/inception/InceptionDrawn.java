package dev.hearth.papers.inception;

import dev.hearth.experiments.Budgets;
import dev.hearth.experiments.Job;
import dev.hearth.experiments.MeasurementJob;
import dev.hearth.experiments.PaperExperiment;
import dev.hearth.experiments.Phrase;
import dev.hearth.experiments.Plan;
import dev.hearth.experiments.claim.Claim;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.Measure;
import dev.hearth.nn.Shape;
import dev.hearth.train.recipe.Budget;
import dev.hearth.zoo.inception.InceptionResNetV2;
import dev.hearth.zoo.inception.ResidualScales;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * How variance grows with depth in the Inception-ResNet-v2 as training finds it: weights as they are
 * drawn, batch normalisation by the batch's own figures (Szegedy et al. 2016, §3.3; INC-4). In {@code
 * inception/depth} every convolution is first rescaled to unit variance, which makes growth with s nearly
 * certain.
 */
public final class InceptionDrawn extends PaperExperiment {

    private static final Claim GROWTH =
            new Claim(
                    InceptionClaims.GROWTH.id(),
                    "with weights as they are drawn, too, variance grows the faster through the blocks on"
                            + " 1152 channels the larger the scale of the residuals",
                    "§3.3: unscaled residuals grow unstable; no figures");
    private static final Claim DEEPER =
            new Claim(
                    InceptionClaims.GROWTH.id(),
                    "and through the five blocks on 2144 channels",
                    "§3.3: no figures");

    public InceptionDrawn() {
        super(
                "inception/depth-drawn",
                "variance by depth with weights as drawn, residuals damped by 0.1, 0.3 and not at all");
    }

    static String arm(String scale) {
        return "drawn s=" + scale;
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        int seeds = Budgets.pick(budget, 2, 6, 6);
        int side = Budgets.pick(budget, 107, 203, 299);
        List<Job> jobs = new ArrayList<>();
        for (long seed = 1; seed <= seeds; seed++) {
            for (String scale : InceptionDepth.SCALES) {
                double s = Double.parseDouble(scale);
                jobs.add(
                        new MeasurementJob(
                                        name(),
                                        arm(scale),
                                        seed,
                                        budget,
                                        0.2,
                                        (chance, device) ->
                                                DepthProbe.measure(
                                                        s,
                                                        side,
                                                        2,
                                                        DepthProbe.Weights.AS_DRAWN,
                                                        chance,
                                                        device))
                                .of(
                                        new InceptionResNetV2(10, 0, ResidualScales.of(s)),
                                        new Shape.Image(3, side, side),
                                        2,
                                        1));
            }
        }
        String deviation = "nets before their first step, on noise; the paper speaks of training";
        return new Plan(
                Phrase.of(
                        "Inception-ResNet-v2 at {}×{} on noise, weights as drawn, {} seeds",
                        side,
                        side,
                        seeds),
                deviation,
                jobs,
                checks(deviation),
                List.of(new DepthFigure()));
    }

    static List<ClaimCheck> checks(String deviation) {
        return List.of(growth(GROWTH, "growthB", deviation), growth(DEEPER, "growthC", deviation));
    }

    private static ClaimCheck growth(Claim claim, String figure, String deviation) {
        return Measure.of("growth of variance over the blocks", "", figure)
                .order(
                        claim,
                        deviation,
                        InceptionDepth.SCALES.stream()
                                .map(InceptionDrawn::arm)
                                .toArray(String[]::new));
    }
}
