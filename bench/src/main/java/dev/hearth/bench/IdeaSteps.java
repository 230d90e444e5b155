package dev.hearth.bench;

import dev.hearth.nn.Shape;
import dev.hearth.optim.Adam;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.Scope;
import dev.hearth.zoo.together.CombinedNet;
import dev.hearth.zoo.together.Idea;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What each of the papers' ideas costs in time, in one net at equal multiply-adds. */
final class IdeaSteps implements Measurement {

    static final String GROUP = "What the papers' ideas cost";
    static final Shape.Image IMAGE = new Shape.Image(3, 32, 32);
    private static final double RATE = 1e-4;
    private static final int BATCH = 50;
    private static final int STEPS = 4;
    private static final Set<Idea> NORMALIZED =
            EnumSet.of(Idea.WEIGHT_NORM, Idea.MEAN_ONLY_BATCH_NORM);

    @Override
    public String about() {
        return "A training step of the joint net (CombinedNet, 3×32×32, batch 50, Adam) with all ideas, with one"
                + " and with all but one, beside the net with none of them, all at equal multiply-adds for an"
                + " image. WN is weight norm with mean-only batch norm. By these ratios the experiment"
                + " together/equal-time gives each net the epochs that take the same time.";
    }

    @Override
    public List<Quantity> measure(Effort depth, List<Quantity> before) {
        List<Quantity> figures = new ArrayList<>();
        for (int threads : depth.threads()) {
            LibTorch.threads(threads);
            for (int millions : new int[] {4, 8}) {
                try (var run = Scope.open()) {
                    figures.addAll(figures(depth, threads, millions));
                }
            }
        }
        return figures;
    }

    private static List<Quantity> figures(Effort depth, int threads, int millions) {
        Work work = Work.cifar(BATCH, STEPS);
        Map<String, Set<Idea>> nets = nets();
        List<Alternation.Turn> turns = new ArrayList<>();
        nets.forEach(
                (name, ideas) -> {
                    CombinedNet net = CombinedNet.ofCost(millions * 1_000_000L, IMAGE, 10, ideas);
                    HearthContender side = new HearthContender(work, net, new Adam(), RATE);
                    turns.add(new Alternation.Turn(name, side::run));
                });
        var rounds = depth.alternation().time(turns);
        List<Quantity> figures = new ArrayList<>();
        for (int turn = 0; turn < turns.size(); turn++) {
            String name =
                    String.format(Locale.ROOT, "%d million, %s", millions, turns.get(turn).name());
            figures.add(
                    Quantity.of(GROUP, name, "ms a step", threads, rounds.of(turn, 1e3 / STEPS)));
            if (turn > 0) {
                figures.add(
                        Quantity.of(
                                GROUP,
                                name + ", times as long as none",
                                "×",
                                threads,
                                rounds.timesAsFast(0, turn)));
            }
        }
        return figures;
    }

    /** The net with none of the ideas first. */
    private static Map<String, Set<Idea>> nets() {
        Map<String, Set<Idea>> single = new LinkedHashMap<>();
        single.put("ELU", EnumSet.of(Idea.ELU));
        single.put("WN", NORMALIZED);
        single.put("FMP", EnumSet.of(Idea.FRACTIONAL_POOLING));
        single.put("residual", EnumSet.of(Idea.SCALED_RESIDUAL));
        Map<String, Set<Idea>> nets = new LinkedHashMap<>();
        nets.put("none", EnumSet.noneOf(Idea.class));
        single.forEach((name, ideas) -> nets.put(name + " alone", ideas));
        nets.put("all", EnumSet.allOf(Idea.class));
        single.forEach(
                (name, ideas) -> {
                    EnumSet<Idea> others = EnumSet.allOf(Idea.class);
                    others.removeAll(ideas);
                    nets.put("all but " + name, others);
                });
        return nets;
    }
}
