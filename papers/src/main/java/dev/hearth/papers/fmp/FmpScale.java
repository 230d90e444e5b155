package dev.hearth.papers.fmp;

import dev.hearth.data.handwriting.Rasteriser;
import dev.hearth.data.strokes.Strokes;
import dev.hearth.experiments.Job;
import dev.hearth.experiments.MeasurementJob;
import dev.hearth.experiments.PaperExperiment;
import dev.hearth.experiments.Plan;
import dev.hearth.experiments.StepTimer;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.Evidence;
import dev.hearth.nn.Shape;
import dev.hearth.optim.DampedNesterov;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.recipe.Budget;
import dev.hearth.zoo.fmp.FmpNet;
import dev.hearth.zoo.fmp.FmpNets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The nets that two cores cannot train, and that for handwriting whose data are not here (Graham 2014,
 * §3.3 to §3.5): built, counted, trained for two steps and timed. Whole trainings are {@link FmpCifar}'s and
 * {@link FmpCifarHundred}'s at {@code paper}.
 */
public final class FmpScale extends PaperExperiment {

    private static final String CIFAR_100 = "CIFAR-100";
    private static final String CIFAR_10 = "CIFAR-10";
    private static final String ASSAMESE = "Assamese";
    private static final String DEEP_CNET = "DeepCNet";
    private static final int STEPS = 2;

    public FmpScale() {
        super(
                "fmp/scale",
                "the large nets and those for handwriting: built, counted, two steps trained");
    }

    /** A net, the batch that it is tried on, and how long a step is beside the others. */
    private record Stand(String arm, FmpNet net, int channels, int images, double effort) {}

    private static List<Stand> stands(Budget budget) {
        List<Stand> stands = new ArrayList<>();
        RegionKind mode = RegionKind.RANDOM_OVERLAPPING;
        int coloured = budget == Budget.SMOKE ? 1 : 2;
        stands.add(
                new Stand(
                        CIFAR_100,
                        FmpNets.cifar100(mode.windows(), mode.draw()),
                        3,
                        coloured,
                        2.5 * coloured));
        if (budget != Budget.SMOKE) {
            // A thousand million bytes of weights, gradients and momentum.
            stands.add(new Stand(CIFAR_10, FmpNets.cifar10(), 3, 1, 15));
        }
        int handwritten = budget == Budget.SMOKE ? 2 : 8;
        stands.add(new Stand(ASSAMESE, FmpNets.assamese(), 1, handwritten, handwritten));
        stands.add(new Stand(DEEP_CNET, FmpNets.deepCnet(6, 32, 183), 1, handwritten, handwritten));
        return stands;
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        List<Job> jobs = new ArrayList<>();
        for (Stand stand : stands(budget)) {
            jobs.add(
                    new MeasurementJob(
                            name(),
                            stand.arm(),
                            1,
                            budget,
                            stand.effort(),
                            (seed, device) -> measured(stand, seed, device)));
        }
        List<ClaimCheck> checks =
                List.of(
                        FmpClaims.CIFAR.untested(
                                evidence -> text(evidence, List.of(CIFAR_100, CIFAR_10)),
                                "budget: the author's code has 810 epochs of 14.8 thousand million"
                                        + " multiply-adds an image forward"),
                        FmpClaims.HANDWRITING.untested(
                                evidence -> text(evidence, List.of(ASSAMESE, DEEP_CNET)),
                                "data not available: the nets are tried on drawings of 64×64 of our own"
                                        + " pen strokes"));
        return new Plan(
                "two steps each, the published optimiser; handwriting: drawn digits of 64×64 in the"
                        + " field",
                "",
                jobs,
                checks,
                List.of());
    }

    private static String text(Evidence evidence, List<String> arms) {
        String text =
                arms.stream()
                        .filter(arm -> !evidence.of(arm).isEmpty())
                        .map(arm -> text(arm, evidence.of(arm).get(0).metrics()))
                        .collect(Collectors.joining("; "));
        return text.isEmpty() ? "not run" : text;
    }

    private static String text(String arm, Map<String, Double> m) {
        return String.format(
                Locale.ROOT,
                "%s: %.1f M parameters, %.2f G multiply-adds an image, a step of %.0f images takes"
                        + " %.2f s, loss %.3f → %.3f",
                arm,
                m.get("parameters") / 1e6,
                m.get("multiplyAdds") / 1e9,
                m.get("images"),
                m.get("stepSeconds"),
                m.get("lossBefore"),
                m.get("lossAfter"));
    }

    private static Map<String, Double> measured(Stand stand, Seed seed, Device device) {
        Shape.Image in = stand.net().in(stand.channels());
        Tensor images =
                stand.channels() == 1
                        ? drawn(in, stand.images(), seed)
                        : StepTimer.noise(in, stand.images(), 0.5, seed);
        StepTimer timer =
                new StepTimer(
                        stand.net(),
                        in,
                        new DampedNesterov(0.99),
                        1,
                        images.to(device),
                        Tensor.range(stand.images()),
                        seed);
        Map<String, Double> figures = StepTimer.counts(stand.net(), in);
        figures.put("images", (double) stand.images());
        for (int i = 0; i <= STEPS; i++) {
            StepTimer.Step step = timer.step();
            figures.put("stepSeconds", step.seconds());
            figures.putIfAbsent("lossBefore", step.loss());
            figures.put("lossAfter", step.loss());
        }
        return figures;
    }

    /** The program's own handwriting, a digit a class, in the middle of the field. */
    private static Tensor drawn(Shape.Image in, int count, Seed seed) {
        Rasteriser rasteriser = new Rasteriser(64, 0.7);
        Strokes digits = new Strokes(count, seed.child("digits"));
        float[] values = new float[count * in.height() * in.width()];
        int edge = in.height() / 2 - 32;
        for (int i = 0; i < count; i++) {
            float[] sheet = rasteriser.draw(digits.ink(i));
            for (int row = 0; row < 64; row++) {
                int to = (i * in.height() + row + edge) * in.width() + edge;
                System.arraycopy(sheet, 64 * row, values, to, 64);
            }
        }
        return Tensor.of(values, in.batch(count));
    }
}
