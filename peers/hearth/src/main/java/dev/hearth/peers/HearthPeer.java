package dev.hearth.peers;

import dev.hearth.bench.HearthGame;
import dev.hearth.bench.HearthSide;
import dev.hearth.bench.Work;
import dev.hearth.export.onnx.OnnxModel;
import dev.hearth.export.onnx.OnnxNet;
import dev.hearth.nn.Network;
import dev.hearth.nn.Pass;
import dev.hearth.nn.fold.Folded;
import dev.hearth.nn.fold.Simplification;
import dev.hearth.peers.plan.Door;
import dev.hearth.peers.plan.Plan;
import dev.hearth.peers.plan.Stretch;
import dev.hearth.tensor.Engine;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.Machine;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;

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

    /** As {@code hearth serve} and {@code predict} answer: exported, in ONNX Runtime. */
    private static Stretch inference(Network net, Plan plan) {
        Folded folded =
                Folded.of(net.layer(), net.in(), net.arrays())
                        .simplified(
                                net.in(),
                                Simplification.POOLS_BEHIND,
                                Simplification.BALANCED_FILTERS);
        OnnxModel model = OnnxModel.of(plan.row(), folded, net.in(), Map.of());
        OnnxNet open = OnnxNet.open(model.bytes(), plan.threads());
        return () -> Stretch.square(open.apply(plan.images().get(0), plan.shape()));
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
