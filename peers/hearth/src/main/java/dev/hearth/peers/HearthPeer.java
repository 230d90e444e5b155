package dev.hearth.peers;

import dev.hearth.bench.HearthContender;
import dev.hearth.bench.HearthGame;
import dev.hearth.bench.Work;
import dev.hearth.nn.Context;
import dev.hearth.nn.Model;
import dev.hearth.nn.Precision;
import dev.hearth.nn.fold.Folded;
import dev.hearth.nn.fold.Simplification;
import dev.hearth.onednn.OneDnnCompiler;
import dev.hearth.onnx.BatchNet;
import dev.hearth.onnx.OnnxModel;
import dev.hearth.onnx.OnnxNet;
import dev.hearth.peers.plan.Burst;
import dev.hearth.peers.plan.PeerProtocol;
import dev.hearth.peers.plan.Plan;
import dev.hearth.peers.plan.UnsupportedException;
import dev.hearth.tensor.DType;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.recipe.StepMethod;
import dev.hearth.train.run.HardwareInfo;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

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
        PeerEffort depth = PeerEffort.valueOf(arguments[1]);
        try (var run = Scope.open()) {
            PeerProtocol.serve(
                    arguments, HardwareInfo.versions().get("hearth"), plan -> stretch(plan, depth));
        }
    }

    private static Burst stretch(Plan plan, PeerEffort depth) {
        LibTorch.threads(plan.threads());
        Precision precision =
                "BFLOAT16".equals(System.getProperty("peer.variant"))
                        ? Precision.BFLOAT16
                        : Precision.FLOAT32;
        Row row = Row.valueOf(plan.row().toUpperCase(Locale.ROOT).replace('-', '_'));
        Work work = row.work(depth);
        return switch (row.kind()) {
            // Compiled where the net is small and fully connected, else as without it.
            case TRAIN ->
                    new HearthContender(
                                    work,
                                    row.net(),
                                    row.optimizer(),
                                    row.rate(),
                                    precision,
                                    StepMethod.COMPILED)
                            ::run;
            case GAME -> {
                HearthGame game = PlanFolder.game(work, row, precision);
                yield game::run;
            }
            case INFERENCE -> inference(PlanFolder.trained(row, work), plan, precision);
            case POOL -> pool(PlanFolder.trained(row, work), plan, precision);
        };
    }

    /** As {@code hearth serve} and {@code predict} answer: exported, in ONNX Runtime, or in oneDNN in bfloat16. */
    private static Burst inference(Model net, Plan plan, Precision precision) {
        Folded folded = Folded.of(net.layer(), net.in(), net.arrays());
        BatchNet open;
        if (precision == Precision.BFLOAT16) {
            OneDnnCompiler compiler = new OneDnnCompiler();
            Optional<String> obstacle = compiler.obstacle(precision);
            if (obstacle.isPresent()) {
                throw new UnsupportedException(obstacle.get());
            }
            OnnxModel model = graph(folded, net, plan, Simplification.POOLS_BEHIND);
            open = compiler.compile(model.bytes(), precision, plan.threads());
        } else {
            OnnxModel model =
                    graph(
                            folded,
                            net,
                            plan,
                            Simplification.POOLS_BEHIND,
                            Simplification.BALANCED_FILTERS);
            open = OnnxNet.open(model.bytes(), plan.threads());
        }
        return () -> Burst.square(open.apply(plan.images().get(0), plan.shape()));
    }

    private static OnnxModel graph(Folded folded, Model net, Plan plan, Simplification... ways) {
        return OnnxModel.of(plan.row(), folded.simplified(net.in(), ways), net.in(), Map.of());
    }

    private static Burst pool(Model net, Plan plan, Precision precision) {
        DType type = precision == Precision.BFLOAT16 ? DType.BFLOAT16 : DType.FLOAT32;
        Tensor x = Tensor.of(plan.images().get(0), plan.shape()).channelsLast().to(type);
        Tensor gradient =
                Tensor.ones(plan.batch(), plan.image().get(0), plan.out(), plan.out())
                        .channelsLast()
                        .to(type);
        double share;
        try (var once = Scope.open()) {
            share = pooled(net, x, gradient).to(DType.FLOAT32).sum().item() / gradient.count();
        }
        return () -> {
            try (var turn = Scope.open()) {
                pooled(net, x, gradient);
                return share;
            }
        };
    }

    private static Tensor pooled(Model net, Tensor x, Tensor gradient) {
        Tensor leaf = x.detach().requireGrad();
        net.apply(leaf, Context.training(PlanFolder.SEED)).backward(gradient);
        return leaf.grad().orElseThrow();
    }
}
