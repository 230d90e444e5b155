package dev.hearth.peers;

import dev.hearth.bench.HearthGame;
import dev.hearth.bench.HearthSide;
import dev.hearth.bench.Work;
import dev.hearth.nn.Network;
import dev.hearth.nn.Pass;
import dev.hearth.nn.fold.Folded;
import dev.hearth.peers.plan.Door;
import dev.hearth.peers.plan.Plan;
import dev.hearth.peers.plan.Stretch;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Engine;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.Machine;
import java.io.IOException;
import java.util.Locale;

/** Hearth's own process: the real trainer over the real task, with its loader. */
public final class HearthPeer {

    private HearthPeer() {}

    /**
     * The entry.
     *
     * @param arguments the plan's folder, and the depth
     * @throws IOException if the driver cannot be heard
     */
    public static void main(String[] arguments) throws IOException {
        Depth depth = Depth.valueOf(arguments[1]);
        try (var run = Scope.open()) {
            Door.serve(arguments, Machine.versions().get("hearth"), plan -> stretch(plan, depth));
        }
    }

    private static Stretch stretch(Plan plan, Depth depth) {
        Engine.threads(plan.threads());
        Row row = Row.valueOf(plan.row().toUpperCase(Locale.ROOT).replace('-', '_'));
        Work work = row.work(depth);
        return switch (row.kind()) {
            case TRAIN -> new HearthSide(work, row.net(), row.optimizer(), row.rate())::run;
            case GAME -> {
                HearthGame game = PlanFolder.game(work, row);
                yield game::run;
            }
            case INFERENCE -> inference(PlanFolder.trained(row, work), plan);
            case POOL -> pool(PlanFolder.trained(row, work), plan);
        };
    }

    /** Of the net folded, as one serves it. */
    private static Stretch inference(Network net, Plan plan) {
        Folded folded = Folded.of(net.layer(), net.in(), net.arrays());
        Network fast = Network.of(folded.layer(), net.in(), folded.arrays(), Device.CPU);
        return () -> {
            try (var turn = Scope.open();
                    var quiet = NoGrad.open()) {
                Tensor x = Tensor.of(plan.images().get(0), plan.shape());
                return Stretch.square(fast.apply(x, Pass.testing(PlanFolder.SEED)).toFloats());
            }
        };
    }

    private static Stretch pool(Network net, Plan plan) {
        Tensor x = Tensor.of(plan.images().get(0), plan.shape()).channelsLast();
        Tensor gradient =
                Tensor.ones(plan.batch(), plan.image().get(0), plan.out(), plan.out())
                        .channelsLast();
        double share;
        try (var once = Scope.open()) {
            share = pooled(net, x, gradient).sum().item() / gradient.count();
        }
        return () -> {
            try (var turn = Scope.open()) {
                pooled(net, x, gradient);
                return share;
            }
        };
    }

    private static Tensor pooled(Network net, Tensor x, Tensor gradient) {
        Tensor leaf = x.detach().requireGrad();
        net.apply(leaf, Pass.training(PlanFolder.SEED)).backward(gradient);
        return leaf.grad().orElseThrow();
    }
}
