package dev.hearth.papers.gan;

import dev.hearth.experiments.MeasurementJob;
import dev.hearth.experiments.PaperExperiment;
import dev.hearth.experiments.Plan;
import dev.hearth.experiments.claim.Evidence;
import dev.hearth.nn.Shape;
import dev.hearth.train.recipe.Budget;
import dev.hearth.zoo.gan.GanDiscriminator;
import dev.hearth.zoo.gan.GanGenerator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The Toronto face nets (Goodfellow et al. 2014, §5, table 1): their data are licensed, so they are
 * counted, and never trained.
 */
public final class GanFaces extends PaperExperiment {

    public GanFaces() {
        super("gan/faces", "the Toronto face nets, counted; the data are not to be had");
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        return new Plan(
                "both stages of the generator, and the discriminator, from their configurations",
                "no data",
                List.of(
                        new MeasurementJob(
                                name(), "nets", 1, budget, 1, (seed, device) -> parameters())),
                List.of(
                        GanClaims.FACES.untested(
                                GanFaces::words,
                                "the Toronto face data are licensed and not to be had")),
                List.of());
    }

    private static Map<String, Double> parameters() {
        Shape noise = new Shape.Vector(100);
        return Map.of(
                "firstStage",
                (double)
                        new GanGenerator(GanGenerator.Images.FACES_FIRST_STAGE)
                                .cost(noise)
                                .parameters(),
                "secondStage",
                (double)
                        new GanGenerator(GanGenerator.Images.FACES_SECOND_STAGE)
                                .cost(noise)
                                .parameters(),
                "discriminator",
                (double) new GanDiscriminator(1200).cost(new Shape.Image(1, 48, 48)).parameters());
    }

    private static String words(Evidence evidence) {
        if (evidence.trials().isEmpty()) {
            return "nothing";
        }
        var trial = evidence.trials().get(0);
        return String.format(
                Locale.ROOT,
                "generator %.1f, then %.1f million parameters; discriminator %.1f",
                trial.metric("firstStage") / 1e6,
                trial.metric("secondStage") / 1e6,
                trial.metric("discriminator") / 1e6);
    }
}
