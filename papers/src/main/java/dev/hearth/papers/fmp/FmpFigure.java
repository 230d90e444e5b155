package dev.hearth.papers.fmp;

import dev.hearth.experiments.Job;
import dev.hearth.experiments.MeasurementJob;
import dev.hearth.experiments.PaperExperiment;
import dev.hearth.experiments.Plan;
import dev.hearth.experiments.claim.Measure;
import dev.hearth.nn.layers.AxisRegions;
import dev.hearth.nn.layers.IncrementDraw;
import dev.hearth.nn.layers.RegionConvention;
import dev.hearth.nn.layers.RegionOverlap;
import dev.hearth.nn.layers.SizeChain;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import dev.hearth.train.recipe.Budget;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * How pooling bends a picture (Graham 2014, fig. 2): one picture pooled by √2 five times and enlarged
 * again; and, measured, how far the cells that are left stand from where even scaling had them.
 */
public final class FmpFigure extends PaperExperiment {

    /** Pixels a side; about 113 are left after five times. */
    static final int SIDE = 640;

    static final int TIMES = 5;

    private static final String METRIC = "displacement";

    public FmpFigure() {
        super(
                "fmp/figure",
                "a picture pooled by √2 five times, random and pseudorandom, enlarged again");
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        List<Job> jobs = new ArrayList<>();
        for (long seed = 1; seed <= 10; seed++) {
            for (IncrementDraw draw : List.of(IncrementDraw.PSEUDORANDOM, IncrementDraw.RANDOM)) {
                jobs.add(
                        new MeasurementJob(
                                name(),
                                arm(draw),
                                seed,
                                budget,
                                0.01,
                                (own, device) -> Map.of(METRIC, displacement(draw, own))));
            }
        }
        return new Plan(
                "a drawn picture of "
                        + SIDE
                        + "×"
                        + SIDE
                        + ", overlapping regions by the author's code; displacement: root mean square"
                        + " over 200 draws of an axis, in pixels, of where the cells left stand from"
                        + " an even scale",
                "a picture drawn by code instead of a photograph",
                jobs,
                List.of(
                        Measure.of("displacement", " px", METRIC)
                                .order(
                                        FmpClaims.FIGURE,
                                        "a picture drawn by code instead of a photograph",
                                        arm(IncrementDraw.PSEUDORANDOM),
                                        arm(IncrementDraw.RANDOM))),
                List.of(new PooledFigure()));
    }

    private static String arm(IncrementDraw draw) {
        return draw == IncrementDraw.RANDOM ? "random" : "pseudorandom";
    }

    /** How far cells stray along one axis, in pixels of the picture. */
    static double displacement(IncrementDraw draw, Seed seed) {
        RandomStream random = seed.stream();
        double sum = 0;
        long count = 0;
        for (int repeat = 0; repeat < 200; repeat++) {
            int[] place = new int[SIDE];
            for (int i = 0; i < SIDE; i++) {
                place[i] = i;
            }
            for (int time = 0; time < TIMES; time++) {
                int out = SizeChain.after(Math.sqrt(2), place.length);
                AxisRegions regions =
                        AxisRegions.drawn(
                                place.length,
                                out,
                                RegionOverlap.OVERLAPPING,
                                draw,
                                RegionConvention.AUTHOR_CODE,
                                random);
                int[] kept = new int[out];
                for (int i = 0; i < out; i++) {
                    kept[i] = place[regions.starts().get(i)];
                }
                place = kept;
            }
            // First and last cell stand where they must; those between are compared.
            double scale = (double) place[place.length - 1] / (place.length - 1);
            for (int i = 1; i + 1 < place.length; i++) {
                double off = place[i] - i * scale;
                sum += off * off;
                count++;
            }
        }
        return Math.sqrt(sum / count);
    }
}
